import { pack } from "@/server/db/packed-json";
import type { ExecutionMode } from "@/shared/execution";
import type { Entry } from "./lanes";
import type { Reuse } from "./reuse";
import type { PoolWorker } from "./worker-pool";

export type NewExecution = {
  workflowId: string;
  versionId: number;
  mode: ExecutionMode;
  startNode: string;
  destination?: string;
  /** JSON of the start node's items. */
  inputText: string;
  retryOf?: number;
  reuse?: Reuse;
  /** Send every event: somebody looks on. */
  watched?: boolean;
};

export const emptyInput = '[{"json":{}}]';
/** How long a worker holds an execution without saying that it still does. */
export const leaseMs = 60_000;

/** The row of a new execution. */
export function rowOf(given: NewExecution, entry: Entry, taken: PoolWorker | undefined, now: number) {
  const { lane, laneLimit, wakeAt, heldSince, error } = entry;
  const worker = entry.state === "free" ? taken : undefined;
  const started = worker ? "running" : "queued";
  return {
    ...given,
    ...{ lane, laneLimit, wakeAt, heldSince, now },
    destination: given.destination ?? null,
    retryOf: given.retryOf ?? null,
    reuse: given.reuse ? JSON.stringify(given.reuse) : null,
    input: given.inputText === emptyInput ? null : pack(given.inputText),
    status: entry.state === "held" ? "waiting" : entry.state === "skipped" ? "cancelled" : started,
    startedAt: worker ? now : null,
    finishedAt: entry.state === "skipped" ? now : null,
    error: error && JSON.stringify(error),
    owner: worker?.owner ?? null,
    attempt: worker ? 1 : 0,
    leaseUntil: worker ? now + leaseMs : null,
  };
}
