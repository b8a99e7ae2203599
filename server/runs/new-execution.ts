import { pack } from "@/server/db/packed-json";
import type { ExecutionMode } from "@/shared/execution";
import type { Entry } from "./lanes";
import type { RawCall } from "./raw-call";
import type { RedactedInput } from "./redacted-inputs";
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
  /** Of a call: what the items do not tell. */
  raw?: RawCall;
  retryOf?: number;
  reuse?: Reuse;
  /** Send every event: somebody looks on. */
  watched?: boolean;
};

export const emptyInput = '[{"json":{}}]';

/** The row of a new execution. */
export function rowOf(
  given: NewExecution,
  entry: Entry,
  taken: { worker: PoolWorker; leaseMs: number } | undefined,
  { now, hides }: { now: number; hides: RedactedInput | undefined },
) {
  const inputText = hides?.inputText ?? given.inputText;
  const { lane, laneLimit, wakeAt, heldSince, error } = entry;
  const holder = entry.state === "free" ? taken : undefined;
  const started = holder ? "running" : "queued";
  return {
    ...given,
    ...{ lane, laneLimit, wakeAt, heldSince, now },
    destination: given.destination ?? null,
    retryOf: given.retryOf ?? null,
    reuse: given.reuse ? JSON.stringify(given.reuse) : null,
    input: inputText === emptyInput ? null : pack(inputText),
    redacted: hides?.redacted ?? null,
    status: entry.state === "held" ? "waiting" : entry.state === "skipped" ? "cancelled" : started,
    startedAt: holder ? now : null,
    finishedAt: entry.state === "skipped" ? now : null,
    error: error && JSON.stringify(error),
    owner: holder?.worker.owner ?? null,
    attempt: holder ? 1 : 0,
    leaseUntil: holder ? now + holder.leaseMs : null,
  };
}
