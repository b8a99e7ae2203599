import { statfsSync, statSync } from "node:fs";
import { join } from "node:path";
import type { EndedCounts } from "@/shared/execution-chart";
import type { Overview, ServerFacts, WorkflowCounts } from "@/shared/overview";
import { version } from "../../package.json";
import { visibleWorkflows } from "./access";
import type { ServiceContext } from "./context";
import { countsOf, type Row } from "./execution-chart";
import { failureCauses } from "./failures";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Of each list. */
const most = 5;

type Context = Pick<ServiceContext, "store" | "actor" | "dataFolder" | "processes">;

const isVisible = (column: string) => `(@visible IS NULL OR ${column} IN (SELECT value FROM json_each(@visible)))`;

/** How the server and its workflows do just now. `utcOffset`: of who looks, in minutes: days begin at that midnight. */
export function overview(ctx: Context, { utcOffset = 0 }: { utcOffset?: number }, now = Date.now()): Overview {
  const shift = Math.floor(utcOffset / 60) * hourMs;
  const midnight = Math.floor((now + shift) / dayMs) * dayMs - shift;
  const { places, ...facts } = ctx.processes();
  const workflows = countsByWorkflow(ctx, now - dayMs);
  return {
    isEmpty: ctx.store.rawRead.prepare("SELECT 1 FROM executions LIMIT 1").get() === undefined,
    open: openExecutions(ctx),
    today: countsBetween(ctx, midnight, now + dayMs),
    yesterday: countsBetween(ctx, midnight - dayMs, midnight),
    busiest: top(workflows, endedIn),
    failing: top(workflows, ({ failed }) => failed),
    slowest: top(workflows, ({ p95 }) => p95 ?? 0),
    nextRuns: nextRuns(ctx),
    causes: failureCauses(ctx, now),
    places,
    server: ctx.actor.isAdmin ? { ...serverFacts(ctx), ...facts } : null,
  };
}

function openExecutions(ctx: Context): Overview["open"] {
  const { store } = ctx;
  const visible = visibleWorkflows(ctx);
  const rows = store.rawRead
    .prepare<[object], { status: "queued" | "running" | "waiting"; count: number }>(
      `SELECT status, count(*) AS count FROM executions WHERE status IN ('queued', 'running', 'waiting')
       ${visible === null ? "" : `AND ${isVisible("workflow_id")}`} GROUP BY status`,
    )
    .all(visible === null ? {} : { visible });
  const oldestQueuedAt = store.rawRead
    .prepare<[object], number>(
      `SELECT created_at FROM executions WHERE status = 'queued' AND ${isVisible("workflow_id")} ORDER BY id LIMIT 1`,
    )
    .pluck()
    .get({ visible });
  const counts = Object.fromEntries(rows.map(({ status, count }) => [status, count]));
  return { queued: 0, running: 0, waiting: 0, ...counts, oldestQueuedAt: oldestQueuedAt ?? null };
}

function countsBetween(ctx: Context, from: number, to: number): EndedCounts {
  const visible = visibleWorkflows(ctx);
  // The sums of hours are of all workflows there are.
  const hours = visible === null ? "workflow_id = ''" : "workflow_id <> ''";
  return countsOf(
    ctx.store.rawRead
      .prepare<[object], Row>(
        `SELECT status, duration_class AS durationClass, sum(count) AS count FROM (
           SELECT status, duration_class, count FROM ended_by_minute WHERE at >= @from AND at < @to AND ${isVisible("workflow_id")} UNION ALL
           SELECT status, duration_class, count FROM ended_by_hour WHERE ${hours} AND at >= @from AND at < @to AND ${isVisible("workflow_id")})
         GROUP BY 1, 2`,
      )
      .all({ from, to, visible }),
  );
}

function countsByWorkflow(ctx: Context, from: number): WorkflowCounts[] {
  const rows = ctx.store.rawRead
    .prepare<[object], Row & { workflowId: string; workflowName: string }>(
      `SELECT w.id AS workflowId, w.name AS workflowName, status, duration_class AS durationClass, sum(count) AS count FROM (
         SELECT workflow_id, status, duration_class, count FROM ended_by_minute WHERE at >= @from UNION ALL
         SELECT workflow_id, status, duration_class, count FROM ended_by_hour WHERE workflow_id <> '' AND at >= @from)
       JOIN workflows w ON w.id = workflow_id WHERE ${isVisible("w.id")} GROUP BY 1, 3, 4`,
    )
    .all({ from, visible: visibleWorkflows(ctx) });
  return [...Map.groupBy(rows, ({ workflowId }) => workflowId)].map(([workflowId, own]) => ({
    ...{ workflowId, workflowName: own[0]?.workflowName ?? "" },
    ...countsOf(own),
  }));
}

const endedIn = ({ succeeded, failed, cancelled }: EndedCounts) => succeeded + failed + cancelled;

function top(workflows: WorkflowCounts[], measure: (counts: WorkflowCounts) => number): WorkflowCounts[] {
  const sorted = workflows.filter((counts) => measure(counts) > 0).sort((one, other) => measure(other) - measure(one));
  return sorted.slice(0, most);
}

/** Times of schedules; triggers that look for something new do so all the time. */
function nextRuns(ctx: Context): Overview["nextRuns"] {
  return ctx.store.rawRead
    .prepare<[object], Overview["nextRuns"][number]>(
      `SELECT w.id AS workflowId, w.name AS workflowName, s.next_at AS at FROM schedules s JOIN workflows w ON w.id = s.workflow_id
       WHERE s.next_at IS NOT NULL AND s.is_poll = 0 AND ${isVisible("w.id")} ORDER BY s.next_at LIMIT ${most}`,
    )
    .all({ visible: visibleWorkflows(ctx) });
}

function serverFacts({ store, dataFolder }: Context): Omit<ServerFacts, "mainBytes" | "workers"> {
  const sizeOf = (name: string) => statSync(join(dataFolder, name), { throwIfNoEntry: false })?.size ?? 0;
  return {
    version,
    nodeVersion: process.versions.node,
    databaseVersion: String(store.rawRead.prepare("SELECT sqlite_version()").pluck().get()),
    databaseBytes: sizeOf("islewire.db") + sizeOf("islewire.db-wal"),
    disk: diskOf(dataFolder),
  };
}

/** Null where the system does not tell. */
function diskOf(folder: string): ServerFacts["disk"] {
  try {
    const { bavail, blocks, bsize } = statfsSync(folder);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  } catch {
    return null;
  }
}
