import type { PoolWorker } from "@/server/runs/worker-pool";
import type { ServerFacts } from "@/shared/overview";
import { memoryOf } from "./metrics/memory";

/** The processes of the server and what they use, for the overview. */
export function processFacts(
  concurrency: number,
  workers: readonly PoolWorker[],
): { places: number } & Pick<ServerFacts, "mainBytes" | "workers"> {
  return {
    places: workers.filter(({ isReady }) => isReady).length * concurrency,
    mainBytes: process.memoryUsage.rss(),
    workers: workers.map(({ pid, isReady, load }) => {
      const memory = pid === undefined ? undefined : memoryOf(pid);
      return { pid: pid ?? null, isReady, load, bytes: memory ? memory.own + memory.children : null };
    }),
  };
}
