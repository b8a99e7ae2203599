import type { NoticeKind, NoticeSettings } from "@/shared/notice-channel";

export const noticeKinds = ["email", "slack", "discord", "mattermost", "telegram", "ntfy", "gotify"] as const;

/** What each kind asks for beside its account. */
export const noticeFields = {
  email: ["from", "to"],
  slack: [],
  discord: [],
  mattermost: [],
  telegram: ["chatId"],
  ntfy: ["server", "topic"],
  gotify: [],
} as const satisfies { [kind in NoticeKind]: readonly NoticeField[] };
export type NoticeField = "from" | "to" | "chatId" | "server" | "topic";

/** As typed. Those of another kind stay while a person tries kinds out. */
export type NoticeTexts = { [field in NoticeField | "credentialId"]: string };

const empty: NoticeTexts = { credentialId: "", from: "", to: "", chatId: "", server: "https://ntfy.sh", topic: "" };

export const textsOf = (settings: NoticeSettings | undefined): NoticeTexts => ({ ...empty, ...settings });

export function settingsOf(by: NoticeKind, texts: NoticeTexts): NoticeSettings {
  const { credentialId, from, to, chatId, server, topic } = texts;
  switch (by) {
    case "email":
      return { by, credentialId, from, to };
    case "slack":
    case "discord":
    case "mattermost":
    case "gotify":
      return { by, credentialId };
    case "telegram":
      return { by, credentialId, chatId };
    case "ntfy":
      return { by, server, topic, ...(credentialId && { credentialId }) };
  }
}
