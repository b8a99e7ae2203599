import type { WatchedEvent } from "@/shared/api";
import {
  applyExecutionEvent,
  type ExecutionEvent,
  type ExecutionState,
  newExecution,
  type StepSummary,
} from "@/shared/execution";

/** The runs of one node in the execution on screen. */
export type NodeRun = {
  /** Its latest step. */
  last: StepSummary;
  runs: number;
  /** Items by output port, of all runs together. */
  totals: { readonly [port: string]: number };
};

/** The third kind of state: what the execution on screen has done so far. Follows `executions.watch`. */
export type RunView = {
  executionId: number;
  state: ExecutionState;
  byNode: ReadonlyMap<string, NodeRun>;
  startedAt: number | undefined;
  finishedAt: number | undefined;
};

export const openRun = (executionId: number): RunView => ({
  executionId,
  state: newExecution(),
  byNode: new Map(),
  startedAt: undefined,
  finishedAt: undefined,
});

/** Folds several events at once: a loop of thousands of turns must not draw thousands of times. */
export function follow(view: RunView, events: readonly WatchedEvent[]): RunView {
  let next = view;
  const byNode = new Map(view.byNode);
  for (const event of events) next = followOne(next, event, byNode);
  return { ...next, byNode };
}

/** What would have been said of a stored step, had somebody listened. */
export function eventsOf({
  index,
  nodeId,
  run,
  startedAt,
  status,
  durationMs = 0,
  counts,
  error,
}: StepSummary): ExecutionEvent[] {
  const started: ExecutionEvent = { type: "step.started", index, nodeId, run, at: startedAt };
  if (status === "succeeded") {
    return [started, { type: "step.finished", index, durationMs, counts, error }];
  }
  if (status === "failed" && error) {
    return [started, { type: "step.failed", index, durationMs, error }];
  }
  return [started];
}

function followOne(view: RunView, event: WatchedEvent, byNode: Map<string, NodeRun>): RunView {
  if (event.type === "snapshot") {
    byNode.clear();
    for (const step of event.steps) count(byNode, step, undefined);
    const { status, steps, error } = event;
    return { ...view, state: { status, error, steps: [...steps] }, startedAt: view.startedAt ?? steps[0]?.startedAt };
  }
  const before = "index" in event ? view.state.steps[event.index] : view.state.steps.at(-1);
  const state = applyExecutionEvent(view.state, event);
  const step = "index" in event ? state.steps[event.index] : state.steps.at(-1);
  if (step && step !== before) {
    count(byNode, step, before && before.index === step.index && before.nodeId === step.nodeId ? before : undefined);
  }
  return {
    ...view,
    state,
    startedAt: event.type === "execution.started" ? (view.startedAt ?? event.at) : view.startedAt,
    finishedAt: event.type === "execution.finished" ? event.at : view.finishedAt,
  };
}

function count(byNode: Map<string, NodeRun>, step: StepSummary, before: StepSummary | undefined) {
  const known = byNode.get(step.nodeId);
  const totals: { [port: string]: number } = { ...known?.totals };
  for (const [port, items] of Object.entries(before?.counts ?? {})) totals[port] = (totals[port] ?? 0) - items;
  for (const [port, items] of Object.entries(step.counts)) totals[port] = (totals[port] ?? 0) + items;
  byNode.set(step.nodeId, { last: step, runs: (known?.runs ?? 0) + (before ? 0 : 1), totals });
}
