import { smtp } from "@/nodes/credentials/mail";
import { credential, defineNode, NodeError, p } from "@/nodes/sdk";

type Smtp = { host: string; port: number; security: "none" | "starttls" | "tls"; user: string; password: string };

export const sendEmail = defineNode({
  type: "core.sendEmail",
  version: 1,
  label: "Send Email",
  summary: "Sends a message through your mail server",
  category: "notify",
  icon: "mail",
  keywords: ["smtp", "mail", "message", "notify"],
  inputs: ["main"],
  outputs: ["main"],
  credentials: { smtp: credential("Mail server", smtp) },
  params: {
    from: p.text({ label: "From", placeholder: "Shop <shop@example.com>", required: true }),
    to: p.text({
      label: "To",
      placeholder: "someone@example.com",
      help: "Several addresses: with commas",
      required: true,
    }),
    subject: p.text({ label: "Subject", required: true }),
    text: p.text({ label: "Text", multiline: true }),
    html: p.code({ label: "HTML", language: "html", help: "Empty: plain text only", advanced: true }),
    cc: p.text({ label: "Cc", advanced: true }),
    bcc: p.text({ label: "Bcc", advanced: true }),
    replyTo: p.text({ label: "Reply to", advanced: true }),
    attachments: p.text({
      label: "Attach files",
      help: "Names of the item's file fields, with commas",
      placeholder: "data",
      advanced: true,
    }),
    repeat: p.select({
      label: "If it was cut off by a crash",
      options: [
        { value: "ask", label: "Ask me whether it was sent" },
        {
          value: "again",
          label: "Send it again",
          help: "With the same Message-ID, by which many mail servers drop the second one",
        },
      ],
      advanced: true,
      expression: false,
    }),
  },
  line: "to {to}",
  effect: "unsafe",
  effectWith: ({ repeat = "ask" }) => (repeat === "again" ? "idempotent" : "unsafe"),
  async execute({ item, index, params, credentials, connect, files, idempotencyKey }) {
    const { host, port, security, user, password } = credentials.smtp.reveal() as Smtp;
    const { createTransport } = await import("nodemailer");
    const transport = createTransport({
      host,
      port,
      secure: security === "tls",
      requireTLS: security === "starttls",
      ignoreTLS: security === "none",
      socketTimeout: 60_000,
      ...(user && { auth: { user, pass: password } }),
      // The host's door: forbidden addresses stay forbidden for mail servers too.
      getSocket: (_options: unknown, done: (error: Error | null, socket?: object) => void) => {
        connect({ host, port }).then(
          (connection) => done(null, { connection }),
          (error: Error) => done(error),
        );
      },
    } as Parameters<typeof createTransport>[0]);
    const names = params.attachments
      .split(",")
      .map((name) => name.trim())
      .filter(Boolean);
    const attachments = names.map((name) => {
      const file = item.binary?.[name];
      if (!file) throw new NodeError(`The item has no file "${name}"`, { param: "attachments" });
      return { filename: file.name, contentType: file.mimeType, content: files.read(file) };
    });
    try {
      const { from, to, cc, bcc, replyTo, subject, text, html } = params;
      const sent = await transport.sendMail({
        ...{ from, to, subject, text, attachments },
        ...(params.repeat === "again" && { messageId: `<${idempotencyKey(index)}@${hostOf(from)}>` }),
        ...(html && { html }),
        ...(cc && { cc }),
        ...(bcc && { bcc }),
        ...(replyTo && { replyTo }),
      });
      const accepted = sent.accepted.map(String);
      return {
        main: {
          ...item,
          json: { ...item.json, email: { messageId: sent.messageId, accepted, rejected: sent.rejected.map(String) } },
        },
      };
    } catch (thrown) {
      if (thrown instanceof NodeError) throw thrown;
      const reason = thrown instanceof Error ? thrown.message : String(thrown);
      throw new NodeError(`${host}:${port} did not take the message: ${reason}`, {
        code: "SMTP_FAILED",
        hint: "Check the addresses and the mail server's credential",
        cause: thrown,
      });
    } finally {
      transport.close();
    }
  },
});

const hostOf = (from: string) => /@([a-z0-9.-]+)/i.exec(from)?.[1] ?? "localhost";
