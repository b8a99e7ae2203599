import { eq } from "drizzle-orm";
import { executions } from "@/server/db/schema";
import type { WatchedEvent } from "@/shared/api";
import { AppError, type ErrorInfo } from "@/shared/errors";
import { type ExecutionEvent, type ExecutionStatus, eventsOf, isFinal, type StepSummary } from "@/shared/execution";
import type { ServiceContext } from "./context";
import { createEventBuffer } from "./event-buffer";
import { stepSummaries } from "./executions";
import { createPacer } from "./pacer";
import { eventForAll, isExecutionStatusOnly } from "./status-only";

/** Steps that are read and sent at once: a reader who takes nothing holds no more of a long execution in memory. */
const pageSteps = 100;
/** About, as text. */
const stepBytes = 150;
const errorBytes = 4_000;

const pacer = createPacer();

/**
 * The state so far, then every event, until the execution is over. A reader who is too slow for the events gets the state
 * again, and goes on from there.
 */
export async function* watchExecution(
  ctx: ServiceContext,
  { id }: { id: number },
  signal: AbortSignal | undefined,
): AsyncGenerator<WatchedEvent> {
  if (!isExecutionStatusOnly(ctx, id)) return yield* watchAll(ctx, id, signal);
  for await (const event of watchAll(ctx, id, signal)) yield eventForAll(event);
}

async function* watchAll(
  ctx: ServiceContext,
  id: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<WatchedEvent> {
  const buffer = createEventBuffer();
  let wake: () => void = () => {};
  const stop = ctx.dispatcher.watch(id, (event, size) => {
    buffer.push(event, size);
    wake();
  });
  const poll = setInterval(() => wake(), 2_000);
  const aborted = () => wake();
  signal?.addEventListener("abort", aborted);

  try {
    while (!signal?.aborted) if (yield* fromHere()) return;
  } finally {
    stop();
    clearInterval(poll);
    signal?.removeEventListener("abort", aborted);
  }

  /** Returns whether all was told. */
  async function* fromHere(): AsyncGenerator<WatchedEvent, boolean> {
    buffer.clear();
    const missed = missedSteps(ctx, id);
    const state = read(ctx, id);
    let isFirst = true;
    for (const steps of pages(ctx, id)) {
      missed.note(steps);
      await pacer.take(steps.length * stepBytes);
      yield isFirst ? { ...state, steps } : { type: "steps", steps };
      isFirst = false;
      if (signal?.aborted) return true;
    }
    if (isFinal(state.status)) return true;
    while (!signal?.aborted && !buffer.hasOverflowed()) {
      const event = buffer.next();
      if (event?.type === "execution.finished") {
        yield* missed.rest();
        yield event;
        return true;
      }
      if (event) {
        await pacer.take(event.type === "step.retrying" ? errorBytes : 0);
        yield* missed.before(event);
        yield event;
        continue;
      }
      // A worker that died says nothing more; the row tells.
      if (isFinal(statusOf(ctx, id))) return false;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return false;
  }
}

const knownFlag = 1;
const endedFlag = 2;

/**
 * A step that began before we listened is in no snapshot while it runs, and its end does not name its node. So its start
 * is told afterwards, from its row; the row may be committed a moment after the event.
 */
function missedSteps(ctx: ServiceContext, id: number) {
  const waiting = new Map<number, Extract<ExecutionEvent, { index: number }>>();
  /** By the index of the step: one byte, for there may be a hundred thousand steps and hundreds of readers. */
  let flags = new Uint8Array(256);
  const has = (index: number, flag: number) => ((flags[index] ?? 0) & flag) !== 0;

  function set(index: number, flag: number) {
    if (index >= flags.length) {
      const more = new Uint8Array(Math.max(index + 1, flags.length * 2));
      more.set(flags);
      flags = more;
    }
    flags[index] = (flags[index] ?? 0) | flag;
  }

  return {
    /** Steps that were told. */
    note(steps: readonly StepSummary[]) {
      for (const { index, status } of steps)
        set(index, knownFlag | (status === "succeeded" || status === "failed" ? endedFlag : 0));
    },

    /** When all is stored: what ended before we listened, and was stored after the snapshot. */
    *rest(): Generator<ExecutionEvent> {
      for (const page of pages(ctx, id))
        for (const step of page) if (!has(step.index, endedFlag)) yield* eventsOf(step);
    },

    *before(event: ExecutionEvent): Generator<ExecutionEvent> {
      if (event.type === "step.finished" || event.type === "step.failed") set(event.index, endedFlag);
      if (event.type === "step.started") set(event.index, knownFlag);
      else if ("index" in event && !has(event.index, knownFlag)) waiting.set(event.index, event);
      if (waiting.size === 0) return;
      for (const { index, nodeId, run, startedAt } of stepSummaries(ctx, id, { only: [...waiting.keys()] })) {
        const later = waiting.get(index);
        if (!later) continue;
        waiting.delete(index);
        set(index, knownFlag);
        yield { type: "step.started", index, nodeId, run, at: startedAt };
        if (later !== event) yield later;
      }
    },
  };
}

/** At least one, which may be empty. Each is read when it is asked for. */
function* pages(ctx: ServiceContext, id: number): Generator<StepSummary[]> {
  let page: StepSummary[];
  let after = -1;
  do {
    page = stepSummaries(ctx, id, { after, limit: pageSteps });
    if (after < 0 || page.length > 0) yield page;
    after = page.at(-1)?.index ?? after;
  } while (page.length === pageSteps);
}

function statusOf({ store }: ServiceContext, id: number): ExecutionStatus {
  const row = store.read.select({ status: executions.status }).from(executions).where(eq(executions.id, id)).get();
  if (!row) throw new AppError("NOT_FOUND", `There is no execution ${id}`);
  return row.status;
}

function read({ store }: ServiceContext, id: number): Omit<Extract<WatchedEvent, { type: "snapshot" }>, "steps"> {
  const row = store.read
    .select({ status: executions.status, wakeAt: executions.wakeAt, error: executions.error })
    .from(executions)
    .where(eq(executions.id, id))
    .get();
  if (!row) throw new AppError("NOT_FOUND", `There is no execution ${id}`);
  const error = row.error ? (JSON.parse(row.error) as ErrorInfo) : undefined;
  const { status, wakeAt: waitingUntil } = row;
  return { type: "snapshot", status, waitingUntil, ...(error && { error }) };
}
