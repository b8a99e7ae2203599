import { telegramBot } from "@/nodes/credentials/chat";
import { credential, p } from "@/nodes/sdk";
import { type ApiOperation, asBody, asFile, defineApiNode, inBody, inQuery } from "@/nodes/sdk/api";

const chatText = p.text({ label: "Chat id", help: "A number, or @name of a public channel", required: true });
const chat = inBody(chatText, "chat_id");
const messageId = inBody(p.text({ label: "Message id", required: true }), "message_id");
const text = inBody(p.text({ label: "Text", multiline: true, required: true }));
const caption = inBody(p.text({ label: "Caption", multiline: true }));
const format = inBody(
  p.select({
    label: "Format",
    options: [
      { value: "none", label: "Plain text" },
      { value: "HTML", label: "HTML" },
      { value: "MarkdownV2", label: "Markdown" },
    ],
  }),
  { as: "parse_mode", unless: "none" },
);
const silent = inBody(p.toggle({ label: "Without a sound", advanced: true }), {
  ...{ as: "disable_notification", unless: false },
});
const reply = inBody(
  p.text({ label: "Reply to", help: "Id of a message", advanced: true }),
  "reply_parameters.message_id",
);
const markup = inBody(
  p.json({ label: "Buttons", help: "reply_markup as the API has it", advanced: true }),
  "reply_markup",
);
const more = asBody(
  p.json({ label: "More fields", help: "Whatever else the API takes, as a JSON object", advanced: true }),
);
const rest = { caption, format, silent, reply, markup, more };

const post = (method: string, label: string, params: ApiOperation["params"], other: Partial<ApiOperation> = {}) => ({
  ...{ label, method: "POST", path: `/${method}`, params, item: "result" },
  ...other,
});
const get = (method: string, label: string, params: ApiOperation["params"], other: Partial<ApiOperation> = {}) => ({
  ...{ label, method: "GET", path: `/${method}`, params, item: "result" },
  ...other,
});
const again = { effect: "idempotent" } as const;
const fileField = p.text({ label: "File field of the item", default: "data", required: true });

export const telegram = defineApiNode({
  type: "core.telegram",
  label: "Telegram",
  summary: "Sends messages, pictures and files as a Telegram bot",
  icon: "send",
  keywords: ["chat", "message", "bot"],
  base: { credentialField: "baseUrl" },
  credentials: { account: credential("Bot", telegramBot) },
  errors: {
    ...{ okAt: "ok", at: ["description"], waitAt: "parameters.retry_after" },
    hints: {
      "chat not found": "Check the chat id; people must write to the bot before it can write to them",
      "bot was blocked": "The person does not want messages of this bot",
    },
  },
  resources: {
    message: {
      label: "Message",
      operations: {
        send: post("sendMessage", "Send", { chat, text, format, silent, reply, markup, more }),
        photo: post("sendPhoto", "Send a picture", {
          chat,
          photo: inBody(p.text({ label: "Picture", help: "Its URL, or the id of one at Telegram", required: true })),
          ...rest,
        }),
        document: post(
          "sendDocument",
          "Send a file",
          { chat, file: asFile(fileField, "document"), ...rest },
          { body: "multipart" },
        ),
        photoFile: post(
          "sendPhoto",
          "Send a picture of the item",
          { chat, file: asFile(fileField, "photo"), ...rest },
          { body: "multipart" },
        ),
        location: post("sendLocation", "Send a place", {
          chat,
          latitude: inBody(p.number({ label: "Latitude", min: -90, max: 90, default: 0 })),
          longitude: inBody(p.number({ label: "Longitude", min: -180, max: 180, default: 0 })),
          more,
        }),
        edit: post("editMessageText", "Update", { chat, messageId, text, format, markup, more }, again),
        delete: post("deleteMessage", "Delete", { chat, messageId }, again),
        pin: post("pinChatMessage", "Pin", { chat, messageId, silent }, again),
        answer: post(
          "answerCallbackQuery",
          "Answer a button",
          {
            query: inBody(p.text({ label: "Id of the query", required: true }), "callback_query_id"),
            text: inBody(p.text({ label: "Text" })),
          },
          again,
        ),
      },
    },
    chat: {
      label: "Chat",
      operations: {
        get: get("getChat", "Get", { chat: inQuery(chatText, "chat_id") }),
        administrators: get(
          "getChatAdministrators",
          "List administrators",
          { chat: inQuery(chatText, "chat_id") },
          { item: undefined, list: { at: "result" } },
        ),
        count: get("getChatMemberCount", "Count members", { chat: inQuery(chatText, "chat_id") }),
      },
    },
    bot: { label: "Bot", operations: { get: get("getMe", "Get", {}) } },
  },
});
