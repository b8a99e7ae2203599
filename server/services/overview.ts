import { statfsSync, statSync } from "node:fs";
import { join } from "node:path";
import type { EndedCounts } from "@/shared/execution-chart";
import type { Overview, ServerFacts, WorkflowCounts } from "@/shared/overview";
import { version } from "../../package.json";
import type { ServiceContext } from "./context";
import { countsOf, type Row } from "./execution-chart";
import { failureCauses } from "./failures";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Of each list. */
const most = 5;

type Context = Pick<ServiceContext, "store" | "dataFolder" | "processes">;

/** How the server and its workflows do just now. `utcOffset`: of who looks, in minutes: days begin at that midnight. */
export function overview(ctx: Context, { utcOffset = 0 }: { utcOffset?: number }, now = Date.now()): Overview {
  const shift = Math.floor(utcOffset / 60) * hourMs;
  const midnight = Math.floor((now + shift) / dayMs) * dayMs - shift;
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
    server: serverFacts(ctx),
  };
}

function openExecutions({ store }: Context): Overview["open"] {
  const rows = store.rawRead
    .prepare<[], { status: "queued" | "running" | "waiting"; count: number }>(
      "SELECT status, count(*) AS count FROM executions WHERE status IN ('queued', 'running', 'waiting') GROUP BY status",
    )
    .all();
  const oldestQueuedAt = store.rawRead
    .prepare<[], number>("SELECT created_at FROM executions WHERE status = 'queued' ORDER BY id LIMIT 1")
    .pluck()
    .get();
  const counts = Object.fromEntries(rows.map(({ status, count }) => [status, count]));
  return { queued: 0, running: 0, waiting: 0, ...counts, oldestQueuedAt: oldestQueuedAt ?? null };
}

function countsBetween({ store }: Context, from: number, to: number): EndedCounts {
  return countsOf(
    store.rawRead
      .prepare<[{ from: number; to: number }], Row>(
        `SELECT status, duration_class AS durationClass, sum(count) AS count FROM (
           SELECT status, duration_class, count FROM ended_by_minute WHERE at >= @from AND at < @to UNION ALL
           SELECT status, duration_class, count FROM ended_by_hour WHERE workflow_id = '' AND at >= @from AND at < @to)
         GROUP BY 1, 2`,
      )
      .all({ from, to }),
  );
}

function countsByWorkflow({ store }: Context, from: number): WorkflowCounts[] {
  const rows = store.rawRead
    .prepare<[{ from: number }], Row & { workflowId: string; workflowName: string }>(
      `SELECT w.id AS workflowId, w.name AS workflowName, status, duration_class AS durationClass, sum(count) AS count FROM (
         SELECT workflow_id, status, duration_class, count FROM ended_by_minute WHERE at >= @from UNION ALL
         SELECT workflow_id, status, duration_class, count FROM ended_by_hour WHERE workflow_id <> '' AND at >= @from)
       JOIN workflows w ON w.id = workflow_id GROUP BY 1, 3, 4`,
    )
    .all({ from });
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
function nextRuns({ store }: Context): Overview["nextRuns"] {
  return store.rawRead
    .prepare<[], Overview["nextRuns"][number]>(
      `SELECT w.id AS workflowId, w.name AS workflowName, s.next_at AS at FROM schedules s JOIN workflows w ON w.id = s.workflow_id
       WHERE s.next_at IS NOT NULL AND s.is_poll = 0 ORDER BY s.next_at LIMIT ${most}`,
    )
    .all();
}

function serverFacts({ store, dataFolder, processes }: Context): ServerFacts {
  const sizeOf = (name: string) => statSync(join(dataFolder, name), { throwIfNoEntry: false })?.size ?? 0;
  return {
    version,
    nodeVersion: process.versions.node,
    databaseVersion: String(store.rawRead.prepare("SELECT sqlite_version()").pluck().get()),
    databaseBytes: sizeOf("islewire.db") + sizeOf("islewire.db-wal"),
    disk: diskOf(dataFolder),
    ...processes(),
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
