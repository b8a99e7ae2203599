import { defineCredential, p } from "@/nodes/sdk";

export const smtp = defineCredential({
  type: "smtp",
  label: "SMTP",
  summary: "A mail server that sends messages",
  params: {
    host: p.text({ label: "Host", required: true, placeholder: "mail.example.com" }),
    port: p.number({ label: "Port", default: 587, min: 1, max: 65535, integer: true }),
    security: p.select({
      label: "Encryption",
      options: [
        { value: "starttls", label: "STARTTLS (usually port 587)" },
        { value: "tls", label: "TLS (usually port 465)" },
        { value: "none", label: "None" },
      ],
    }),
    user: p.text({ label: "User", help: "Leave empty when the server asks for none" }),
    password: p.secret({ label: "Password" }),
  },
});

export const imap = defineCredential({
  type: "imap",
  label: "IMAP",
  summary: "A mailbox on a mail server",
  params: {
    host: p.text({ label: "Host", required: true, placeholder: "imap.example.com" }),
    port: p.number({ label: "Port", default: 993, min: 1, max: 65535, integer: true }),
    security: p.select({
      label: "Encryption",
      options: [
        { value: "tls", label: "TLS (usually port 993)" },
        { value: "starttls", label: "STARTTLS (usually port 143)" },
        { value: "none", label: "None" },
      ],
    }),
    anyCertificate: p.toggle({
      label: "Accept any certificate",
      help: "Whoever sits in between can read everything. Only for a server with a certificate of its own",
      onlyWhen: { security: ["tls", "starttls"] },
    }),
    user: p.text({ label: "User", required: true }),
    password: p.secret({ label: "Password", help: "Many services want a password made for this app alone" }),
  },
});
