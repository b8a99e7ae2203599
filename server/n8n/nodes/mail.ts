import type { JsonObject } from "@/shared/item";
import type { Exporters, Mapped, Mappers } from "../mapper";
import { object, stored, text } from "../params";

export const mailMappers: Mappers = {
  emailSend(params, version): Mapped {
    const options = version >= 2 ? object(params.options) : params;
    const format = version >= 2 ? text(params.emailFormat, version >= 2.1 ? "html" : "text") : "both";
    const hasWaits = text(params.operation, "send") !== "send";
    return {
      type: "core.sendEmail",
      params: {
        from: text(params.fromEmail),
        to: text(params.toEmail),
        subject: text(params.subject),
        text: format === "html" ? "" : text(params.text),
        html: format === "text" ? "" : text(params.html),
        cc: text(options.ccEmail),
        bcc: text(options.bccEmail),
        replyTo: text(object(params.options).replyTo),
        attachments: text(options.attachments),
      },
      warnings: hasWaits ? ["The message is sent, but no answer is waited for: add a Wait that is called"] : [],
    };
  },
  emailReadImap(params): Mapped {
    const options = object(params.options);
    const tracks = options.trackLastMessageId !== false;
    return {
      ...{ type: "core.imapTrigger", inputs: [] },
      params: {
        mailbox: text(params.mailbox, "INBOX"),
        rules: [{ when: { is: "minutes", every: 1 } }],
        take: tracks ? "existing" : "found",
        after: text(params.postProcessAction, "read") === "nothing" ? "nothing" : "read",
        format: formatOf(params),
        search: text(options.customEmailConfig, '["UNSEEN"]'),
      },
      warnings: ["n8n waits for mail; here the mailbox is looked into every minute"],
    };
  },
};

function formatOf(params: JsonObject): JsonObject {
  const prefix = text(params.dataPropertyAttachmentsPrefixName, "attachment_");
  const format = text(params.format, "simple");
  if (format === "raw") return { is: "raw" };
  if (format === "resolved") return { is: "resolved", prefix };
  return { is: "simple", attachments: params.downloadAttachments === true, prefix };
}

export const mailExporters: Exporters = {
  "core.sendEmail": (params) => ({
    type: "n8n-nodes-base.emailSend",
    typeVersion: 2.1,
    parameters: stored({
      fromEmail: params.from,
      toEmail: params.to,
      subject: params.subject,
      ...bodyOf(params),
      options: stored({
        appendAttribution: false,
        ccEmail: params.cc || undefined,
        bccEmail: params.bcc || undefined,
        replyTo: params.replyTo || undefined,
        attachments: params.attachments || undefined,
      }),
    }),
  }),
  "core.imapTrigger": ({ mailbox, take, after, search, ...params }) => {
    const { is, attachments, prefix } = object(params.format);
    return {
      ...{ type: "n8n-nodes-base.emailReadImap", typeVersion: 2.1, inputs: [] },
      parameters: stored({
        mailbox,
        postProcessAction: after,
        format: is,
        downloadAttachments: is === "simple" ? attachments : undefined,
        dataPropertyAttachmentsPrefixName: prefix,
        options: { customEmailConfig: search || '["ALL"]', ...(take === "found" && { trackLastMessageId: false }) },
      }),
    };
  },
};

function bodyOf({ text: plain = "", html = "" }: JsonObject): JsonObject {
  if (plain && html) return { emailFormat: "both", text: plain, html };
  return html ? { emailFormat: "html", html } : { emailFormat: "text", text: plain };
}
