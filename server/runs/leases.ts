import type { Store } from "@/server/db/client";
import { logger } from "@/server/processes/logger";
import type { Quarantine } from "@/shared/api";
import { isAlive, maxDeaths, maxDeathsAmongOthers, poison } from "./owners";
import type { PoolWorker } from "./worker-pool";

type Expired = { id: number; owner: string };
type Failed = { id: number; workflowId: string };

type Options = {
  /** How long a worker holds an execution without saying that it still does. */
  leaseMs: number;
  /** The worker that has the execution, as far as main knows. */
  holderOf(id: number): PoolWorker | undefined;
  /** Whether it is the only execution that the worker has, in a process for suspects. */
  isAlone(worker: PoolWorker): boolean;
};

/**
 * Takes executions from workers that ended, and from those that say no more that they work on them. A worker that stalled gets nothing to do until
 * it is heard of again; what it still writes is refused, since its executions have another owner or attempt by then.
 */
export function createLeases(store: Store, { leaseMs, holderOf, isAlone }: Options) {
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
    "UPDATE executions SET status = 'failed', owner = NULL, lease_until = NULL, finished_at = ?, error = ? WHERE owner = ? AND status = 'running' RETURNING id, workflow_id AS workflowId",
  );
  const quarantine = store.prepareWrite("UPDATE workflows SET quarantine = ? WHERE id = ? AND quarantine IS NULL");
  const giveBack = store.prepareWrite(
    "UPDATE executions SET status = 'queued', owner = NULL, lease_until = NULL, deaths = deaths + @deaths WHERE id = @id AND deaths + @deaths < @max",
  );
  const giveUp = store.prepareWrite(
    "UPDATE executions SET status = 'failed', owner = NULL, lease_until = NULL, finished_at = ?, error = ? WHERE id = ? RETURNING id, workflow_id AS workflowId",
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
      return takeFrom(worker.owner, limitOf(worker));
    },

    /** Once, at the start: those that ended with an earlier server. */
    async recover(): Promise<number> {
      let failed = 0;
      for (const owner of findOwners.all()) if (!isAlive(owner)) failed += await takeFrom(owner, maxDeathsAmongOthers);
      return failed;
    },

    /** For use in a commit: what is nobody's now, with the workers that had it, and how many of them are not tried again. */
    expire(now: number): { taken: { id: number; worker: PoolWorker }[]; failed: number } {
      // The machine slept, its clock was set, or nothing could be stored: the workers could not renew in time, but live.
      if (Math.abs(now - lookedAt) > leaseMs / 2) trustedFrom = now + leaseMs / 2;
      const taken: { id: number; worker: PoolWorker }[] = [];
      let failed = 0;
      if (now < trustedFrom) return { taken, failed };
      for (const { id, owner } of findExpired.all(now) as Expired[]) {
        const holder = holderOf(id);
        const worker = holder?.owner === owner ? holder : undefined;
        if (worker) taken.push({ id, worker });
        // One that nobody works on was lost by its worker, which is well: it is not to blame.
        const max = worker ? limitOf(worker) : Infinity;
        if (giveBack.run({ id, deaths: worker ? 1 : 0, max }).changes > 0) continue;
        failed += blame(giveUp.all(now, JSON.stringify(poison(max)), id) as Failed[], now);
      }
      return { taken, failed };
    },

    /** After that commit. */
    expired(now: number, taken: readonly { worker: PoolWorker }[]) {
      lookedAt = now;
      for (const { worker } of taken) {
        if (stalled.has(worker)) continue;
        stalled.add(worker);
        log.warn({ owner: worker.owner, pid: worker.pid }, "A worker is silent: others go on with its executions");
      }
    },
  };

  function takeFrom(owner: string, limit: number): Promise<number> {
    return store.commit(() => {
      giveBackAll.run(owner, limit);
      const now = Date.now();
      return blame(giveUpRest.all(now, JSON.stringify(poison(limit)), owner) as Failed[], now);
    });
  }

  function limitOf(worker: PoolWorker): number {
    return isAlone(worker) ? maxDeaths : maxDeathsAmongOthers;
  }

  /** What their workflows start from now on runs in a process apart. Gives their number. */
  function blame(failed: Failed[], now: number): number {
    for (const { id, workflowId } of failed)
      quarantine.run(JSON.stringify({ at: now, executionId: id } satisfies Quarantine), workflowId);
    return failed.length;
  }
}
