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
