import type { CauseKey, FailureCause } from "@/shared/overview";
import type { WorkflowDocument } from "@/shared/workflow";
import { visibleWorkflows } from "./access";
import type { ServiceContext } from "./context";
import { retryExecution } from "./retry-execution";
import { isStatusOnly } from "./status-only";

const dayMs = 86_400_000;
/** Newest failures that are looked at: more are of the same causes. */
const maxFailures = 2_000;
const maxCauses = 20;
/** Retried by one call. */
const maxRetried = 200;

/**
 * Failures that somebody should know of: not those of tests, not those that a retry followed, and not those of a called
 * workflow whose caller waits, for it fails or deals with it.
 */
const recentFailures = `
  SELECT id, workflow_id AS workflowId, version_id AS versionId, finished_at AS at, error,
    coalesce(json_extract(error, '$.nodeId'), '') AS nodeId, coalesce(json_extract(error, '$.code'), '') AS code
  FROM executions failed
  WHERE status = 'failed' AND finished_at >= @from AND mode NOT IN ('manual', 'test', 'cli')
    AND (parent_key IS NULL OR parent_key NOT LIKE 'w:%')
    AND NOT EXISTS (SELECT 1 FROM executions retry WHERE retry.retry_of = failed.id)
  ORDER BY finished_at DESC, id DESC LIMIT ${maxFailures}`;

type Group = CauseKey & { count: number; lastId: number; lastAt: number; workflowName: string | null };

/** What failed in the last 24 hours and was not retried, by workflow, node and kind of error; the most frequent first. */
export function failureCauses(ctx: Pick<ServiceContext, "store" | "actor">, now = Date.now()): FailureCause[] {
  const { store } = ctx;
  const groups = store.rawRead
    .prepare<[object], Group>(
      `SELECT f.workflowId, f.nodeId, f.code, count(*) AS count, max(f.id) AS lastId, max(f.at) AS lastAt, w.name AS workflowName
       FROM (${recentFailures}) f JOIN workflows w ON w.id = f.workflowId
       WHERE (@visible IS NULL OR w.id IN (SELECT value FROM json_each(@visible)))
       GROUP BY 1, 2, 3 ORDER BY count DESC, lastAt DESC LIMIT ${maxCauses}`,
    )
    .all({ from: now - dayMs, visible: visibleWorkflows(ctx) });
  const findLast = store.rawRead.prepare<[number], { error: string | null; document: string | null }>(
    "SELECT e.error, v.document FROM executions e LEFT JOIN versions v ON v.id = e.version_id WHERE e.id = ?",
  );
  return groups.map(({ workflowName, ...group }) => {
    const last = findLast.get(group.lastId);
    const { nodes = [] } = JSON.parse(last?.document ?? "{}") as Partial<WorkflowDocument>;
    const { message = "" } = JSON.parse(last?.error ?? "{}") as { message?: string };
    const isShown = !isStatusOnly(ctx, group.workflowId);
    const nodeName = nodes.find(({ id }) => id === group.nodeId)?.name ?? null;
    return { ...group, workflowName: workflowName ?? "", nodeName, message: isShown ? message : "" };
  });
}

/** Retries what failed for one cause, the oldest first. `left`: more than one call takes. */
export async function retryFailures(
  ctx: ServiceContext,
  { workflowId, nodeId, code }: CauseKey,
  now = Date.now(),
): Promise<{ retried: number; left: number }> {
  const ids = ctx.store.rawRead
    .prepare<[object], number>(
      `SELECT f.id FROM (${recentFailures}) f WHERE f.workflowId = @workflowId AND f.nodeId = @nodeId AND f.code = @code
         AND EXISTS (SELECT 1 FROM executions e WHERE e.id = f.id AND e.data_dropped_at IS NULL AND coalesce(e.redacted, '[]') = '[]')
       ORDER BY f.id`,
    )
    .pluck()
    .all({ from: now - dayMs, workflowId, nodeId, code });
  for (const id of ids.slice(0, maxRetried)) await retryExecution(ctx, { id });
  return { retried: Math.min(ids.length, maxRetried), left: Math.max(ids.length - maxRetried, 0) };
}
