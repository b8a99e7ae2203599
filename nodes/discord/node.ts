import { discordBot } from "@/nodes/credentials/services";
import { credential, p } from "@/nodes/sdk";
import { asBody, asFile, defineApiNode, inBody, inPath, inQuery, maybe } from "@/nodes/sdk/api";

const guild = inPath(p.text({ label: "Server", help: "Its id", required: true, lookup: "servers" }), "guild");
const channel = inPath(p.text({ label: "Channel", help: "Its id", required: true, lookup: "channels" }));
const message = inPath(p.text({ label: "Message id", required: true }));
const user = inPath(p.text({ label: "User id", required: true }));
const role = inPath(p.text({ label: "Role id", required: true }));
const content = inBody(p.text({ label: "Text", multiline: true }));
const embeds = inBody(p.json({ label: "Embeds", help: "A list of Discord's embed objects", advanced: true }));
const more = asBody(
  p.json({ label: "More fields", help: "Whatever else the API takes, as a JSON object", advanced: true }),
);
const messages = "/channels/{channel}/messages";

export const discord = defineApiNode({
  type: "core.discord",
  label: "Discord",
  summary: "Sends and reads messages, channels and members of Discord",
  icon: "message-square",
  keywords: ["chat", "message", "bot", "guild", "server"],
  base: { credentialField: "url" },
  credentials: { account: credential("Bot", discordBot) },
  errors: {
    ...{ at: ["message", "errors"], waitAt: "retry_after" },
    hints: { "Missing Access": "Invite the bot to the server and let it see the channel" },
  },
  resources: {
    message: {
      label: "Message",
      operations: {
        send: {
          ...{ label: "Send", method: "POST", path: messages },
          params: {
            ...{ channel, content, embeds },
            reply: inBody(p.text({ label: "Reply to", help: "Id of a message" }), "message_reference.message_id"),
            tts: inBody(p.toggle({ label: "Read it aloud", advanced: true }), { unless: false }),
            more,
          },
        },
        sendFile: {
          ...{ label: "Send a file", method: "POST", path: messages, body: "multipart" },
          params: {
            ...{ channel, content },
            file: asFile(p.text({ label: "File field of the item", default: "data", required: true }), "files[0]"),
          },
        },
        get: { label: "Get", method: "GET", path: `${messages}/{message}`, params: { channel, message } },
        list: {
          ...{ label: "List", method: "GET", path: messages, params: { channel } },
          list: { at: "", paging: { by: "last", from: "id", to: "before", size: { to: "limit", max: 100 } } },
        },
        update: {
          ...{ label: "Update", method: "PATCH", path: `${messages}/{message}`, effect: "idempotent" },
          params: { channel, message, content, embeds, more },
        },
        delete: { label: "Delete", method: "DELETE", path: `${messages}/{message}`, params: { channel, message } },
        react: {
          ...{ label: "React", method: "PUT", path: `${messages}/{message}/reactions/{emoji}/@me` },
          params: { channel, message, emoji: inPath(p.text({ label: "Emoji", placeholder: "🔥", required: true })) },
        },
      },
    },
    channel: {
      label: "Channel",
      operations: {
        list: { label: "List", method: "GET", path: "/guilds/{guild}/channels", params: { guild }, list: { at: "" } },
        get: { label: "Get", method: "GET", path: "/channels/{channel}", params: { channel } },
        create: {
          ...{ label: "Create", method: "POST", path: "/guilds/{guild}/channels" },
          params: {
            guild,
            name: inBody(p.text({ label: "Name", required: true })),
            topic: inBody(p.text({ label: "Topic" })),
            parent: inBody(p.text({ label: "Category id" }), "parent_id"),
            more,
          },
        },
        delete: { label: "Delete", method: "DELETE", path: "/channels/{channel}", params: { channel } },
      },
    },
    member: {
      label: "Member",
      operations: {
        list: {
          ...{ label: "List", method: "GET", path: "/guilds/{guild}/members", params: { guild } },
          list: { at: "", paging: { by: "last", from: "user.id", to: "after", size: { to: "limit", max: 1000 } } },
        },
        get: { label: "Get", method: "GET", path: "/guilds/{guild}/members/{user}", params: { guild, user } },
        addRole: {
          ...{ label: "Add role", method: "PUT", path: "/guilds/{guild}/members/{user}/roles/{role}" },
          params: { guild, user, role },
        },
        removeRole: {
          ...{ label: "Remove role", method: "DELETE", path: "/guilds/{guild}/members/{user}/roles/{role}" },
          params: { guild, user, role },
        },
        search: {
          ...{ label: "Search", method: "GET", path: "/guilds/{guild}/members/search", list: { at: "" } },
          params: {
            guild,
            query: inQuery(p.text({ label: "Name begins with", required: true })),
            most: inQuery(maybe.number({ label: "Most to ask for", min: 1, max: 1000, advanced: true }), "limit"),
          },
        },
      },
    },
  },
  lookups: {
    servers: { path: "/users/@me/guilds", list: { at: "" }, value: "id", label: "{name}" },
    channels: { path: "/guilds/{guild}/channels", list: { at: "" }, value: "id", label: "#{name}" },
  },
});
