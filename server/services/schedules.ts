import { nextTime } from "@/server/runs/next-time";
import type { ExecutionStatus } from "@/shared/execution";
import {
  type IfMissed,
  type RuleWords,
  ruleWords,
  type ScheduleCursor,
  type ScheduleRule,
  type ScheduleSkip,
  type SkipReason,
  type UpcomingSchedule,
} from "@/shared/schedule";
import { visibleWorkflows } from "./access";
import type { ServiceContext } from "./context";

/** `workflow`: a part of its name. */
export type ScheduleFilter = { workflow?: string; cursor?: ScheduleCursor; limit?: number };

type Context = Pick<ServiceContext, "store" | "actor">;
type Place = {
  id: number;
  workflowId: string;
  workflowName: string;
  nodeId: string;
  node: string | null;
  timezone: string;
};

type UpcomingRow = Place & {
  rule: string;
  dueAt: number;
  startsAt: number;
  isPoll: 0 | 1;
  ifMissed: IfMissed;
  maxMissed: number;
  lastId: number | null;
};

const nodeOf = (table: "s" | "k") => `
  (SELECT json_object('name', json_extract(n.value, '$.name'), 'type', json_extract(n.value, '$.type'))
    FROM versions v, json_each(v.document, '$.nodes') n
    WHERE v.id = ${table}.version_id AND json_extract(n.value, '$.id') = ${table}.node_id) AS node`;

const followingCount = 2;
/** Of a workflow's newest executions, among which the last of a trigger is looked for that was published again since. */
const lookedThrough = 200;

/** What published schedules start next, the soonest first. */
export function listUpcoming(
  ctx: Context,
  { workflow, cursor, limit = 50 }: ScheduleFilter,
): { schedules: UpcomingSchedule[]; nextCursor: ScheduleCursor | null } {
  const { store } = ctx;
  const rows = store.rawRead
    .prepare<[object], UpcomingRow>(`
      SELECT s.id, s.workflow_id AS workflowId, w.name AS workflowName, s.node_id AS nodeId, s.timezone, s.rule,
        s.next_at AS dueAt, s.next_at + s.delay_ms AS startsAt, s.is_poll AS isPoll, s.if_missed AS ifMissed, s.max_missed AS maxMissed,
        coalesce(
          (SELECT id FROM executions WHERE schedule_id = s.id ORDER BY due_at DESC LIMIT 1),
          (SELECT id FROM (SELECT id, start_node, mode FROM executions WHERE workflow_id = s.workflow_id ORDER BY id DESC LIMIT ${lookedThrough})
            WHERE start_node = s.node_id AND mode = 'schedule' LIMIT 1)) AS lastId, ${nodeOf("s")}
      FROM schedules s JOIN workflows w ON w.id = s.workflow_id
      WHERE s.next_at + s.delay_ms >= @at AND (s.next_at + s.delay_ms > @at OR s.id > @id) AND w.name LIKE @name ESCAPE '\\'
        AND (@visible IS NULL OR w.id IN (SELECT value FROM json_each(@visible)))
      ORDER BY s.next_at + s.delay_ms, s.id LIMIT @limit`)
    .all({
      visible: visibleWorkflows(ctx),
      name: partOf(workflow),
      at: cursor?.at ?? 0,
      id: cursor?.id ?? 0,
      limit: limit + 1,
    });
  const findExecution = store.rawRead.prepare<[number], { id: number; status: ExecutionStatus; at: number }>(
    "SELECT id, status, coalesce(started_at, created_at) AS at FROM executions WHERE id = ?",
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    schedules: page.map(({ rule, isPoll, lastId, nodeId, node, ...row }) => ({
      ...row,
      ...named(nodeId, node),
      ...readRule(rule, row.timezone, row.dueAt),
      isPoll: isPoll === 1,
      lastExecution: lastId === null ? null : (findExecution.get(lastId) ?? null),
    })),
    nextCursor: rows.length > limit && last ? { at: last.startsAt, id: last.id } : null,
  };
}

type SkipRow = Place & {
  reason: SkipReason;
  fromAt: number;
  toAt: number;
  count: number;
  isAtLeast: 0 | 1;
  at: number;
};

/** What schedules left out, the newest first. */
export function listScheduleSkips(
  ctx: Context,
  { workflow, cursor, limit = 50 }: ScheduleFilter,
): { skips: ScheduleSkip[]; nextCursor: ScheduleCursor | null } {
  const { store } = ctx;
  const rows = store.rawRead
    .prepare<[object], SkipRow>(`
      SELECT k.id, k.workflow_id AS workflowId, w.name AS workflowName, k.node_id AS nodeId, k.timezone, k.reason,
        k.from_at AS fromAt, k.to_at AS toAt, k.count, k.is_at_least AS isAtLeast, k.at, ${nodeOf("k")}
      FROM schedule_skips k JOIN workflows w ON w.id = k.workflow_id
      WHERE k.at <= @at AND (k.at < @at OR k.id < @id) AND w.name LIKE @name ESCAPE '\\'
        AND (@visible IS NULL OR w.id IN (SELECT value FROM json_each(@visible)))
      ORDER BY k.at DESC, k.id DESC LIMIT @limit`)
    .all({
      ...{ visible: visibleWorkflows(ctx), name: partOf(workflow), limit: limit + 1 },
      ...{ at: cursor?.at ?? Number.MAX_SAFE_INTEGER, id: cursor?.id ?? Number.MAX_SAFE_INTEGER },
    });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    skips: page.map(({ nodeId, node, isAtLeast, ...row }) => ({
      ...row,
      ...named(nodeId, node),
      isAtLeast: isAtLeast === 1,
    })),
    nextCursor: rows.length > limit && last ? { at: last.at, id: last.id } : null,
  };
}

const partOf = (name = "") => `%${name.replace(/[%_\\]/g, "\\$&")}%`;

/** The node as it was published; its id, should that version be gone. */
function named(nodeId: string, node: string | null): { nodeName: string; nodeType: string | null } {
  const { name, type } = JSON.parse(node ?? "{}") as { name?: string; type?: string };
  return { nodeName: name ?? nodeId, nodeType: type ?? null };
}

/** One that cannot be read any more starts once more, and is shown as it is stored. */
function readRule(text: string, timezone: string, dueAt: number): { rule: RuleWords; following: number[] } {
  try {
    const rule = JSON.parse(text) as ScheduleRule;
    const following: number[] = [];
    for (let at: number | null = dueAt; following.length < followingCount; following.push(at)) {
      at = nextTime(rule, timezone, dueAt, at);
      if (at === null) break;
    }
    return { rule: ruleWords(rule), following };
  } catch {
    return { rule: { is: "cron", pattern: text }, following: [] };
  }
}
