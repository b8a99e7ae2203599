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
};

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
};

function bodyOf({ text: plain = "", html = "" }: JsonObject): JsonObject {
  if (plain && html) return { emailFormat: "both", text: plain, html };
  return html ? { emailFormat: "html", html } : { emailFormat: "text", text: plain };
}
