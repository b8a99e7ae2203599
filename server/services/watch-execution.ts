import { eq } from "drizzle-orm";
import { executions } from "@/server/db/schema";
import type { WatchedEvent } from "@/shared/api";
import { AppError, type ErrorInfo } from "@/shared/errors";
import { type ExecutionEvent, eventsOf, isFinal, type StepSummary } from "@/shared/execution";
import type { ServiceContext } from "./context";
import { stepSummaries } from "./executions";

/** The state so far, then every event, until the execution is over. */
export async function* watchExecution(
  ctx: ServiceContext,
  { id }: { id: number },
  signal: AbortSignal | undefined,
): AsyncGenerator<WatchedEvent> {
  const queue: ExecutionEvent[] = [];
  let wake: () => void = () => {};
  const stop = ctx.dispatcher.watch(id, (event) => {
    queue.push(event);
    wake();
  });
  const poll = setInterval(() => wake(), 2_000);
  const aborted = () => wake();
  signal?.addEventListener("abort", aborted);

  try {
    const snapshot = read(ctx, id);
    yield snapshot;
    const missed = missedSteps(ctx, id, snapshot.steps);
    if (isFinal(snapshot.status)) return;
    while (!signal?.aborted) {
      if (queue.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      for (const event of queue.splice(0)) {
        yield* event.type === "execution.finished" ? missed.rest() : missed.before(event);
        yield event;
        if (event.type === "execution.finished") return;
      }
      // A worker that died says nothing more; the row tells.
      const now = read(ctx, id);
      if (queue.length === 0 && isFinal(now.status)) return void (yield now);
    }
  } finally {
    stop();
    clearInterval(poll);
    signal?.removeEventListener("abort", aborted);
  }
}

/**
 * A step that began before we listened is in no snapshot while it runs, and its end does not name its node. So its start
 * is told afterwards, from its row; the row may be committed a moment after the event.
 */
function missedSteps(ctx: ServiceContext, id: number, snapshot: readonly StepSummary[]) {
  const known = new Set(snapshot.map(({ index }) => index));
  const waiting = new Map<number, Extract<ExecutionEvent, { index: number }>>();
  /** Those whose end was told. */
  const ended = new Set(
    snapshot.filter(({ status }) => status === "succeeded" || status === "failed").map(({ index }) => index),
  );

  return {
    /** When all is stored: what ended before we listened, and was stored after the snapshot. */
    *rest(): Generator<ExecutionEvent> {
      for (const step of stepSummaries(ctx, id)) if (!ended.has(step.index)) yield* eventsOf(step);
    },

    *before(event: ExecutionEvent): Generator<ExecutionEvent> {
      if (event.type === "step.finished" || event.type === "step.failed") ended.add(event.index);
      if (event.type === "step.started") known.add(event.index);
      else if ("index" in event && !known.has(event.index)) waiting.set(event.index, event);
      if (waiting.size === 0) return;
      for (const { index, nodeId, run, startedAt } of stepSummaries(ctx, id)) {
        const later = waiting.get(index);
        if (!later) continue;
        waiting.delete(index);
        known.add(index);
        yield { type: "step.started", index, nodeId, run, at: startedAt };
        if (later !== event) yield later;
      }
    },
  };
}

function read({ store }: ServiceContext, id: number): Extract<WatchedEvent, { type: "snapshot" }> {
  const row = store.read
    .select({ status: executions.status, wakeAt: executions.wakeAt, error: executions.error })
    .from(executions)
    .where(eq(executions.id, id))
    .get();
  if (!row) throw new AppError("NOT_FOUND", `There is no execution ${id}`);
  const error = row.error ? (JSON.parse(row.error) as ErrorInfo) : undefined;
  const { status, wakeAt: waitingUntil } = row;
  return { type: "snapshot", status, waitingUntil, steps: stepSummaries({ store }, id), ...(error && { error }) };
}
