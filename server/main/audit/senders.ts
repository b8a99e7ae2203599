import { createHmac } from "node:crypto";
import { egressRules } from "@/server/http/addresses";
import { createHttpClient } from "@/server/http/client";
import type { FileStore } from "@/server/http/files";
import { openSyslog } from "@/server/http/syslog";
import { auditLine } from "@/server/services/audit-log";
import type { AuditRow } from "@/shared/audit";
import type { AuditSyslog, AuditWebhook } from "./rules";
import type { Send } from "./stream";
import { syslogLine } from "./syslog-line";

type Sender = { send: Send; close(): Promise<void> };

const patienceMs = 30_000;

/**
 * Lines of JSON by POST. `x-islewire-signature: t=<seconds>,v1=<hex>` is the HMAC-SHA-256 of `<seconds>.<body>` with the
 * secret; `x-islewire-event-ids` says which they are, so that one that comes twice is known.
 */
export function webhookSender({ url, secret }: AuditWebhook, files: FileStore): Sender {
  const { hostname, port, protocol } = new URL(url);
  // The operator named it, so it may be in a private network; nothing else is reached by this door.
  const host = `${hostname}:${port || (protocol === "https:" ? 443 : 80)}`;
  const http = createHttpClient({ rules: egressRules([host]), files });
  return {
    async send(rows, signal) {
      const text = rows.map(auditLine).join("");
      const seconds = Math.floor(Date.now() / 1_000);
      const mac = createHmac("sha256", secret).update(`${seconds}.${text}`).digest("hex");
      const headers = [
        { name: "x-islewire-signature", value: `t=${seconds},v1=${mac}` },
        { name: "x-islewire-event-ids", value: `${rows[0]?.id}-${rows.at(-1)?.id}` },
      ];
      const request = { method: "POST", url, headers, response: "text", secretPath: true, maxRedirects: 0 } as const;
      const body = { type: "text", text, contentType: "application/x-ndjson" } as const;
      const answer = await http.request({ ...request, body, timeoutMs: patienceMs }, signal);
      if (!answer.ok) throw new Error(`The receiver answered ${answer.status} ${answer.statusText}`);
    },
    close: () => http.close().catch(() => {}),
  };
}

export function syslogSender({ protocol, host, port }: AuditSyslog, from: { hostName: string }): Sender {
  const syslog = openSyslog({ protocol, host, port, rules: egressRules([host.includes(":") ? `[${host}]` : host]) });
  return {
    send: (rows: AuditRow[]) => syslog.send(rows.map((row) => syslogLine(row, from.hostName))),
    close: async () => syslog.close(),
  };
}
