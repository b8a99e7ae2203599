import { gotify, incomingWebhook, telegramBot } from "@/nodes/credentials/chat";
import { basicAuth, bearerToken } from "@/nodes/credentials/http";
import { type Credential, defineNode, type HttpRequest, NodeError, optionalCredential, p } from "@/nodes/sdk";
import type { Json } from "@/shared/item";

const message = p.text({ label: "Message", multiline: true, required: true });
const chat = (label: string) => ({ label, params: { message } });

export const notify = defineNode({
  type: "core.notify",
  version: 1,
  label: "Notify",
  summary: "Sends a short message to a chat or phone",
  category: "notify",
  icon: "bell",
  keywords: ["slack", "discord", "mattermost", "telegram", "ntfy", "gotify", "chat", "push", "alert"],
  inputs: ["main"],
  outputs: ["main"],
  credentials: { account: optionalCredential("Account", incomingWebhook, telegramBot, gotify, bearerToken, basicAuth) },
  params: {
    service: p.choice({
      label: "Service",
      cases: {
        slack: chat("Slack"),
        discord: chat("Discord"),
        mattermost: chat("Mattermost"),
        telegram: { label: "Telegram", params: { chatId: p.text({ label: "Chat id", required: true }), message } },
        ntfy: {
          label: "ntfy",
          params: {
            server: p.text({ label: "Server", default: "https://ntfy.sh", required: true }),
            topic: p.text({ label: "Topic", required: true }),
            title: p.text({ label: "Title" }),
            priority: p.number({
              label: "Priority",
              help: "From 1, the lowest, to 5",
              default: 3,
              min: 1,
              max: 5,
              integer: true,
            }),
            message,
          },
        },
        gotify: {
          label: "Gotify",
          params: {
            title: p.text({ label: "Title" }),
            priority: p.number({
              label: "Priority",
              help: "From 0, the lowest, to 10",
              default: 5,
              min: 0,
              max: 10,
              integer: true,
            }),
            message,
          },
        },
      },
    }),
  },
  line: "{service.is}: {service.message}",
  effect: "unsafe",
  async execute({ item, params: { service }, credentials: { account }, http }) {
    const answer = await http({
      ...requestFor(service, account),
      ...{ method: "POST", response: "text", timeoutMs: 30_000, secretPath: true },
    });
    if (!answer.ok) {
      throw new NodeError(
        `${service.is} answered ${answer.status} ${answer.statusText}: ${String(answer.body).slice(0, 200)}`,
        {
          code: "NOTIFY_FAILED",
          hint:
            answer.status === 401 || answer.status === 403 ? "Check the account" : "Check the settings of the message",
        },
      );
    }
    return { main: { ...item, json: { ...item.json, notified: { service: service.is, status: answer.status } } } };
  },
});

type Service = { message: string } & (
  | { is: "slack" | "discord" | "mattermost" }
  | { is: "telegram"; chatId: string }
  | { is: "ntfy"; server: string; topic: string; title: string; priority: number }
  | { is: "gotify"; title: string; priority: number }
);

function requestFor(service: Service, account: Credential | undefined): Pick<HttpRequest, "url" | "body" | "auth"> {
  switch (service.is) {
    case "slack":
    case "mattermost":
      return {
        url: text(need(account, "chat.webhook", "an incoming webhook"), "url"),
        body: json({ text: service.message }),
      };
    case "discord":
      return {
        url: text(need(account, "chat.webhook", "an incoming webhook"), "url"),
        body: json({ content: service.message }),
      };
    case "telegram": {
      const bot = need(account, "telegram.bot", "a Telegram bot");
      return {
        url: `${text(bot, "baseUrl")}/bot${text(bot, "token")}/sendMessage`,
        body: json({ chat_id: service.chatId, text: service.message }),
      };
    }
    case "ntfy": {
      const { server, topic, title, priority } = service;
      const auth = account?.type.startsWith("http.") ? account : undefined;
      return { url: server, auth, body: json({ topic, message: service.message, priority, ...(title && { title }) }) };
    }
    case "gotify": {
      const app = need(account, "gotify.app", "a Gotify application");
      const { title, priority } = service;
      return {
        url: `${text(app, "url").replace(/\/$/, "")}/message`,
        auth: app,
        body: json({ message: service.message, priority, ...(title && { title }) }),
      };
    }
  }
}

function need(account: Credential | undefined, type: string, what: string): Credential {
  if (account?.type === type) return account;
  throw new NodeError(`This service needs ${what} as its account`, {
    code: "CREDENTIAL_MISSING",
    hint: "Open the node and choose or create one",
  });
}

const text = (credential: Credential, field: string) => String(credential.reveal()[field] ?? "");
const json = (value: Json) => ({ type: "text" as const, text: JSON.stringify(value), contentType: "application/json" });
