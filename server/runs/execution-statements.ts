import type { Store } from "@/server/db/client";

/** How the dispatcher reads and moves the rows of executions. */
export function executionStatements(store: Store) {
  return {
    insert: store.prepareWrite(`
    INSERT INTO executions (workflow_id, version_id, status, mode, start_node, destination, input, created_at, started_at, owner, attempt, lease_until, retry_of, reuse)
    VALUES (@workflowId, @versionId, @status, @mode, @startNode, @destination, @input, @now, @startedAt, @owner, @attempt, @leaseUntil, @retryOf, @reuse)`),
    insertRefused: store.prepareWrite(`
    INSERT INTO executions (workflow_id, version_id, status, mode, start_node, input, created_at, started_at, finished_at, error)
    VALUES (?, ?, 'failed', 'webhook', ?, ?, ?, ?, ?, ?)`),
    insertRefusedStep: store.prepareWrite(`
    INSERT INTO steps (execution_id, step, node_id, run, status, started_at, duration_ms, error) VALUES (?, 0, ?, 0, 'failed', ?, 0, ?)`),
    claim: store.prepareWrite(`
    UPDATE executions SET status = 'running', owner = ?, attempt = attempt + 1, lease_until = ?, started_at = coalesce(started_at, ?)
    WHERE id = ? AND status = 'queued' RETURNING *`),
    // A called one is run by its caller, unless it goes on after a wait.
    findQueued: store.rawRead.prepare<[string, number], { id: number; workflowId: string }>(`
    SELECT id, workflow_id AS workflowId FROM executions WHERE status = 'queued'
      AND workflow_id NOT IN (SELECT value FROM json_each(?))
      AND (parent_key IS NULL OR parent_key NOT LIKE 'w:%' OR resume_step IS NOT NULL) ORDER BY id LIMIT ?`),
    requeueOwner: store.prepareWrite(
      "UPDATE executions SET status = 'queued', owner = NULL, lease_until = NULL WHERE owner = ? AND status = 'running' AND attempt < ?",
    ),
    failOwner: store.prepareWrite(
      "UPDATE executions SET status = 'failed', owner = NULL, lease_until = NULL, finished_at = ?, error = ? WHERE owner = ? AND status = 'running'",
    ),
    requeueExpired: store.prepareWrite(
      "UPDATE executions SET status = 'queued', owner = NULL, lease_until = NULL WHERE status = 'running' AND lease_until < ?",
    ),
    findOwners: store.rawRead.prepare<[], { owner: string }>(
      "SELECT DISTINCT owner FROM executions WHERE status = 'running' AND owner IS NOT NULL",
    ),
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
