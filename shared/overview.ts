import type { EndedCounts } from "./execution-chart";

/** What the overview shows. Times are milliseconds since 1970. */
export type Overview = {
  /** No execution is kept. */
  isEmpty: boolean;
  open: { queued: number; running: number; waiting: number; oldestQueuedAt: number | null };
  /** Since midnight, and the whole day before. */
  today: EndedCounts;
  yesterday: EndedCounts;
  /** Of the last 24 hours, at most a handful each. */
  busiest: WorkflowCounts[];
  failing: WorkflowCounts[];
  slowest: WorkflowCounts[];
  nextRuns: { workflowId: string; workflowName: string; at: number }[];
  causes: FailureCause[];
  /** Executions that can run at once. */
  places: number;
  /** For administrators. */
  server: ServerFacts | null;
};

export type WorkflowCounts = EndedCounts & { workflowId: string; workflowName: string };

/** Names the failures of a workflow that have the same cause. */
export type CauseKey = { workflowId: string; nodeId: string; code: string };
/** Failures of the last 24 hours that nobody retried. */
export type FailureCause = CauseKey & {
  workflowName: string;
  /** Null when it did not fail at a node, or that is deleted. */
  nodeName: string | null;
  /** Of the last one. */
  message: string;
  count: number;
  lastId: number;
  lastAt: number;
};

export type ServerFacts = {
  version: string;
  nodeVersion: string;
  databaseVersion: string;
  databaseBytes: number;
  disk: { freeBytes: number; totalBytes: number } | null;
  mainBytes: number;
  workers: WorkerFacts[];
};
/** `bytes`: with its sandbox; null where the system does not tell. */
export type WorkerFacts = { pid: number | null; isReady: boolean; load: number; bytes: number | null };
