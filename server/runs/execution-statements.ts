import type { Store } from "@/server/db/client";
import type { ExecutionMode } from "@/shared/execution";

export type ClaimedRow = {
  created_at: number;
  attempt: number;
  workflow_id: string;
  version_id: number;
  mode: ExecutionMode;
  start_node: string;
  destination: string | null;
  reuse: string | null;
  input: Buffer | null;
  resume_step: number | null;
  resume_with: Buffer | null;
  retry_of: number | null;
  origin_id: number | null;
  ran_ms: number;
  redacted: string | null;
};

type Found = { id: number; workflowId: string };

// A called one is run by its caller, unless it goes on after a wait. One of a lane waits for those before it.
const isFree = `(parent_key IS NULL OR parent_key NOT LIKE 'w:%' OR resume_step IS NOT NULL) AND ${hasRoom("x")}`;

/** How the dispatcher reads and moves the rows of executions. */
export function executionStatements(store: Store) {
  return {
    insert: store.prepareWrite(`
    INSERT INTO executions (workflow_id, version_id, status, mode, start_node, destination, input, created_at, started_at, owner, attempt, lease_until, retry_of, reuse, finished_at, error, wake_at, lane, lane_limit, held_since, deaths, redacted)
    VALUES (@workflowId, @versionId, @status, @mode, @startNode, @destination, @input, @now, @startedAt, @owner, @attempt, @leaseUntil, @retryOf, @reuse, @finishedAt, @error, @wakeAt, @lane, @laneLimit, @heldSince, @deaths, @redacted)`),
    insertRaw: store.prepareWrite("INSERT INTO raw_calls (execution_id, query, body) VALUES (@id, @query, @body)"),
    insertRefused: store.prepareWrite(`
    INSERT INTO executions (workflow_id, version_id, status, mode, start_node, input, created_at, started_at, finished_at, error, redacted)
    VALUES (?, ?, 'failed', ?, ?, ?, ?, ?, ?, ?, ?)`),
    insertRefusedStep: store.prepareWrite(`
    INSERT INTO steps (execution_id, step, node_id, run, status, started_at, duration_ms, error) VALUES (?, 0, ?, 0, 'failed', ?, 0, ?)`),
    claim: store.prepareWrite(`
    UPDATE executions SET status = 'running', owner = ?, attempt = attempt + 1, lease_until = ?, started_at = coalesce(started_at, ?), run_since = ?
    WHERE id = ? AND status = 'queued' AND ${hasRoom("executions")} RETURNING *`),
    findQueued: store.rawRead.prepare<[number], Found>(`
    SELECT id, workflow_id AS workflowId FROM executions x INDEXED BY executions_ready WHERE status = 'queued' AND deaths = 0
      AND ${isFree} ORDER BY id LIMIT ?`),
    findQueuedAll: store.rawRead.prepare<[number], Found>(`
    SELECT id, workflow_id AS workflowId FROM executions x WHERE status = 'queued' AND ${isFree} ORDER BY id LIMIT ?`),
    // Jumps from one workflow to the next: what stands behind the queue of a busy one is found without reading that queue.
    findQueuedWorkflows: store.rawRead
      .prepare<[string], string>(`
    WITH RECURSIVE w (id) AS (
      SELECT (SELECT workflow_id FROM executions INDEXED BY executions_queued WHERE status = 'queued' ORDER BY workflow_id LIMIT 1)
      UNION ALL
      SELECT (SELECT workflow_id FROM executions INDEXED BY executions_queued WHERE status = 'queued' AND workflow_id > w.id ORDER BY workflow_id LIMIT 1)
      FROM w WHERE w.id IS NOT NULL)
    SELECT id FROM w WHERE id IS NOT NULL AND id NOT IN (SELECT value FROM json_each(?))`)
      .pluck(),
    findQueuedOf: store.rawRead.prepare<[string, number, number], Found>(`
    SELECT id, workflow_id AS workflowId FROM executions x INDEXED BY executions_queued WHERE status = 'queued' AND workflow_id = ?
      AND deaths <= ? AND ${isFree} ORDER BY id LIMIT ?`),
    // Somebody looks on, or has to hear of a failure: they do not stand behind a hundred thousand others.
    findUrgent: store.rawRead.prepare<[number, string, number], Found>(`
    SELECT id, workflow_id AS workflowId FROM executions x INDEXED BY executions_urgent WHERE status = 'queued' AND mode IN ('manual', 'error', 'test')
      AND deaths <= ? AND workflow_id NOT IN (SELECT value FROM json_each(?)) AND ${isFree} ORDER BY id LIMIT ?`),
    findNamed: store.rawRead.prepare<[string, number, string, number], Found>(`
    SELECT id, workflow_id AS workflowId FROM executions x WHERE id IN (SELECT value FROM json_each(?)) AND status = 'queued'
      AND deaths <= ? AND workflow_id NOT IN (SELECT value FROM json_each(?)) AND ${isFree} ORDER BY id LIMIT ?`),
    findSuspects: store.rawRead.prepare<[number], Found & { deaths: number }>(`
    SELECT id, workflow_id AS workflowId, deaths FROM executions x INDEXED BY executions_suspects WHERE status = 'queued' AND deaths > 0 AND ${isFree}
    ORDER BY id LIMIT ?`),
    findQuarantined: store.rawRead.prepare<[string, number], Found & { deaths: number }>(`
    SELECT id, workflow_id AS workflowId, deaths FROM executions x INDEXED BY executions_queued WHERE status = 'queued' AND deaths = 0
      AND workflow_id IN (SELECT value FROM json_each(?)) AND ${isFree} ORDER BY id LIMIT ?`),
    findAnyQueued: store.rawRead.prepare("SELECT 1 FROM executions WHERE status = 'queued' LIMIT 1"),
    wakeCaller: store.prepareWrite(`
    UPDATE executions SET status = 'queued', wake_at = NULL WHERE status = 'waiting' AND id =
      (SELECT parent_id FROM executions WHERE id = ? AND parent_key LIKE 'w:%')`),
    findQuarantines: store.rawRead.prepare<[], { id: string }>("SELECT id FROM workflows WHERE quarantine IS NOT NULL"),
    dropOrphans: store.prepareWrite(`
    UPDATE executions SET status = 'cancelled', finished_at = ? WHERE status = 'queued' AND parent_key LIKE 'w:%'
      AND EXISTS (SELECT 1 FROM executions p WHERE p.id = executions.parent_id AND p.status IN ('succeeded', 'failed', 'cancelled'))
      RETURNING id, version_id AS versionId`),
    wakeDue: store.prepareWrite(
      "UPDATE executions INDEXED BY executions_wake SET status = 'queued', wake_at = NULL WHERE status = 'waiting' AND wake_at <= ?",
    ),
    findNextWake: store.rawRead.prepare<[], { at: number | null }>(
      "SELECT min(wake_at) AS at FROM executions INDEXED BY executions_wake WHERE status = 'waiting'",
    ),
    cancelIdle: store.prepareWrite(
      "UPDATE executions SET status = 'cancelled', finished_at = ?, wake_at = NULL WHERE id = ? AND status IN ('queued', 'waiting') RETURNING id, version_id AS versionId, mode",
    ),
    resume: store.prepareWrite(
      "UPDATE executions SET status = 'queued', wake_at = NULL, resume_with = @items WHERE id = @id AND status = 'waiting' AND resume_step = coalesce(@step, resume_step) AND (@items IS NULL OR NOT EXISTS (SELECT 1 FROM steps s WHERE s.execution_id = @id AND s.step = executions.resume_step AND s.tries IS NOT NULL))",
    ),
  };
}

/**
 * What an attempt adds to the time that the execution ran, when it ends at `at`. Both are cleared by the one that follows.
 */
export const ranUntil = (at: string) =>
  `ran_ms = ran_ms + max(0, ${at} - coalesce(run_since, started_at, ${at})), run_since = NULL`;

/** Fewer than the limit of its lane run, or are before it in the line. The states are those of the index of lanes. */
function hasRoom(row: string): string {
  const others = `SELECT 1 FROM executions other WHERE other.workflow_id = ${row}.workflow_id AND other.lane = ${row}.lane
    AND other.lane IS NOT NULL AND other.status IN ('queued', 'running', 'waiting')
    AND (other.status = 'running' OR (other.status = 'queued' AND other.id < ${row}.id)) AND other.id <> ${row}.id`;
  return `CASE WHEN ${row}.lane_limit IS NULL THEN 1 WHEN ${row}.lane_limit = 1 THEN NOT EXISTS (${others})
    ELSE ${row}.lane_limit > (SELECT count(*) FROM (${others} LIMIT 1000)) END`;
}
