import type { Store } from "@/server/db/client";
import { logger } from "@/server/processes/logger";
import { isAlive, maxDeaths, maxDeathsOverStarts, poison } from "./owners";
import type { PoolWorker } from "./worker-pool";

type Expired = { id: number; owner: string };

type Options = {
  /** How long a worker holds an execution without saying that it still does. */
  leaseMs: number;
  /** The worker that has the execution, as far as main knows. */
  holderOf(id: number): PoolWorker | undefined;
  letGo(id: number, worker: PoolWorker): void;
};

/**
 * Takes executions from workers that ended, and from those that say no more that they work on them. A worker that stalled gets nothing to do until
 * it is heard of again; what it still writes is refused, since its executions have another owner or attempt by then.
 */
export function createLeases(store: Store, { leaseMs, holderOf, letGo }: Options) {
  const log = logger("dispatcher");
  const stalled = new Set<PoolWorker>();
  const findExpired = store.prepareWrite(
    "SELECT id, owner FROM executions WHERE status = 'running' AND lease_until < ?",
  );
  const findOwners = store.rawRead
    .prepare<[], string>("SELECT DISTINCT owner FROM executions WHERE status = 'running' AND owner IS NOT NULL")
    .pluck();
  const giveBackAll = store.prepareWrite(
    "UPDATE executions SET status = 'queued', owner = NULL, lease_until = NULL, deaths = deaths + 1 WHERE owner = ? AND status = 'running' AND deaths + 1 < ?",
  );
  const giveUpRest = store.prepareWrite(
    "UPDATE executions SET status = 'failed', owner = NULL, lease_until = NULL, finished_at = ?, error = ? WHERE owner = ? AND status = 'running'",
  );
  const giveBack = store.prepareWrite(
    "UPDATE executions SET status = 'queued', owner = NULL, lease_until = NULL, deaths = deaths + @deaths WHERE id = @id AND deaths + @deaths < @max",
  );
  const giveUp = store.prepareWrite(
    "UPDATE executions SET status = 'failed', owner = NULL, lease_until = NULL, finished_at = ?, error = ? WHERE id = ?",
  );
  let lookedAt = Date.now();
  let trustedFrom = 0;

  return {
    isStalled: (worker: PoolWorker) => stalled.has(worker),

    /** `true`: it had stalled. */
    heardOf: (worker: PoolWorker) => stalled.delete(worker),

    /** Its process ended. Resolves with the number of executions that are not tried again: they end their workers. */
    ended(worker: PoolWorker): Promise<number> {
      stalled.delete(worker);
      return takeFrom(worker.owner, maxDeaths);
    },

    /** Once, at the start: those that ended with an earlier server. */
    async recover(): Promise<number> {
      let failed = 0;
      for (const owner of findOwners.all()) if (!isAlive(owner)) failed += await takeFrom(owner, maxDeathsOverStarts);
      return failed;
    },

    /**
     * For use in a commit. Gives the number of those that are not tried again. Who stalled is known before others can see
     * what is in the queue again: it would be given to the same worker.
     */
    expire(now: number): number {
      // The machine slept, its clock was set, or nothing could be stored: the workers could not renew in time, but live.
      if (Math.abs(now - lookedAt) > leaseMs / 2) trustedFrom = now + leaseMs / 2;
      let failed = 0;
      if (now < trustedFrom) return failed;
      for (const { id, owner } of findExpired.all(now) as Expired[]) {
        const holder = holderOf(id);
        const worker = holder?.owner === owner ? holder : undefined;
        if (worker) stall(id, worker);
        // One that nobody works on was lost by its worker, which is well: it is not to blame.
        if (giveBack.run({ id, deaths: worker ? 1 : 0, max: worker ? maxDeaths : Infinity }).changes > 0) continue;
        giveUp.run(now, JSON.stringify(poison), id);
        failed++;
      }
      return failed;
    },

    /** After that commit: what was stored could be stored by workers, too. */
    looked(now: number) {
      lookedAt = now;
    },
  };

  function stall(id: number, worker: PoolWorker) {
    letGo(id, worker);
    if (stalled.has(worker)) return;
    stalled.add(worker);
    log.warn({ owner: worker.owner, pid: worker.pid }, "A worker is silent: others go on with its executions");
  }

  function takeFrom(owner: string, limit: number): Promise<number> {
    return store.commit(() => {
      giveBackAll.run(owner, limit);
      return giveUpRest.run(Date.now(), JSON.stringify(poison), owner).changes;
    });
  }
}
