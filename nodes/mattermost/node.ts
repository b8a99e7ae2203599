import { mattermostToken } from "@/nodes/credentials/messaging";
import { credential, p } from "@/nodes/sdk";
import { defineApiNode, inBody, inPath, inQuery } from "@/nodes/sdk/api";
import { again, commas, id, more, text } from "@/nodes/sdk/api/usual-params";
import { getPath } from "@/nodes/sdk/paths";
import type { Json } from "@/shared/item";

const channel = p.text({ label: "Channel id", required: true, lookup: "channels" });
const team = inPath(p.text({ label: "Team id", required: true, lookup: "teams" }));
const post = inPath(id("Message id"));
const paging = { by: "page", to: "page", start: 0, size: { to: "per_page", max: 200 } } as const;

export const mattermost = defineApiNode({
  type: "core.mattermost",
  label: "Mattermost",
  summary: "Sends and reads messages, channels and users of Mattermost",
  icon: "message-square",
  keywords: ["chat", "message", "channel", "bot"],
  base: { credentialField: "url", path: "/api/v4" },
  credentials: { account: credential("Account", mattermostToken) },
  errors: { at: ["message", "id"] },
  resources: {
    message: {
      label: "Message",
      operations: {
        send: {
          ...{ label: "Send", method: "POST", path: "/posts" },
          params: {
            channel: inBody(channel, "channel_id"),
            text: inBody(text(), "message"),
            thread: inBody(p.text({ label: "Reply to", help: "Id of a message" }), "root_id"),
            attachments: inBody(p.json({ label: "Attachments", advanced: true }), "props.attachments"),
            more,
          },
        },
        update: {
          ...{ label: "Update", method: "PUT", path: "/posts/{post}/patch" },
          params: { post, text: inBody(text(), "message"), more },
        },
        delete: { label: "Delete", method: "DELETE", path: "/posts/{post}", params: { post } },
        list: {
          ...{ label: "List", method: "GET", path: "/channels/{channel}/posts", params: { channel: inPath(channel) } },
          list: { at: "", paging },
          after: inOrder,
        },
        react: {
          ...{ label: "React", method: "POST", path: "/reactions", ...again },
          params: {
            user: inBody(id("User id", "Of the account itself"), "user_id"),
            post: inBody(id("Message id"), "post_id"),
            emoji: inBody(id("Emoji", "Its name, without colons"), "emoji_name"),
          },
        },
      },
    },
    channel: {
      label: "Channel",
      operations: {
        list: {
          label: "List",
          method: "GET",
          path: "/teams/{team}/channels",
          params: { team },
          list: { at: "", paging },
        },
        get: { label: "Get", method: "GET", path: "/channels/{channel}", params: { channel: inPath(channel) } },
        find: {
          ...{ label: "Find by name", method: "GET", path: "/teams/{team}/channels/name/{name}" },
          params: { team, name: inPath(id("Name")) },
        },
        create: {
          ...{ label: "Create", method: "POST", path: "/channels" },
          params: {
            team: inBody(p.text({ label: "Team id", required: true, lookup: "teams" }), "team_id"),
            name: inBody(id("Name", "Letters, digits and hyphens")),
            title: inBody(id("Title"), "display_name"),
            kind: inBody(
              p.select({
                label: "Kind",
                options: [
                  { value: "O", label: "Public" },
                  { value: "P", label: "Private" },
                ],
              }),
              "type",
            ),
            more,
          },
        },
        addMember: {
          ...{ label: "Add member", method: "POST", path: "/channels/{channel}/members", ...again },
          params: { channel: inPath(channel), user: inBody(id("User id"), "user_id") },
        },
      },
    },
    user: {
      label: "User",
      operations: {
        list: { label: "List", method: "GET", path: "/users", list: { at: "", paging } },
        byEmail: {
          ...{ label: "Find by e-mail", method: "GET", path: "/users/email/{email}" },
          params: { email: inPath(id("E-mail")) },
        },
        invite: {
          ...{ label: "Invite by e-mail", method: "POST", path: "/teams/{team}/invite/email" },
          params: { team, emails: { ...inBody(commas("E-mails")), list: "json" } },
          before: (draft) => ({ ...draft, body: (draft.body as { emails?: Json } | undefined)?.emails ?? [] }),
        },
        search: {
          ...{ label: "Search", method: "GET", path: "/users/autocomplete", list: { at: "users" } },
          params: { name: inQuery(id("Name begins with")) },
        },
      },
    },
  },
  lookups: {
    teams: { path: "/users/me/teams", list: { at: "" }, value: "id", label: "{display_name}" },
    channels: {
      path: "/channels",
      list: { at: "", paging },
      value: "id",
      label: "{display_name} ({team_display_name})",
    },
  },
});

/** Posts come by id, beside the order they are in. */
function inOrder(body: Json): Json {
  const order = getPath(body, "order");
  const posts = getPath(body, "posts");
  if (!Array.isArray(order)) return body;
  return order.flatMap((one) => {
    const found = typeof one === "string" ? getPath(posts ?? null, one) : undefined;
    return found === undefined ? [] : [found];
  });
}
