import { eq } from "drizzle-orm";
import { executions } from "@/server/db/schema";
import type { WatchedEvent } from "@/shared/api";
import { AppError, type ErrorInfo } from "@/shared/errors";
import { type ExecutionEvent, isFinal } from "@/shared/execution";
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
    const known = new Set(snapshot.steps.map(({ index }) => index));
    if (isFinal(snapshot.status)) return;
    while (!signal?.aborted) {
      if (queue.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      for (const event of queue.splice(0)) {
        // A step that began before we listened is told of in full: its end alone does not say which node it was.
        if (event.type === "step.started") known.add(event.index);
        else if ("index" in event && !known.has(event.index)) {
          const missed = read(ctx, id);
          for (const { index } of missed.steps) known.add(index);
          yield missed;
        }
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

function read({ store }: ServiceContext, id: number): Extract<WatchedEvent, { type: "snapshot" }> {
  const row = store.read
    .select({ status: executions.status, error: executions.error })
    .from(executions)
    .where(eq(executions.id, id))
    .get();
  if (!row) throw new AppError("NOT_FOUND", `There is no execution ${id}`);
  const error = row.error ? (JSON.parse(row.error) as ErrorInfo) : undefined;
  return { type: "snapshot", status: row.status, steps: stepSummaries({ store }, id), ...(error && { error }) };
}
