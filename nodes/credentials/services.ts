import { defineCredential, NodeError, p } from "@/nodes/sdk";
import { isJsonObject } from "@/shared/item";
import { apiAddress, bearer, below, header, hosted, selfHosted } from "./token-account";

/** Accounts of services that nodes are made for. */

export const slackToken = hosted(
  {
    ...{ type: "slack.token", label: "Slack token", url: "https://slack.com/api" },
    summary: "The bot or user token of a Slack app, such as xoxb-…",
  },
  bearer,
);

export const discordBot = hosted(
  {
    ...{ type: "discord.bot", label: "Discord bot", token: "Bot token", url: "https://discord.com/api/v10" },
    summary: "The token of a bot from Discord's developer portal",
  },
  header("authorization", "Bot "),
  "/users/@me",
);

export const githubToken = hosted(
  {
    ...{ type: "github.token", label: "GitHub token", url: "https://api.github.com" },
    summary: "A personal access token. On GitHub Enterprise the address ends with /api/v3",
  },
  bearer,
  "/user",
);

export const mastodonToken = selfHosted(
  {
    ...{ type: "mastodon.token", label: "Mastodon account", url: "https://mastodon.social" },
    summary: "Access token of an application of your account, for Mastodon and servers like it",
  },
  bearer,
  "/api/v1/accounts/verify_credentials",
);

/** The session of an app password lasts two hours; its token says when it ends. */
export const blueskyAccount = defineCredential({
  type: "bluesky.account",
  label: "Bluesky account",
  summary: "Handle and app password of a Bluesky account",
  params: {
    identifier: p.text({ label: "Handle", required: true, placeholder: "ann.bsky.social" }),
    password: p.secret({ label: "App password", required: true, help: "From the settings of the account" }),
    url: apiAddress("https://bsky.social"),
    session: p.secret({ label: "Session", help: "May stay empty: the first request gets one", advanced: true }),
  },
  authenticate: ({ headers }, { session }) => headers.set("authorization", `Bearer ${session}`),
  renew: {
    isOnce: () => false,
    isMissing: ({ session }) => session === "" || endOf(session) < Date.now() + 60_000,
    async ask({ identifier, password, url }, http) {
      const answer = await http({
        ...{ method: "POST", maxRedirects: 0 },
        url: `${url.replace(/\/+$/, "")}/xrpc/com.atproto.server.createSession`,
        body: { type: "text", text: JSON.stringify({ identifier, password }), contentType: "application/json" },
      });
      const { accessJwt, message } = isJsonObject(answer.body) ? answer.body : {};
      if (answer.ok && typeof accessJwt === "string") return { session: accessJwt };
      const said = typeof message === "string" ? `: ${message.slice(0, 200)}` : "";
      throw new NodeError(`Bluesky gave no session: it answered ${answer.status}${said}`, {
        code: "CREDENTIAL_REFUSED",
        hint: "Check the handle and the app password",
      });
    },
  },
  test: ({ url, identifier }) => below(url, `/xrpc/app.bsky.actor.getProfile?actor=${encodeURIComponent(identifier)}`),
});

/** When a token ends, in milliseconds; a token that does not say it is asked for anew when it is refused. */
function endOf(token: string): number {
  const [, part = ""] = token.split(".");
  try {
    const { exp } = JSON.parse(Buffer.from(part, "base64url").toString("utf8")) as { exp?: unknown };
    return typeof exp === "number" ? exp * 1000 : Number.POSITIVE_INFINITY;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
