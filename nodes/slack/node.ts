import { oauth2 } from "@/nodes/credentials/oauth2";
import { slackToken } from "@/nodes/credentials/services";
import { credential, p } from "@/nodes/sdk";
import { type ApiOperation, asBody, defineApiNode, inBody, inQuery, maybe } from "@/nodes/sdk/api";

const channel = p.text({
  label: "Channel",
  help: "Its id, or of a public one its name with #",
  required: true,
  lookup: "channels",
});
const ts = p.text({ label: "Timestamp of the message", placeholder: "1700000000.000100", required: true });
const user = p.text({ label: "User", required: true, lookup: "users" });
const text = p.text({ label: "Text", multiline: true });
const blocks = p.json({ label: "Blocks", help: "A layout of Slack's Block Kit, as a list", advanced: true });
const more = p.json({ label: "More fields", help: "Whatever else the API takes, as a JSON object", advanced: true });
const paging = {
  by: "cursor",
  from: "response_metadata.next_cursor",
  to: "cursor",
  size: { to: "limit", max: 200 },
} as const;

const write = (method: string, label: string, params: ApiOperation["params"], rest: Partial<ApiOperation> = {}) => ({
  ...{ label, method: "POST", path: `/${method}`, params },
  ...rest,
});
const read = (method: string, label: string, params: ApiOperation["params"], rest: Partial<ApiOperation> = {}) => ({
  ...{ label, method: "GET", path: `/${method}`, params },
  ...rest,
});
const again = { effect: "idempotent" } as const;

export const slack = defineApiNode({
  type: "core.slack",
  label: "Slack",
  summary: "Sends and reads messages, channels and users of Slack",
  icon: "message-square",
  keywords: ["chat", "message", "channel", "bot"],
  base: { credentialField: "url", url: "https://slack.com/api" },
  credentials: { account: credential("Account", slackToken, oauth2) },
  errors: {
    ...{ okAt: "ok", at: ["error", "needed", "response_metadata.messages"] },
    hints: {
      not_in_channel: "Invite the app to the channel, or let it join",
      channel_not_found: "Check the channel; private ones are seen only by apps that were invited",
      missing_scope: "Give the app this permission on its page at api.slack.com, and install it again",
      invalid_auth: "Check the credential",
      token_revoked: "Enter a new token in the credential",
    },
  },
  resources: {
    message: {
      label: "Message",
      operations: {
        send: write("chat.postMessage", "Send", {
          ...{ channel: inBody(channel), text: inBody(text) },
          thread: inBody(p.text({ label: "Reply to", help: "Timestamp of a message" }), "thread_ts"),
          blocks: inBody(blocks),
          username: inBody(p.text({ label: "Sender's name", advanced: true })),
          icon: inBody(p.text({ label: "Sender's emoji", placeholder: ":robot_face:", advanced: true }), "icon_emoji"),
          unfurl: inBody({ ...maybe.toggle({ label: "Show previews of links", advanced: true }) }, "unfurl_links"),
          more: asBody(more),
        }),
        schedule: write("chat.scheduleMessage", "Send later", {
          ...{ channel: inBody(channel), text: inBody(text) },
          at: inBody(p.number({ label: "Time", help: "Seconds since 1970" }), "post_at"),
          thread: inBody(p.text({ label: "Reply to", help: "Timestamp of a message" }), "thread_ts"),
          more: asBody(more),
        }),
        update: write(
          "chat.update",
          "Update",
          { channel: inBody(channel), ts: inBody(ts), text: inBody(text), blocks: inBody(blocks), more: asBody(more) },
          again,
        ),
        delete: write("chat.delete", "Delete", { channel: inBody(channel), ts: inBody(ts) }, again),
        link: read("chat.getPermalink", "Get link", { channel: inQuery(channel), ts: inQuery(ts, "message_ts") }),
      },
    },
    channel: {
      label: "Channel",
      operations: {
        list: read(
          "conversations.list",
          "List",
          {
            types: inQuery(
              p.text({ label: "Kinds", default: "public_channel", help: "Such as public_channel,private_channel" }),
            ),
            archived: inQuery(p.toggle({ label: "Leave out archived", default: true }), "exclude_archived"),
          },
          { list: { at: "channels", paging } },
        ),
        get: read("conversations.info", "Get", { channel: inQuery(channel) }, { item: "channel" }),
        history: read(
          "conversations.history",
          "Read messages",
          {
            channel: inQuery(channel),
            oldest: inQuery(p.text({ label: "After", help: "A timestamp" })),
            latest: inQuery(p.text({ label: "Before", help: "A timestamp" })),
          },
          { list: { at: "messages", paging } },
        ),
        replies: read(
          "conversations.replies",
          "Read replies",
          { channel: inQuery(channel), ts: inQuery(ts) },
          { list: { at: "messages", paging } },
        ),
        members: read(
          "conversations.members",
          "List members",
          { channel: inQuery(channel) },
          { list: { at: "members", paging } },
        ),
        create: write(
          "conversations.create",
          "Create",
          {
            name: inBody(p.text({ label: "Name", required: true })),
            private: inBody(p.toggle({ label: "Private" }), "is_private"),
          },
          { item: "channel" },
        ),
        invite: write(
          "conversations.invite",
          "Invite",
          {
            channel: inBody(channel),
            users: inBody(p.text({ label: "Users", help: "Ids with commas between", required: true })),
          },
          { item: "channel" },
        ),
        join: write("conversations.join", "Join", { channel: inBody(channel) }, { item: "channel", ...again }),
        topic: write(
          "conversations.setTopic",
          "Set topic",
          { channel: inBody(channel), topic: inBody(p.text({ label: "Topic" })) },
          again,
        ),
        archive: write("conversations.archive", "Archive", { channel: inBody(channel) }, again),
      },
    },
    reaction: {
      label: "Reaction",
      operations: Object.fromEntries(
        (["add", "remove"] as const).map((verb) => [
          verb,
          write(
            `reactions.${verb}`,
            verb === "add" ? "Add" : "Remove",
            {
              ...{ channel: inBody(channel), ts: inBody(ts, "timestamp") },
              name: inBody(p.text({ label: "Emoji", placeholder: "thumbsup", help: "Without colons", required: true })),
            },
            again,
          ),
        ]),
      ),
    },
    user: {
      label: "User",
      operations: {
        list: read("users.list", "List", {}, { list: { at: "members", paging } }),
        get: read("users.info", "Get", { user: inQuery(user) }, { item: "user" }),
        byEmail: read(
          "users.lookupByEmail",
          "Find by e-mail",
          { email: inQuery(p.text({ label: "E-mail", required: true })) },
          { item: "user" },
        ),
      },
    },
  },
  lookups: {
    channels: {
      ...{ path: "/conversations.list", list: { at: "channels", paging }, value: "id", label: "#{name}" },
      query: { exclude_archived: "true", types: "public_channel,private_channel" },
    },
    users: { path: "/users.list", list: { at: "members", paging }, value: "id", label: "{real_name} ({name})" },
  },
});
