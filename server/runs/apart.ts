import type { Store } from "@/server/db/client";
import { executionStatements } from "./execution-statements";
import type { PoolWorker } from "./worker-pool";

/** The process that runs suspects: started when it is needed, ended when it has had nothing to do for a while. */
export type WorkerApart = { get(): PoolWorker | undefined; rest(): void };

type Options = {
  worker: WorkerApart | undefined;
  concurrency: number;
  bring(id: number, workflowId: string, worker: PoolWorker): Promise<void>;
  /** It says nothing any more. */
  isStalled(worker: PoolWorker): boolean;
};

export type Apart = ReturnType<typeof createApart>;

/**
 * Executions that were in a process when it ended, and all of workflows in quarantine, run in a process apart: what ends it
 * again harms nobody else. Those that were in two that ended run there alone, one by one: then it is known which it was.
 */
export function createApart(store: Store, { worker, concurrency, bring, isStalled }: Options) {
  const { findSuspects, findQuarantined, findQuarantines } = executionStatements(store);
  let quarantined = new Set<string>();
  /** Executions in the process, and whether one has it for itself. */
  const inside = new Set<number>();
  let isLone = false;
  reload();

  return {
    isOn: worker !== undefined,
    /** Deaths that an execution may have had to run among the others. */
    maxDeaths: worker ? 0 : Number.MAX_SAFE_INTEGER,
    quarantined: () => [...quarantined],
    has: (workflowId: string) => quarantined.has(workflowId),
    /** Call after a workflow was put into quarantine or let out. */
    reload,
    /** An execution has left the process. */
    left,
    /** One execution is in the process, and nothing else. */
    hasOne: () => inside.size === 1,

    async pump() {
      if (!worker) return;
      const room = concurrency - inside.size;
      if (isLone || room <= 0) return;
      const suspects = findSuspects.all(concurrency + 1);
      const lone = suspects.find(({ deaths }) => deaths > 1);
      const shared = quarantined.size === 0 ? suspects : [...suspects, ...quarantinedRows(room)];
      const next = lone ? (inside.size === 0 ? [lone] : []) : shared.slice(0, room);
      if (next.length === 0) return;
      const process = worker.get();
      // Its `ready` brings them.
      if (!process?.isReady || isStalled(process)) return;
      isLone = lone !== undefined;
      for (const { id } of next) inside.add(id);
      await Promise.all(next.map(({ id, workflowId }) => bring(id, workflowId, process)));
      if (inside.size === 0) worker.rest();
    },
  };

  function reload() {
    quarantined = new Set(worker ? findQuarantines.all().map(({ id }) => id) : []);
  }

  function quarantinedRows(room: number) {
    return findQuarantined.all(JSON.stringify([...quarantined]), room);
  }

  function left(id: number) {
    if (!inside.delete(id)) return;
    if (inside.size > 0) return;
    isLone = false;
    worker?.rest();
  }
}
