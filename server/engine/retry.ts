import { setTimeout as pause } from "node:timers/promises";
import { NodeError } from "@/nodes/sdk/node-error";
import type { Retry } from "@/shared/workflow";

/** Tries the work as often as asked, with the pauses asked for. An abort ends both at once, a failure that lasts too. */
export async function withRetry<T>(
  retry: Retry | undefined,
  signal: AbortSignal,
  work: () => Promise<T>,
  onRetry: (failedTries: number, thrown: unknown, waitMs: number) => void,
): Promise<T> {
  for (let failedTries = 0; ; ) {
    try {
      return await work();
    } catch (thrown) {
      failedTries++;
      if (thrown instanceof NodeError && thrown.lasts) throw thrown;
      if (!retry || failedTries >= retry.tries || signal.aborted) throw thrown;
      const waitMs = Math.min(
        retry.backoff === "double" ? retry.waitMs * 2 ** (failedTries - 1) : retry.waitMs,
        maxWaitMs,
      );
      onRetry(failedTries, thrown, waitMs);
      await pause(waitMs, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }
}

const maxWaitMs = 3_600_000;
