import { isJsonObject, type Json, type JsonObject } from "@/shared/item";
import type { Mapped, Mappers } from "../mapper";
import { object, text, word } from "../params";
import { amount, located, operation, unknownOperation } from "./api-values";

export const messagingMappers: Mappers = {
  slack: (params) => slack(text(params.resource, "message"), params),
  telegram: (params) => telegram(text(params.resource, "message"), params),

  discord(params, version): Mapped {
    if (version < 2 || params.authentication === "webhook") {
      const message = text(params.content, text(params.text));
      return { type: "core.notify", params: { service: { is: "discord", message } }, warnings: webhookWarnings };
    }
    const channel = located(params.channelId);
    const guild = located(params.guildId);
    switch (`${text(params.resource, "channel")}.${text(params.operation, "create")}`) {
      case "message.send":
        if (params.sendTo === "user") return unknownOperation();
        return operation("core.discord", "message.send", { channel, content: text(params.content) });
      case "message.get":
        return operation("core.discord", "message.get", { channel, message: text(params.messageId) });
      case "message.getAll":
        return operation("core.discord", "message.list", { channel, ...amount(params) });
      case "message.deleteMessage":
        return operation("core.discord", "message.delete", { channel, message: text(params.messageId) });
      case "message.react":
        return operation("core.discord", "message.react", {
          channel,
          message: text(params.messageId),
          emoji: text(params.emoji),
        });
      case "channel.create":
        return operation("core.discord", "channel.create", {
          guild,
          name: text(params.name),
          topic: text(object(params.options).topic),
        });
      case "channel.get":
        return operation("core.discord", "channel.get", { channel });
      case "channel.getAll":
        return operation("core.discord", "channel.list", { guild, ...amount(params) });
      case "channel.deleteChannel":
        return operation("core.discord", "channel.delete", { channel });
      case "member.getAll":
        return operation("core.discord", "member.list", { guild, ...amount(params) });
      default:
        return unknownOperation();
    }
  },

  mattermost(params): Mapped {
    const channel = text(params.channelId);
    switch (`${text(params.resource, "message")}.${text(params.operation, "post")}`) {
      case "message.post":
        return operation("core.mattermost", "message.send", {
          ...{ channel, text: text(params.message), thread: text(object(params.otherOptions).root_id) },
        });
      case "message.delete":
        return operation("core.mattermost", "message.delete", { post: text(params.postId) });
      case "user.getByEmail":
        return operation("core.mattermost", "user.byEmail", { email: text(params.email) });
      case "user.getAll":
        return operation("core.mattermost", "user.list", amount(params));
      default:
        return unknownOperation();
    }
  },

  gotify(params): Mapped {
    if (text(params.operation, "create") !== "create") return unknownOperation();
    const { title, priority } = object(params.additionalFields);
    const isMarkdown = object(params.options).contentType === "text/markdown";
    return operation("core.gotify", "message.send", {
      ...{ text: text(params.message), title: text(title), priority: typeof priority === "number" ? priority : 1 },
      format: isMarkdown ? "text/markdown" : "text/plain",
    });
  },

  pushover(params): Mapped {
    const more = object(params.additionalFields);
    return operation(
      "core.pushover",
      "message.send",
      {
        ...{ text: text(params.message), priority: word(params.priority) || "-2", title: text(more.title) },
        ...{
          link: text(more.url),
          linkTitle: text(more.url_title),
          device: text(more.device),
          sound: text(more.sound),
        },
        ...{ retry: params.retry, expire: params.expire },
      },
      ["The user key is a part of the credential here"],
    );
  },

  twilio(params): Mapped {
    const whatsapp = params.toWhatsapp === true ? "whatsapp:" : "";
    const number = (value: Json | undefined) =>
      text(value).startsWith("=") ? text(value) : `${whatsapp}${text(value)}`;
    if (text(params.resource, "sms") === "sms") {
      return operation("core.twilio", "message.send", {
        ...{ from: number(params.from), to: number(params.to), text: text(params.message) },
        callback: text(object(params.options).statusCallback),
      });
    }
    if (params.twiml !== true) return unknownOperation();
    return operation("core.twilio", "call.make", {
      from: text(params.from),
      to: text(params.to),
      twiml: text(params.message),
    });
  },
};

const webhookWarnings = ["Create an incoming webhook credential with the URL of the channel, and choose it"];

