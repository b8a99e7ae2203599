import type { JsonObject } from "@/shared/item";
import type { NoticeSettings } from "@/shared/notice-channel";

/** A message for a worker to send: by the node of that type, outside of any execution. */
export type NoticeOrder = {
  type: string;
  params: JsonObject;
  credentials: { [slot: string]: string };
  /** The same message has the same one: a mail server knows it again. */
  key: string;
};

export type NoticeText = { title: string; text: string };

export type Failure = {
  workflowName: string;
  nodeName: string | undefined;
  count: number;
  /** Somebody was told of this cause before. */
  isAgain: boolean;
  message: string;
  hint: string | undefined;
  executionId: number;
};

const longest = 1_000;

export function failureText(failure: Failure, baseUrl: string): NoticeText {
  const { workflowName, nodeName, count, isAgain, message, hint, executionId } = failure;
  const often = count === 1 ? (isAgain ? " once more" : "") : ` ${count}${isAgain ? " more" : ""} times`;
  const title = `"${oneLine(workflowName)}" failed${often}${nodeName ? ` at "${oneLine(nodeName)}"` : ""}`;
  const page = `${baseUrl}/executions/${executionId}`;
  const lines = [
    cut(message),
    ...(hint ? [cut(hint)] : []),
    "",
    count === 1 ? `See the execution: ${page}` : `See the last one: ${page}`,
    count === 1 ? `Retry it: ${page}?retry` : `Retry them: ${baseUrl}/overview`,
  ];
  return { title, text: lines.join("\n") };
}

export const testText = (baseUrl: string): NoticeText => ({
  title: "This is how Islewire tells of failures",
  text: `It is a test: nothing failed.\n\nWho is told: ${baseUrl}/settings`,
});

/** The message for the node that sends by this kind of channel. */
export function noticeOrder(settings: NoticeSettings, { title, text }: NoticeText, key: string): NoticeOrder {
  const credentials: NoticeOrder["credentials"] = {};
  if (settings.credentialId) credentials[settings.by === "email" ? "smtp" : "account"] = settings.credentialId;
  const notify = (service: JsonObject): NoticeOrder => ({
    ...{ type: "core.notify", key, credentials },
    params: { service },
  });
  const message = `${harmless(title)}\n${harmless(text)}`;
  switch (settings.by) {
    case "email": {
      const { from, to } = settings;
      const params = { from, to, subject: title, text, repeat: "again" };
      return { type: "core.sendEmail", params, credentials, key };
    }
    case "slack":
    case "discord":
    case "mattermost":
      return notify({ is: settings.by, message });
    case "telegram":
      return notify({ is: "telegram", chatId: settings.chatId, message: `${title}\n${text}` });
    case "ntfy":
      return notify({ is: "ntfy", server: settings.server, topic: settings.topic, title, message: text, priority: 4 });
    case "gotify":
      return notify({ is: "gotify", title, message: text, priority: 7 });
  }
}

const oneLine = (text: string) => text.replace(/\s+/g, " ").slice(0, 200);
const cut = (text: string) => (text.length > longest ? `${text.slice(0, longest)} …` : text);
/** What failed may hold texts of strangers: none calls everybody of a chat by it. */
const harmless = (text: string) => text.replace(/[@<](?=[a-z!@#&])/gi, "$&\u200b");
