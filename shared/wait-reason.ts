/** Why an execution that is queued or waiting does not run now. `until`: milliseconds since 1970. */
export type WaitReason =
  /** Waiting, at the node of that name. */
  | { is: "time"; node: string; until: number }
  /** For the next try: so many have failed. */
  | { is: "retry"; node: string; tries: number; until: number }
  | { is: "call"; node: string; until: number | null }
  /** `url`: of the page where somebody decides. */
  | { is: "form"; node: string; until: number | null; url?: string }
  | { is: "approval"; node: string; until: number | null; url?: string }
  /** For the end of an execution that it called. */
  | { is: "workflow"; node: string; executionId: number; workflowName: string }
  /** Held as the newest of a burst of events. */
  | { is: "quiet"; until: number }
  /** Queued. `before`: those of the same key that run or came earlier. `key`: `null` where all stand in one line. */
  | { is: "lane"; before: number; limit: number; key: string | null }
  /** `before`: of the whole queue. */
  | { is: "places"; before: number }
  /** Its workflow has as many places as one may have. */
  | { is: "share" }
  /** It, or others of its workflow, ended a process: it runs in one apart, perhaps when the one before it is over. */
  | { is: "apart" }
  /** No worker process is ready. */
  | { is: "workers" }
  /** It runs within the execution that called it, which has to begin again. */
  | { is: "caller"; executionId: number }
  /** Nothing is in its way. */
  | { is: "soon" };

/** Counts end here: it means as many or more. */
export const manyBefore = 1_000;
