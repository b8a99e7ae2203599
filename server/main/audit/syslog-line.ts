import { auditLine } from "@/server/services/audit-log";
import type { AuditRow } from "@/shared/audit";

/** Log audit (13), as notice or, for refusals, as warning. */
const priority = (outcome: string) => 13 * 8 + (outcome === "done" ? 5 : 4);

/** RFC 5424: the event as JSON, and what one filters by as structured data (32473 is the number kept for examples). */
export function syslogLine(row: AuditRow, hostName: string): string {
  const data = Object.entries({
    id: String(row.id),
    action: row.action,
    actor: row.actorId,
    target: row.targetId ?? "",
    outcome: row.outcome,
  })
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(" ");
  const time = new Date(row.at).toISOString();
  return `<${priority(row.outcome)}>1 ${time} ${word(hostName, 255)} islewire - ${word(row.action, 32)} [audit@32473 ${data}] ${auditLine(row).trimEnd()}`;
}

const escaped = (value: string) => value.replace(/[\\"\]]/g, "\\$&").replace(/[\r\n]/g, " ");
/** Printable ASCII without spaces, or the sign for nothing. */
const word = (text: string, longest: number) => text.replace(/[^!-~]/g, "").slice(0, longest) || "-";
