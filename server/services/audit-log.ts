import { and, asc, desc, eq, gt, gte, lt, lte, or, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Store } from "@/server/db/client";
import { auditEvents } from "@/server/db/schema";
import { type AuditEvent, type AuditRow, auditActions, auditEventOf, auditOutcomes } from "@/shared/audit";
import { csvLine, guardedCell } from "@/shared/csv-text";

const time = z.number().int().min(0);
const text = z.string().trim().min(1).max(200);

export const auditFilterSchema = z.strictObject({
  /** A part of the name, or the id, or the address it came from. */
  actor: text.optional(),
  action: z.enum(auditActions).optional(),
  /** A part of the name, or the id. */
  target: text.optional(),
  outcome: z.enum(auditOutcomes).optional(),
  from: time.optional(),
  to: time.optional(),
});
export type AuditFilter = z.infer<typeof auditFilterSchema>;

type Context = { store: Store };

/** Newest first. */
export function listAuditEvents(
  { store }: Context,
  { cursor, limit = 50, ...filter }: AuditFilter & { cursor?: number; limit?: number },
): { events: AuditEvent[]; nextCursor: number | null } {
  const rows = store.read
    .select(columns)
    .from(auditEvents)
    .where(and(cursor === undefined ? undefined : lt(auditEvents.id, cursor), ...conditions(filter)))
    .orderBy(desc(auditEvents.id))
    .limit(limit + 1)
    .all();
  const page = rows.slice(0, limit);
  return { events: page.map(auditEventOf), nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
}

const pageSize = 500;

/** Oldest first, from the event after that one. */
export const auditRowsAfter = ({ store }: Context, after: number, filter: AuditFilter, limit = pageSize): AuditRow[] =>
  store.read
    .select(columns)
    .from(auditEvents)
    .where(and(gt(auditEvents.id, after), ...conditions(filter)))
    .orderBy(asc(auditEvents.id))
    .limit(limit)
    .all();

export const auditLine = (row: AuditRow): string => `${JSON.stringify(exportedOf(row))}\n`;

/** The events as text, oldest first, page by page: a slow reader holds nothing up. */
export function* exportAuditEvents(ctx: Context, filter: AuditFilter, format: "ndjson" | "csv"): Generator<string> {
  if (format === "csv") yield `\uFEFF${csvLine(csvColumns)}`;
  for (let after = 0; ; ) {
    const rows = auditRowsAfter(ctx, after, filter);
    if (rows.length === 0) return;
    after = rows.at(-1)?.id ?? after;
    yield rows.map(format === "csv" ? rowLine : auditLine).join("");
  }
}

/** For other programs: a time that people can read, and names that stay. */
function exportedOf(row: AuditRow) {
  const { id, at, actorKind, actorId, actorName, address, targetKind, targetId, targetName, projectId } = row;
  return {
    id,
    at: new Date(at).toISOString(),
    actor: { kind: actorKind, id: actorId, name: actorName, address },
    action: row.action,
    target: { kind: targetKind, id: targetId, name: targetName },
    project: projectId,
    outcome: row.outcome,
    details: row.details === null ? null : (JSON.parse(row.details) as unknown),
  };
}

const csvColumns = [
  ...["id", "at", "actorKind", "actorId", "actorName", "address", "action"],
  ...["targetKind", "targetId", "targetName", "project", "outcome", "details"],
];

const rowLine = (row: AuditRow): string =>
  csvLine(
    [
      ...[String(row.id), new Date(row.at).toISOString(), row.actorKind, row.actorId, row.actorName, row.address],
      ...[row.action, row.targetKind, row.targetId, row.targetName, row.projectId, row.outcome, row.details],
    ].map((cell) => guardedCell(cell ?? "")),
  );

const { id, at, actorKind, actorId, actorName, address, action, outcome, details } = auditEvents;
const { targetKind, targetId, targetName, projectId } = auditEvents;
const columns = {
  ...{ id, at, actorKind, actorId, actorName, address, action },
  ...{ targetKind, targetId, targetName, projectId, outcome, details },
};

const conditions = (filter: AuditFilter): (SQL | undefined)[] => [
  filter.actor === undefined
    ? undefined
    : or(eq(actorId, filter.actor), eq(address, filter.actor), holds(actorName, filter.actor)),
  filter.action && eq(action, filter.action),
  filter.target === undefined ? undefined : or(eq(targetId, filter.target), holds(targetName, filter.target)),
  filter.outcome && eq(outcome, filter.outcome),
  filter.from === undefined ? undefined : gte(at, filter.from),
  filter.to === undefined ? undefined : lte(at, filter.to),
];

const holds = (column: typeof actorName | typeof targetName, part: string): SQL =>
  sql`${column} LIKE ${`%${part.replace(/[%_\\]/g, "\\$&")}%`} ESCAPE '\\'`;
