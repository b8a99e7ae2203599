import type { PoolWorker } from "./worker-pool";

export type Places = ReturnType<typeof createPlaces>;

/**
 * Where executions may run. Where there are many places, a tenth of them is never taken by one workflow: others need
 * not wait until its work is over.
 */
export function createPlaces(options: { concurrency: number; workers(): readonly PoolWorker[] }) {
  const counts = new Map<string, number>();
  const ready = () => options.workers().filter(({ isReady }) => isReady);
  const share = () => {
    const all = ready().length * options.concurrency;
    return Math.max(all - Math.floor(all / 10), 1);
  };

  const places = {
    hasShare: (workflowId: string) => (counts.get(workflowId) ?? 0) < share(),
    /** Workflows that have as many places as one may have. */
    withoutShare: () => [...counts.keys()].filter((workflowId) => !places.hasShare(workflowId)),
    /** What an execution of this workflow would find: `free`, or what is missing. */
    standing(workflowId: string): "free" | "workers" | "places" | "share" {
      if (ready().length === 0) return "workers";
      if (places.free() === 0) return "places";
      return places.hasShare(workflowId) ? "free" : "share";
    },
    free: () => ready().reduce((sum, { load }) => sum + Math.max(options.concurrency - load, 0), 0),

    /** The worker with the most room now has this execution, too; `release` gives the place back. */
    take(workflowId: string): PoolWorker | undefined {
      const [best] = ready().sort((one, other) => one.load - other.load);
      if (!best || best.load >= options.concurrency || !places.hasShare(workflowId)) return undefined;
      best.load++;
      counts.set(workflowId, (counts.get(workflowId) ?? 0) + 1);
      return best;
    },

    release(worker: PoolWorker, workflowId: string) {
      worker.load--;
      const left = (counts.get(workflowId) ?? 0) - 1;
      if (left > 0) counts.set(workflowId, left);
      else counts.delete(workflowId);
    },
  };
  return places;
}
