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
};

/** How the dispatcher reads and moves the rows of executions. */
export function executionStatements(store: Store) {
  return {
    insert: store.prepareWrite(`
    INSERT INTO executions (workflow_id, version_id, status, mode, start_node, destination, input, created_at, started_at, owner, attempt, lease_until, retry_of, reuse, finished_at, error, wake_at, lane, lane_limit, held_since)
    VALUES (@workflowId, @versionId, @status, @mode, @startNode, @destination, @input, @now, @startedAt, @owner, @attempt, @leaseUntil, @retryOf, @reuse, @finishedAt, @error, @wakeAt, @lane, @laneLimit, @heldSince)`),
    insertRefused: store.prepareWrite(`
    INSERT INTO executions (workflow_id, version_id, status, mode, start_node, input, created_at, started_at, finished_at, error)
    VALUES (?, ?, 'failed', ?, ?, ?, ?, ?, ?, ?)`),
    insertRefusedStep: store.prepareWrite(`
    INSERT INTO steps (execution_id, step, node_id, run, status, started_at, duration_ms, error) VALUES (?, 0, ?, 0, 'failed', ?, 0, ?)`),
    claim: store.prepareWrite(`
    UPDATE executions SET status = 'running', owner = ?, attempt = attempt + 1, lease_until = ?, started_at = coalesce(started_at, ?)
    WHERE id = ? AND status = 'queued' AND ${hasRoom("executions")} RETURNING *`),
    // A called one is run by its caller, unless it goes on after a wait. One of a lane waits for those before it.
    findQueued: store.rawRead.prepare<[string, number], { id: number; workflowId: string }>(`
    SELECT id, workflow_id AS workflowId FROM executions x WHERE status = 'queued'
      AND workflow_id NOT IN (SELECT value FROM json_each(?))
      AND (parent_key IS NULL OR parent_key NOT LIKE 'w:%' OR resume_step IS NOT NULL) AND ${hasRoom("x")} ORDER BY id LIMIT ?`),
    findAnyQueued: store.rawRead.prepare("SELECT 1 FROM executions WHERE status = 'queued' LIMIT 1"),
    dropOrphans: store.prepareWrite(`
    UPDATE executions SET status = 'cancelled', finished_at = ? WHERE status = 'queued' AND parent_key LIKE 'w:%'
      AND EXISTS (SELECT 1 FROM executions p WHERE p.id = executions.parent_id AND p.status IN ('succeeded', 'failed', 'cancelled'))`),
    wakeDue: store.prepareWrite(
      "UPDATE executions SET status = 'queued', wake_at = NULL WHERE status = 'waiting' AND wake_at <= ?",
    ),
    findNextWake: store.rawRead.prepare<[], { at: number | null }>(
      "SELECT min(wake_at) AS at FROM executions WHERE status = 'waiting'",
    ),
    cancelIdle: store.prepareWrite(
      "UPDATE executions SET status = 'cancelled', finished_at = ?, wake_at = NULL WHERE id = ? AND status IN ('queued', 'waiting')",
    ),
    resume: store.prepareWrite(
      "UPDATE executions SET status = 'queued', wake_at = NULL, resume_with = @items WHERE id = @id AND status = 'waiting' AND resume_step = coalesce(@step, resume_step)",
    ),
  };
}

/** Fewer than the limit of its lane run, or are before it in the line. */
const hasRoom = (row: string) => `(${row}.lane_limit IS NULL OR ${row}.lane_limit > (SELECT count(*) FROM
  (SELECT 1 FROM executions other WHERE other.workflow_id = ${row}.workflow_id AND other.lane = ${row}.lane AND other.lane IS NOT NULL
    AND (other.status = 'running' OR (other.status = 'queued' AND other.id < ${row}.id)) AND other.id <> ${row}.id LIMIT 1000)))`;
