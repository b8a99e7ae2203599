import type { Sealer } from "@/server/secrets/seal-bytes";
import type { AppError } from "@/shared/errors";
import type { WorkerApart } from "./apart";
import type { PoolWorker } from "./worker-pool";

/** Which worker has an execution. */
export type Holder = { worker: PoolWorker; workflowId: string; acceptedAt: number; isCancelled?: true };

/** Called in the transaction that stores the execution. */
export type Stored = (id: number) => void;

export type DispatcherOptions = {
  concurrency: number;
  workers(): readonly PoolWorker[];
  /** Runs what may end its process. Without it, that runs among the others. */
  apart?: WorkerApart;
  /** Executions that may be queued before new ones are refused. */
  queueLimit?: number;
  /** How long a worker may be silent before others go on with its executions. */
  leaseMs?: number;
  /** For what workflows hide: without it, none that hides something runs. */
  sealer?: Sealer;
  onSettings?(): void;
  /** Why nothing new is taken at the moment. */
  refusal?(): AppError | undefined;
  /** `ms`: since it was accepted, where a worker had it. One that its caller waits for ends within that. */
  onFinished?(status: "succeeded" | "failed" | "cancelled", ms?: number): void;
};