function slack(resource: string, params: JsonObject): Mapped {
  const channel = located(params.channelId) || located(params.channel) || located(params.user);
  const ts = text(params.timestamp, text(params.ts));
  const to = (place: string, values: { [name: string]: Json | undefined }) => operation("core.slack", place, values);
  switch (`${resource}.${text(params.operation, resource === "message" ? "post" : "")}`) {
    case "message.post":
      return to("message.send", { channel, text: text(params.text), thread: threadOf(params), ...blocksOf(params) });
    case "message.update":
      return to("message.update", { channel, ts, text: text(params.text), ...blocksOf(params) });
    case "message.delete":
      return to("message.delete", { channel, ts });
    case "message.getPermalink":
      return to("message.link", { channel, ts });
    case "channel.get":
      return to("channel.get", { channel });
    case "channel.getAll":
      return to("channel.list", amount(params));
    case "channel.history":
      return to("channel.history", { channel, ...amount(params) });
    case "channel.replies":
      return to("channel.replies", { channel, ts, ...amount(params) });
    case "channel.create":
      return to("channel.create", { name: located(params.channelId), private: params.channelVisibility === "private" });
    case "channel.join":
      return to("channel.join", { channel });
    case "channel.archive":
      return to("channel.archive", { channel });
    case "channel.setTopic":
      return to("channel.topic", { channel, topic: text(params.topic) });
    case "reaction.add":
    case "reaction.remove":
      return to(`reaction.${text(params.operation)}`, { channel, ts, name: text(params.name) });
    case "user.info":
      return to("user.get", { user: located(params.user) });
    case "user.getAll":
      return to("user.list", amount(params));
    default:
      return unknownOperation();
  }
}

function threadOf({ otherOptions }: JsonObject): string {
  const { thread_ts: thread } = object(otherOptions);
  return isJsonObject(thread) ? word(object(thread.replyValues).thread_ts) : word(thread);
}

/** n8n keeps the whole message `{ "blocks": [ … ] }`; an expression gives it or the list. */
function blocksOf({ messageType, blocksUi }: JsonObject): { [name: string]: Json } {
  if (messageType !== "block" || typeof blocksUi !== "string") return {};
  try {
    const parsed = JSON.parse(blocksUi) as Json;
    return { blocks: isJsonObject(parsed) ? (parsed.blocks ?? []) : parsed };
  } catch {
    return { more: blocksUi };
  }
}

function telegram(resource: string, params: JsonObject): Mapped {
  const more = object(params.additionalFields);
  const chat = word(params.chatId);
  const to = (place: string, values: { [name: string]: Json | undefined }) =>
    operation("core.telegram", place, { chat, ...values });
  const mode = text(more.parse_mode, "Markdown");
  const format = mode === "Markdown" ? { more: { parse_mode: "Markdown" } } : { format: mode };
  const usual = { ...format, silent: more.disable_notification === true, reply: word(more.reply_to_message_id) };
  const file = text(params.binaryPropertyName, "data");
  switch (`${resource}.${text(params.operation, resource === "message" ? "sendMessage" : "")}`) {
    case "message.sendMessage":
      return to("message.send", { text: text(params.text), ...usual });
    case "message.sendPhoto":
      return params.binaryData === true
        ? to("message.photoFile", { file, caption: text(more.caption), ...usual })
        : to("message.photo", { photo: text(params.file), caption: text(more.caption), ...usual });
    case "message.sendDocument":
      return params.binaryData === true
        ? to("message.document", { file, caption: text(more.caption), ...usual })
        : unknownOperation();
    case "message.sendLocation":
      return to("message.location", { latitude: params.latitude, longitude: params.longitude });
    case "message.editMessageText":
      return to("message.edit", { messageId: word(params.messageId), text: text(params.text), ...format });
    case "message.deleteChatMessage":
      return to("message.delete", { messageId: word(params.messageId) });
    case "message.pinChatMessage":
      return to("message.pin", { messageId: word(params.messageId) });
    case "chat.get":
      return to("chat.get", {});
    case "chat.administrators":
      return to("chat.administrators", { all: true });
    case "callback.answerQuery":
      return operation("core.telegram", "message.answer", { query: word(params.queryId), text: text(more.text) });
    default:
      return unknownOperation();
  }
}
