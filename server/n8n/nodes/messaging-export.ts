import { isJsonObject, type Json, type JsonObject } from "@/shared/item";
import type { Exporters } from "../mapper";
import { object, stored } from "../params";
import { joined } from "./api-values";

/** The operations that most workflows use. For others a node stands in that keeps them whole. */
export const messagingExporters: Exporters = {
  "core.slack": (params) => {
    const values = plain(params, "message.send", ["channel", "text", "thread"]);
    if (!values) return undefined;
    const thread: JsonObject = values.thread ? { thread_ts: { replyValues: { thread_ts: values.thread } } } : {};
    return {
      ...{ type: "n8n-nodes-base.slack", typeVersion: 2.3 },
      parameters: {
        select: "channel",
        channelId: located(values.channel),
        text: values.text ?? "",
        otherOptions: thread,
      },
    };
  },
  "core.telegram": (params) => {
    const values = plain(params, "message.send", ["chat", "text", "format", "reply", "silent"]);
    // Plain text is nothing that n8n can ask for.
    if (!values || (values.format !== "HTML" && values.format !== "MarkdownV2")) return undefined;
    const additionalFields = stored({
      parse_mode: values.format,
      reply_to_message_id: values.reply || undefined,
      disable_notification: values.silent || undefined,
    });
    return {
      ...{ type: "n8n-nodes-base.telegram", typeVersion: 1.2 },
      parameters: { chatId: values.chat ?? "", text: values.text ?? "", additionalFields },
    };
  },
  "core.discord": (params) => {
    const values = plain(params, "message.send", ["channel", "content"]);
    return (
      values && {
        ...{ type: "n8n-nodes-base.discord", typeVersion: 2 },
        parameters: {
          ...{ resource: "message", operation: "send", sendTo: "channel", options: {} },
          ...{ channelId: located(values.channel), content: values.content ?? "" },
        },
      }
    );
  },
  "core.mattermost": (params) => {
    const values = plain(params, "message.send", ["channel", "text", "thread"]);
    return (
      values && {
        ...{ type: "n8n-nodes-base.mattermost", typeVersion: 1 },
        parameters: {
          ...{ resource: "message", operation: "post", channelId: values.channel ?? "", message: values.text ?? "" },
          otherOptions: stored({ root_id: values.thread || undefined }),
        },
      }
    );
  },
  "core.github": (params) => {
    const values = plain(params, "issue.create", ["owner", "repo", "title", "body", "labels", "assignees"]);
    if (!values || [values.labels, values.assignees].some((names) => String(names ?? "").startsWith("=")))
      return undefined;
    const rows = (names: Json | undefined, key: string) =>
      String(names ?? "")
        .split(",")
        .map((name) => ({ [key]: name.trim() }))
        .filter((row) => row[key] !== "");
    const [labels, assignees] = [rows(values.labels, "label"), rows(values.assignees, "assignee")];
    const isKept =
      joined(labels, "label") === (values.labels ?? "") && joined(assignees, "assignee") === (values.assignees ?? "");
    if (!isKept) return undefined;
    return {
      ...{ type: "n8n-nodes-base.github", typeVersion: 1 },
      parameters: {
        ...{ resource: "issue", operation: "create", owner: located(values.owner), repository: located(values.repo) },
        ...{ title: values.title ?? "", body: values.body ?? "", labels, assignees },
      },
    };
  },
};

const located = (value: Json | undefined): JsonObject => ({ __rl: true, mode: "id", value: value ?? "" });

/** The values of an operation, if it is this one and nothing else is set in it. */
function plain(params: JsonObject, place: string, names: readonly string[]): JsonObject | undefined {
  const { is: resource, operation } = object(params.resource);
  const { is, ...values } = object(operation);
  if (`${String(resource)}.${String(is)}` !== place) return undefined;
  const others = Object.entries(values).filter(([name, value]) => !names.includes(name) && !saysNothing(value));
  return others.length === 0 ? values : undefined;
}

const saysNothing = (value: Json) =>
  value === "" ||
  value === null ||
  value === false ||
  value === "unset" ||
  (typeof value === "object" &&
    (Array.isArray(value) ? value.length : isJsonObject(value) && Object.keys(value).length) === 0);
