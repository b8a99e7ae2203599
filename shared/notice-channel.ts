import { z } from "zod";

const credentialId = z.string().min(1, "is required").max(64);
const line = (label: string) => z.string().trim().min(1, `${label} is required`).max(1_000);

/** Where people are told of failures. The kinds are those of Send Email and Notify. */
export const noticeSettingsSchema = z.discriminatedUnion("by", [
  z.strictObject({ by: z.literal("email"), credentialId, from: line("The sender"), to: line("A recipient") }),
  z.strictObject({ by: z.literal("slack"), credentialId }),
  z.strictObject({ by: z.literal("discord"), credentialId }),
  z.strictObject({ by: z.literal("mattermost"), credentialId }),
  z.strictObject({ by: z.literal("telegram"), credentialId, chatId: line("The chat") }),
  z.strictObject({
    by: z.literal("ntfy"),
    credentialId: credentialId.optional(),
    server: z.url({ protocol: /^https?$/, error: "is not a web address" }).max(1_000),
    topic: line("The topic"),
  }),
  z.strictObject({ by: z.literal("gotify"), credentialId }),
]);
export type NoticeSettings = z.infer<typeof noticeSettingsSchema>;
export type NoticeKind = NoticeSettings["by"];

/** Types of credentials that fit, and whether it goes without one. */
export const noticeAccounts = {
  email: { types: ["smtp"], isOptional: false },
  slack: { types: ["chat.webhook"], isOptional: false },
  discord: { types: ["chat.webhook"], isOptional: false },
  mattermost: { types: ["chat.webhook"], isOptional: false },
  telegram: { types: ["telegram.bot"], isOptional: false },
  ntfy: { types: ["http.bearer", "http.basic"], isOptional: true },
  gotify: { types: ["gotify.app"], isOptional: false },
} as const satisfies { [kind in NoticeKind]: { types: readonly string[]; isOptional: boolean } };

export const noticeChannelSchema = z.strictObject({
  /** Absent for a new one. */
  id: z.string().max(64).optional(),
  name: line("A name").max(128),
  /** Of one cause there is a message at once, then one that counts them in so many minutes. */
  everyMinutes: z.number().int().min(1).max(1_440),
  /** Told of workflows that choose none. */
  isDefault: z.boolean(),
  settings: noticeSettingsSchema,
});
export type NoticeChannelInput = z.infer<typeof noticeChannelSchema>;

/** In the settings of a workflow, instead of a channel's id. */
export const noNotices = "off";

/** `failure`: what went wrong when a message was sent last; null when it was taken. */
export type NoticeChannel = Required<NoticeChannelInput> & {
  sentAt: number | null;
  failure: { message: string; at: number } | null;
};
