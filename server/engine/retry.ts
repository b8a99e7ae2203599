import { setTimeout as pause } from "node:timers/promises";
import { NodeError } from "@/nodes/sdk/node-error";
import type { ErrorInfo } from "@/shared/errors";
import type { Retry } from "@/shared/workflow";
import { toErrorInfo } from "./errors";

/** The next try is so far off that the execution waits for it as it waits for anything else: in the database. */
export class Postponed extends Error {
  override name = "Postponed";
  constructor(
    readonly failedTries: number,
    readonly error: ErrorInfo,
    readonly until: Date,
  ) {
    super(error.message);
  }
}

type Options = {
  signal: AbortSignal;
  /** Those before, of an execution that has waited for its next one. */
  failedTries: number;
  /** The shortest pause that is not waited for here: it is thrown as `Postponed`. */
  postponeFromMs: number;
  onRetry(failedTries: number, thrown: unknown, waitMs: number): void;
};

/** Tries the work as often as asked, with the pauses asked for. An abort ends both at once, a failure that lasts too. */
export async function withRetry<T>(
  retry: Retry | undefined,
  { signal, failedTries, postponeFromMs, onRetry }: Options,
  work: () => Promise<T>,
): Promise<T> {
  for (let failed = failedTries; ; ) {
    try {
      return await work();
    } catch (thrown) {
      failed++;
      if (thrown instanceof NodeError && thrown.lasts) throw thrown;
      if (!retry || failed >= retry.tries || signal.aborted) throw thrown;
      const waitMs = Math.min(retry.backoff === "double" ? retry.waitMs * 2 ** (failed - 1) : retry.waitMs, maxWaitMs);
      onRetry(failed, thrown, waitMs);
      if (waitMs >= postponeFromMs) throw new Postponed(failed, toErrorInfo(thrown), new Date(Date.now() + waitMs));
      await pause(waitMs, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }
}

const maxWaitMs = 3_600_000;
