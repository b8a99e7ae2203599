import { defineCredential, p } from "@/nodes/sdk";

/** The URL is the secret: who has it can post. */
export const incomingWebhook = defineCredential({
  type: "chat.webhook",
  label: "Incoming webhook",
  summary: "The webhook URL of a Slack, Discord or Mattermost channel",
  params: { url: p.secret({ label: "Webhook URL", required: true }) },
});

export const telegramBot = defineCredential({
  type: "telegram.bot",
  label: "Telegram bot",
  summary: "The token that BotFather gave your bot",
  params: {
    token: p.secret({ label: "Bot token", required: true }),
    baseUrl: p.text({ label: "API address", default: "https://api.telegram.org", advanced: true }),
  },
  // The token is part of the path: added here, it is in no address that an error could show.
  authenticate({ url }, { token }) {
    url.pathname = `/bot${token}${url.pathname}`;
  },
  test: ({ baseUrl }) => ({ url: `${baseUrl.replace(/\/+$/, "")}/getMe` }),
});

export const gotify = defineCredential({
  type: "gotify.app",
  label: "Gotify application",
  summary: "Address and application token of a Gotify server",
  params: {
    url: p.text({ label: "Server address", required: true, placeholder: "https://gotify.example.com" }),
    token: p.secret({ label: "Application token", required: true }),
  },
  authenticate: ({ headers }, { token }) => headers.set("x-gotify-key", token),
});
