import type { ErrorInfo } from "./errors";

export const executionStatuses = ["queued", "running", "waiting", "succeeded", "failed", "cancelled"] as const;
export type ExecutionStatus = (typeof executionStatuses)[number];
export const isFinal = (status: ExecutionStatus) =>
  status === "succeeded" || status === "failed" || status === "cancelled";

/** The code of the failure of an execution that stopped at a step of which it is not known whether it was done. */
export const interrupted = "INTERRUPTED";

/** As people see it: `unknown` is a failure that waits for somebody who knows what became of a step. */
export const shownStatuses = [...executionStatuses, "unknown"] as const;
export type ShownStatus = (typeof shownStatuses)[number];
export const shownStatus = (status: ExecutionStatus, code: string | undefined): ShownStatus =>
  status === "failed" && code === interrupted ? "unknown" : status;

/**
 * How an execution goes on after a step of which it is not known whether it was done: `again` runs it once more, `done`
 * takes it for done and passes its input on, `skip` gives nothing on from it.
 */
export const resolutions = ["again", "done", "skip"] as const;
export type Resolution = (typeof resolutions)[number];

/** What started an execution. `manual` runs the draft from the editor, all others the published version. */
export const executionModes = [
  "manual",
  "webhook",
  "schedule",
  "message",
  "workflow",
  "retry",
  "error",
  "cli",
  "test",
] as const;
export type ExecutionMode = (typeof executionModes)[number];

export type StepStatus = "running" | "succeeded" | "failed" | "waiting";

/** One run of one node, without its data. Numbers of items by port name. */
export type StepSummary = {
  /** Position in the execution, from 0. */
  index: number;
  nodeId: string;
  /** Which run of this node in this execution, from 0. */
  run: number;
  status: StepStatus;
  /** Milliseconds since 1970. */
  startedAt: number;
  durationMs?: number;
  counts: { [port: string]: number };
  error?: ErrorInfo;
  /** Tries used, when more than one; while it is tried again, those that failed. */
  tries?: number;
  /** Between two tries: when the next one begins. Milliseconds since 1970. */
  retryAt?: number;
};

/** Everything that can happen in an execution. Storage, live view and tests read this one list. */
export type ExecutionEvent =
  | { type: "execution.started"; at: number }
  | { type: "step.started"; index: number; nodeId: string; run: number; at: number }
  | { type: "step.retrying"; index: number; tries: number; error: ErrorInfo; nextAt: number }
  | {
      type: "step.finished";
      index: number;
      durationMs: number;
      tries?: number;
      counts: { [port: string]: number };
      error?: ErrorInfo;
    }
  | { type: "step.failed"; index: number; durationMs: number; tries?: number; error: ErrorInfo }
  | { type: "execution.waiting"; until: number | null }
  | { type: "execution.finished"; status: "succeeded" | "failed" | "cancelled"; at: number; error?: ErrorInfo };

export type ExecutionState = {
  status: ExecutionStatus;
  error?: ErrorInfo;
  /** When a waiting execution goes on; null when something outside decides. */
  waitingUntil?: number | null;
  steps: StepSummary[];
};

export const newExecution = (): ExecutionState => ({ status: "queued", steps: [] });

/**
 * Folds one event into the state. It changes `state.steps` in place (a loop of ten thousand turns must not copy
 * its list each time) and returns a new outer object, so that a view notices.
 */
export function applyExecutionEvent(state: ExecutionState, event: ExecutionEvent): ExecutionState {
  const { steps } = state;
  const step = "index" in event ? steps[event.index] : undefined;
  switch (event.type) {
    case "execution.started":
      return { ...state, status: "running", waitingUntil: undefined };
    case "step.started": {
      const { index, nodeId, run, at } = event;
      steps[index] = { index, nodeId, run, status: "running", startedAt: at, counts: {} };
      return { ...state };
    }
    case "step.retrying":
      if (step) steps[event.index] = { ...step, tries: event.tries, error: event.error, retryAt: event.nextAt };
      return { ...state };
    case "step.finished": {
      const { durationMs, tries, counts, error } = event;
      if (step)
        steps[event.index] = { ...step, status: "succeeded", durationMs, tries, counts, error, retryAt: undefined };
      return { ...state };
    }
    case "step.failed":
      if (step) {
        const { durationMs, tries, error } = event;
        steps[event.index] = { ...step, status: "failed", durationMs, tries, error, retryAt: undefined };
      }
      return { ...state };
    case "execution.waiting": {
      const last = steps.at(-1);
      if (last?.status === "running") steps[last.index] = { ...last, status: "waiting" };
      return { ...state, status: "waiting", waitingUntil: event.until };
    }
    case "execution.finished":
      return { ...state, status: event.status, error: event.error, waitingUntil: undefined };
  }
}

/** What would have been said of a stored step, had somebody listened. */
export function eventsOf({
  index,
  nodeId,
  run,
  startedAt,
  status,
  durationMs = 0,
  tries,
  counts,
  error,
}: StepSummary): ExecutionEvent[] {
  const started: ExecutionEvent = { type: "step.started", index, nodeId, run, at: startedAt };
  if (status === "succeeded") {
    return [started, { type: "step.finished", index, durationMs, tries, counts, error }];
  }
  if (status === "failed" && error) {
    return [started, { type: "step.failed", index, durationMs, tries, error }];
  }
  return [started];
}
