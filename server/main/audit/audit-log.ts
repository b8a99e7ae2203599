import { hostname } from "node:os";
import type { Store } from "@/server/db/client";
import type { FileStore } from "@/server/http/files";
import { logger } from "@/server/processes/logger";
import { createAuditPruning } from "@/server/services/audit-pruning";
import { securityEvents } from "@/server/services/security-events";
import type { AuditRules } from "./rules";
import { syslogSender, webhookSender } from "./senders";
import { createAuditStream } from "./stream";

/** What goes on with the audit log beside the calls: it is sent to other places, and pruned. */
export function keepAuditLog(store: Store, files: FileStore, { keepDays, webhook, syslog }: AuditRules) {
  const log = logger("audit");
  const senders = [
    ...(webhook ? [{ name: "webhook", ...webhookSender(webhook, files) }] : []),
    ...(syslog ? [{ name: "syslog", ...syslogSender(syslog, { hostName: hostname() }) }] : []),
  ];
  const streams = senders.map(({ name, send }) => createAuditStream(store, { name, send }));
  const pruning = createAuditPruning(store, {
    keepDays,
    delivered: () => (streams.length > 0 ? Math.min(...streams.map(({ delivered }) => delivered())) : undefined),
    onError: (err) => log.error({ err }, "Old audit events could not be deleted; it is tried again"),
  });

  return {
    async close(): Promise<void> {
      pruning.close();
      securityEvents(store).close();
      await Promise.all(senders.map(({ close }) => close()));
      await Promise.all(streams.map(({ close }) => close()));
    },
  };
}
