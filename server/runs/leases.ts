import type { Store } from "@/server/db/client";
import { logger } from "@/server/processes/logger";
import type { Quarantine } from "@/shared/api";
import type { ErrorInfo } from "@/shared/errors";
import type { ExecutionMode } from "@/shared/execution";
import { queueErrorWorkflow } from "./error-workflow";
import { executionStatements, ranUntil } from "./execution-statements";
import type { KeepRules } from "./keep-rules";
import { isAlive, maxDeaths, maxDeathsAmongOthers, poison } from "./owners";
import type { RedactedInputs } from "./redacted-inputs";
import type { PoolWorker } from "./worker-pool";

type Expired = { id: number; owner: string };
/** An execution that is not tried again. */
export type GivenUp = { id: number; error: ErrorInfo };
type Failed = { id: number; workflowId: string; versionId: number; mode: ExecutionMode };

type Options = {
  /** How long a worker holds an execution without saying that it still does. */
  leaseMs: number;
  /** The worker that has the execution, as far as main knows. */
  holderOf(id: number): PoolWorker | undefined;
  /** Whether it is the only execution that the worker has, in a process for suspects. */
  isAlone(worker: PoolWorker): boolean;
  redacted: RedactedInputs;
  keep: KeepRules;
};

/** It was alive when it renewed its lease for the last time. */
const handedBack = `status = 'queued', owner = NULL, lease_until = NULL, ${ranUntil("(lease_until - @leaseMs)")}`;

/** A worker that is alone with its work is missed soon; one among others is given the time to come back. */
const hungAfterLeases = 2;

/**
 * Takes executions from workers that ended, and from those that say no more that they work on them. A worker that stalled gets nothing to do until
 * it is heard of again; what it still writes is refused, since its executions have another owner or attempt by then.
 */
export function createLeases(store: Store, { leaseMs, holderOf, isAlone, redacted, keep }: Options) {
  const log = logger("dispatcher");
  /** Since when. */
  const stalled = new Map<PoolWorker, number>();
  const findExpired = store.prepareWrite(
    "SELECT id, owner FROM executions WHERE status = 'running' AND lease_until < ?",
  );
  const findOwners = store.rawRead
    .prepare<[], string>("SELECT DISTINCT owner FROM executions WHERE status = 'running' AND owner IS NOT NULL")
    .pluck();
  const giveBackAll = store.prepareWrite(
    `UPDATE executions SET ${handedBack}, deaths = deaths + 1 WHERE owner = @owner AND status = 'running' AND deaths + 1 < @max`,
  );
  const giveUpRest = store.prepareWrite(
    "UPDATE executions SET status = 'failed', owner = NULL, lease_until = NULL, finished_at = ?, error = ? WHERE owner = ? AND status = 'running' RETURNING id, workflow_id AS workflowId, version_id AS versionId, mode",
  );
  const quarantine = store.prepareWrite("UPDATE workflows SET quarantine = ? WHERE id = ? AND quarantine IS NULL");
  const giveBack = store.prepareWrite(
    `UPDATE executions SET ${handedBack}, deaths = deaths + @deaths WHERE id = @id AND deaths + @deaths < @max`,
  );
  const giveUp = store.prepareWrite(
    "UPDATE executions SET status = 'failed', owner = NULL, lease_until = NULL, finished_at = ?, error = ? WHERE id = ? RETURNING id, workflow_id AS workflowId, version_id AS versionId, mode",
  );
  const suspectQueued = store.prepareWrite(
    "UPDATE executions SET deaths = 1 WHERE workflow_id = ? AND status = 'queued' AND deaths = 0",
  );
  const { wakeCaller } = executionStatements(store);
  let lookedAt = Date.now();
  let trustedFrom = 0;

  return {
    isStalled: (worker: PoolWorker) => stalled.has(worker),

    /** `true`: it had stalled. */
    heardOf: (worker: PoolWorker) => stalled.delete(worker),

    /** Its process ended. Resolves with the executions that are not tried again: they end their workers. */
    ended(worker: PoolWorker): Promise<GivenUp[]> {
      stalled.delete(worker);
      return takeFrom(worker.owner, limitOf(worker));
    },

    /** Once, at the start: those that ended with an earlier server. */
    async recover(): Promise<GivenUp[]> {
      const failed: GivenUp[] = [];
      for (const owner of findOwners.all())
        if (!isAlive(owner)) failed.push(...(await takeFrom(owner, maxDeathsAmongOthers)));
      return failed;
    },

    /** For use in a commit: what is nobody's now, with the workers that had it, and those that are not tried again. */
    expire(now: number): { taken: { id: number; worker: PoolWorker }[]; failed: GivenUp[] } {
      // The machine slept, its clock was set, or nothing could be stored: the workers could not renew in time, but live.
      if (Math.abs(now - lookedAt) > leaseMs / 2) trustedFrom = now + leaseMs / 2;
      const taken: { id: number; worker: PoolWorker }[] = [];
      const failed: GivenUp[] = [];
      if (now < trustedFrom) return { taken, failed };
      for (const { id, owner } of findExpired.all(now) as Expired[]) {
        const holder = holderOf(id);
        const worker = holder?.owner === owner ? holder : undefined;
        if (worker) taken.push({ id, worker });
        // One that nobody works on was lost by its worker, which is well: it is not to blame.
        const max = worker ? limitOf(worker) : Infinity;
        if (giveBack.run({ id, deaths: worker ? 1 : 0, max, leaseMs }).changes > 0) continue;
        failed.push(...blame(giveUp.all(now, JSON.stringify(poison(max)), id) as Failed[], poison(max), now));
      }
      return { taken, failed };
    },

    /** After that commit. */
    expired(now: number, taken: readonly { worker: PoolWorker }[]) {
      lookedAt = now;
      for (const { worker } of taken) {
        if (stalled.has(worker)) continue;
        stalled.set(worker, now);
        log.warn({ owner: worker.owner, pid: worker.pid }, "A worker is silent: others go on with its executions");
      }
    },

    /** Workers that have been silent for so long that they are better replaced. */
    hung: (now: number): PoolWorker[] =>
      [...stalled]
        .filter(([worker, since]) => worker.isApart || now - since > hungAfterLeases * leaseMs)
        .map(([worker]) => worker),
  };

  function takeFrom(owner: string, limit: number): Promise<GivenUp[]> {
    return store.commit(() => {
      giveBackAll.run({ owner, max: limit, leaseMs });
      const now = Date.now();
      return blame(giveUpRest.all(now, JSON.stringify(poison(limit)), owner) as Failed[], poison(limit), now);
    });
  }

  function limitOf(worker: PoolWorker): number {
    return isAlone(worker) ? maxDeaths : maxDeathsAmongOthers;
  }

  /** What their workflows start from now on runs in a process apart. Who waits for them, or is to hear of it, does. */
  function blame(failed: Failed[], error: ErrorInfo, now: number): GivenUp[] {
    for (const { id, workflowId, versionId, mode } of failed) {
      quarantine.run(JSON.stringify({ at: now, executionId: id } satisfies Quarantine), workflowId);
      suspectQueued.run(workflowId);
      wakeCaller.run(id);
      keep.ended({ id, versionId, status: "failed", mode }, now);
      queueErrorWorkflow(store, { id, workflowId, versionId, mode }, error, redacted);
    }
    return failed.map(({ id }) => ({ id, error }));
  }
}
