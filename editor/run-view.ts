import type { WatchedEvent } from "@/shared/api";
import {
  applyExecutionEvent,
  type ExecutionState,
  type ExecutionStatus,
  isFinal,
  newExecution,
  type StepStatus,
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

/** Whether a step is missing among those that are known: it was said and done before the watch began. */
export function hasGap({ state: { steps } }: RunView): boolean {
  for (let index = 0; index < steps.length; index++) if (!steps[index]) return true;
  return false;
}

/** The steps that are known, in the order they ran. */
export const knownSteps = ({ state: { steps } }: RunView): StepSummary[] =>
  steps.filter((step: StepSummary | undefined) => step !== undefined);

/** How a step stands: one that had not finished when its execution ended was stopped. */
export const stepStanding = (status: StepStatus, execution: ExecutionStatus): StepStatus | "stopped" =>
  isFinal(execution) && (status === "running" || status === "waiting") ? "stopped" : status;

function followOne(view: RunView, event: WatchedEvent, byNode: Map<string, NodeRun>): RunView {
  if (event.type === "snapshot") {
    byNode.clear();
    for (const step of event.steps) count(byNode, step, undefined);
    const { status, error, waitingUntil } = event;
    // By their index: a step under way is in no snapshot.
    const steps: StepSummary[] = [];
    for (const step of event.steps) steps[step.index] = step;
    const state = { status, error, waitingUntil, steps };
    return { ...view, state, startedAt: view.startedAt ?? event.steps[0]?.startedAt };
  }
  if (event.type === "steps") {
    const { steps } = view.state;
    for (const step of event.steps) {
      count(byNode, step, steps[step.index]);
      steps[step.index] = step;
    }
    return { ...view, state: { ...view.state } };
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
  // A step that is read late may be older than the last one.
  const last = known && known.last.index > step.index ? known.last : step;
  byNode.set(step.nodeId, { last, runs: (known?.runs ?? 0) + (before ? 0 : 1), totals });
}
