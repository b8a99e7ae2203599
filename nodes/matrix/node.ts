import { matrixToken } from "@/nodes/credentials/messaging";
import { credential, p } from "@/nodes/sdk";
import { type ApiDraft, apart, defineApiNode, inBody, inPath } from "@/nodes/sdk/api";
import { again, commas, id, more, text } from "@/nodes/sdk/api/usual-params";
import { isJsonObject } from "@/shared/item";

const room = inPath(
  p.text({ label: "Room", help: "Its id, such as !abc:example.com", required: true, lookup: "rooms" }),
);
const event = inPath(id("Event id"));
const once = apart(
  p.text({
    label: "Key against doubles",
    help: "A message with the same key is sent once, such as the id of what it tells of",
    advanced: true,
  }),
);

/** Each change has a number of its own, so that the server knows it when it comes again. */
const numbered = (draft: ApiDraft, values: { [name: string]: unknown }): ApiDraft => ({
  ...draft,
  path: `${draft.path}/${encodeURIComponent(String(values.once || crypto.randomUUID()))}`,
});

export const matrix = defineApiNode({
  type: "core.matrix",
  label: "Matrix",
  summary: "Sends and reads messages of Matrix rooms",
  icon: "message-square",
  keywords: ["chat", "message", "element", "room", "synapse"],
  base: { credentialField: "url", path: "/_matrix/client/v3" },
  credentials: { account: credential("Account", matrixToken) },
  errors: { at: ["errcode", "error"], waitAt: "retry_after_ms" },
  resources: {
    message: {
      label: "Message",
      operations: {
        send: {
          ...{ label: "Send", method: "PUT", path: "/rooms/{room}/send/m.room.message" },
          params: {
            room,
            text: inBody(text(), "body"),
            kind: inBody(
              p.select({
                label: "Kind",
                options: [
                  { value: "m.text", label: "Message" },
                  { value: "m.notice", label: "Notice" },
                  { value: "m.emote", label: "Action" },
                ],
              }),
              "msgtype",
            ),
            html: apart(p.text({ label: "Text as HTML", multiline: true, advanced: true })),
            reply: apart(p.text({ label: "Reply to", help: "Id of an event" })),
            once,
            more,
          },
          before: (draft, values) => numbered({ ...draft, body: withDetails(draft, values) }, values),
        },
        react: {
          ...{ label: "React", method: "PUT", path: "/rooms/{room}/send/m.reaction" },
          params: { room, event: apart(id("Event id")), emoji: apart(id("Emoji")), once },
          before: (draft, values) => {
            const relation = { rel_type: "m.annotation", event_id: String(values.event), key: String(values.emoji) };
            return numbered({ ...draft, body: { "m.relates_to": relation } }, values);
          },
        },
        delete: {
          ...{ label: "Delete", method: "PUT", path: "/rooms/{room}/redact/{event}" },
          params: { room, event, reason: inBody(p.text({ label: "Reason" })), once },
          before: (draft, values) => numbered({ ...draft, body: draft.body ?? {} }, values),
        },
        list: {
          ...{ label: "List", method: "GET", path: "/rooms/{room}/messages", params: { room }, query: { dir: "b" } },
          list: { at: "chunk", paging: { by: "cursor", from: "end", to: "from", size: { to: "limit", max: 100 } } },
        },
      },
    },
    room: {
      label: "Room",
      operations: {
        list: { label: "List", method: "GET", path: "/joined_rooms", list: { at: "joined_rooms" } },
        create: {
          ...{ label: "Create", method: "POST", path: "/createRoom" },
          params: {
            name: inBody(p.text({ label: "Name" })),
            topic: inBody(p.text({ label: "Topic" })),
            invite: inBody(commas("Invite"), { list: "json" }),
            more,
          },
        },
        join: { label: "Join", method: "POST", path: "/join/{room}", params: { room }, fixed: {}, ...again },
        invite: {
          ...{ label: "Invite", method: "POST", path: "/rooms/{room}/invite", ...again },
          params: { room, user: inBody(id("User id", "Such as @ann:example.com"), "user_id") },
        },
        members: {
          ...{ label: "List members", method: "GET", path: "/rooms/{room}/members", params: { room } },
          list: { at: "chunk" },
        },
      },
    },
    account: { label: "Account", operations: { me: { label: "Get my own", method: "GET", path: "/account/whoami" } } },
  },
  lookups: { rooms: { path: "/joined_rooms", list: { at: "joined_rooms" }, value: "", label: "" } },
});

function withDetails({ body }: ApiDraft, { html, reply }: { [name: string]: unknown }) {
  return {
    ...(isJsonObject(body) ? body : {}),
    ...(html ? { format: "org.matrix.custom.html", formatted_body: String(html) } : {}),
    ...(reply ? { "m.relates_to": { "m.in_reply_to": { event_id: String(reply) } } } : {}),
  };
}
