import { z } from "zod";
import { parseVariables } from "../variables";

export type AuditWebhook = { url: string; secret: string };
export type AuditSyslog = { protocol: "udp" | "tcp" | "tls"; host: string; port: number };
export type AuditRules = { keepDays: number; webhook?: AuditWebhook; syslog?: AuditSyslog };

const schema = z.object({
  ISLEWIRE_AUDIT_DAYS: z.coerce.number().int().min(0).max(36_500).default(365),
  ISLEWIRE_AUDIT_WEBHOOK: z.url({ protocol: /^https?$/, error: "is not a web address" }).optional(),
  ISLEWIRE_AUDIT_WEBHOOK_SECRET: z.string().min(16, "it needs 16 characters or more").max(512).optional(),
  ISLEWIRE_AUDIT_SYSLOG: z
    .string()
    .regex(/^(udp|tcp|tls):\/\/[^/?#]+$/, "it is udp://host:port, tcp://host:port or tls://host:port")
    .refine(URL.canParse, "it is udp://host:port, tcp://host:port or tls://host:port")
    .optional(),
});

/** How long events are kept, and where else they go. */
export function readAuditRules(given: object): AuditRules {
  const data = parseVariables(schema, given);
  const { ISLEWIRE_AUDIT_WEBHOOK: url, ISLEWIRE_AUDIT_WEBHOOK_SECRET: secret, ISLEWIRE_AUDIT_SYSLOG: syslog } = data;
  if (url && !secret) {
    throw new Error(
      "ISLEWIRE_AUDIT_WEBHOOK needs ISLEWIRE_AUDIT_WEBHOOK_SECRET: who gets events must be able to tell that they are ours",
    );
  }
  return {
    keepDays: data.ISLEWIRE_AUDIT_DAYS,
    ...(url && secret && { webhook: { url, secret } }),
    ...(syslog && { syslog: syslogOf(syslog) }),
  };
}

function syslogOf(text: string): AuditSyslog {
  const { protocol, hostname, port } = new URL(text);
  const kind = protocol.slice(0, -1) as AuditSyslog["protocol"];
  const host = hostname.replace(/^\[|\]$/g, "");
  return { protocol: kind, host, port: Number(port) || (kind === "tls" ? 6_514 : 514) };
}
