import type { Store } from "@/server/db/client";
import { AppError } from "@/shared/errors";
import type { NewExecution } from "./new-execution";

/** How long a count of the queue is good enough. */
const freshMs = 500;
/** Of the queue; from here on a workflow that fills more than half of it has to wait. */
const fairShare = 0.8;

/**
 * Refuses what would wait for hours: the caller is told, and can send it again, instead of a promise that is kept too
 * late. Where little room is left, it is kept for workflows that have not filled the queue.
 */
export function createAdmission(store: Store, limit: number) {
  const count = store.rawRead
    .prepare<[number], number>("SELECT count(*) FROM (SELECT 1 FROM executions WHERE status = 'queued' LIMIT ?)")
    .pluck();
  const countByWorkflow = store.rawRead
    .prepare<[], [string, number]>(
      "SELECT workflow_id, count(*) FROM executions INDEXED BY executions_queued WHERE status = 'queued' GROUP BY workflow_id",
    )
    .raw();
  let countedAt = Number.NEGATIVE_INFINITY;
  let queued = 0;
  let byWorkflow = new Map<string, number>();

  return {
    /** Of an execution that finds no free place. Throws `AppError` when the queue has no room for it. */
    check({ workflowId, mode }: Pick<NewExecution, "workflowId" | "mode">, now: number): void {
      // Somebody looks on.
      if (mode === "manual" || mode === "test") return;
      if (now - countedAt > freshMs || now < countedAt) recount(now);
      const own = byWorkflow.get(workflowId) ?? 0;
      const isFull = queued >= limit;
      if (isFull || (queued >= limit * fairShare && own > queued / 2)) {
        throw new AppError(
          "UNAVAILABLE",
          isFull
            ? `${queued} executions wait to be run: no more are taken for now`
            : `${own} executions of this workflow wait to be run: no more are taken for now`,
          { hint: "Send it again later", retryAfterSeconds: 10 },
        );
      }
      queued++;
      byWorkflow.set(workflowId, own + 1);
    },
  };

  function recount(now: number) {
    countedAt = now;
    queued = count.get(limit) ?? 0;
    byWorkflow = queued >= limit * fairShare ? new Map(countByWorkflow.all()) : new Map();
  }
}
