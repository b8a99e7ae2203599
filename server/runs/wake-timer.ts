import type { Store } from "@/server/db/client";
import { executionStatements } from "./execution-statements";

/** The longest that a timer of Node can wait. */
const longestMs = 2_000_000_000;

/** Calls `wake` when the next waiting execution is due. */
export function createWakeTimer(store: Store, wake: () => Promise<void>) {
  const { findNextWake } = executionStatements(store);
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  return {
    arm,
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };

  /** `at`: of an execution that waits since just now, perhaps not to be read yet. */
  function arm(at: number | null = null) {
    // The store is closed as well.
    if (closed) return;
    const next = Math.min(at ?? Number.POSITIVE_INFINITY, findNextWake.get()?.at ?? Number.POSITIVE_INFINITY);
    clearTimeout(timer);
    if (next === Number.POSITIVE_INFINITY) return;
    const waitMs = Math.min(Math.max(next - Date.now(), 0), longestMs);
    timer = setTimeout(() => void wake().then(() => arm()), waitMs);
  }
}
