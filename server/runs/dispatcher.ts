import type { WebhookResponse } from "@/nodes/sdk/services";
import type { Store } from "@/server/db/client";
import { pack, unpack } from "@/server/db/packed-json";
import { logger } from "@/server/processes/logger";
import { AppError, type ErrorInfo } from "@/shared/errors";
import type { ExecutionEvent, ExecutionMode } from "@/shared/execution";
import { executionStatements } from "./execution-statements";
import { createPlaces } from "./places";
import type { RunOrder, ToMain } from "./protocol";
import { createQuestions } from "./questions";
import type { Reuse } from "./reuse";
import type { PoolWorker } from "./worker-pool";

export type NewExecution = {
  workflowId: string;
  versionId: number;
  mode: ExecutionMode;
  startNode: string;
  destination?: string;
  /** JSON of the start node's items. */
  inputText: string;
  retryOf?: number;
  reuse?: Reuse;
  /** Send every event: somebody looks on. */
  watched?: boolean;
};

export type Refused = Pick<NewExecution, "workflowId" | "versionId" | "inputText"> & { nodeId: string };

/** Who waits for an answer or the end. */
export type Listener = {
  onRespond?(response: WebhookResponse): void;
  onEnded?(
    status: "succeeded" | "failed" | "cancelled" | "waiting" | "lost",
    error: ErrorInfo | undefined,
    resultText: string | undefined,
  ): void;
};

export type Dispatcher = ReturnType<typeof createDispatcher>;

const leaseMs = 60_000;
const maxAttempts = 3;

/**
 * Brings executions to workers. An execution is a row before anybody is told of it; a row that no worker has yet is
 * `queued` and found again by polling, so a lost message loses nothing.
 */
export function createDispatcher(store: Store, options: { concurrency: number; workers(): readonly PoolWorker[] }) {
  const log = logger("dispatcher");
  const holders = new Map<number, { worker: PoolWorker; workflowId: string }>();
  const places = createPlaces(options);
  const listeners = new Map<number, Listener>();
  const watchers = new Map<number, Set<(event: ExecutionEvent) => void>>();
  const questions = createQuestions(options);
  let pumping = false;
  let pumpAgain = false;
  let closed = false;
  let nextWake: NodeJS.Timeout | undefined;

  const {
    insert,
    insertRefused,
    insertRefusedStep,
    claim,
    findQueued,
    requeueOwner,
    failOwner,
    requeueExpired,
    findOwners,
    dropOrphans,
    wakeDue,
    findNextWake,
    cancelIdle,
    resume,
  } = executionStatements(store);

  const sweep = setInterval(() => void sweepNow(), 5_000);

  return {
    /** Stores the execution, then starts it when a worker is free. Resolves with its id once it is safe on disk. */
    async accept(given: NewExecution, listener?: Listener): Promise<number> {
      if (closed) throw new AppError("UNAVAILABLE", "The server is stopping", { hint: "Try again in a moment" });
      const worker = places.take(given.workflowId);
      const now = Date.now();
      const values = {
        ...given,
        destination: given.destination ?? null,
        retryOf: given.retryOf ?? null,
        reuse: given.reuse ? JSON.stringify(given.reuse) : null,
        input: given.inputText === emptyInput ? null : pack(given.inputText),
        now,
        status: worker ? "running" : "queued",
        startedAt: worker ? now : null,
        owner: worker?.owner ?? null,
        attempt: worker ? 1 : 0,
        leaseUntil: worker ? now + leaseMs : null,
      };
      let id: number;
      try {
        id = await store.commit(() => Number(insert.run(values).lastInsertRowid));
      } catch (thrown) {
        if (worker) places.release(worker, given.workflowId);
        throw thrown;
      }
      if (listener) listeners.set(id, listener);
      if (worker?.isReady) {
        const { workflowId, versionId, mode, startNode, destination = null, reuse = null, watched = false } = given;
        send(
          worker,
          {
            ...{ type: "run", id, attempt: 1, workflowId, versionId, mode },
            ...{ startNode, destination, reuse },
            resumed: false,
            resumeStep: null,
            wantsResult: listener?.onEnded !== undefined,
            watched: watched || watchers.has(id),
          },
          [given.inputText],
        );
      } else if (worker) {
        // It died between the choice and the commit, and its rows were given back before this one was there.
        places.release(worker, given.workflowId);
        await store.commit(() => requeueOwner.run(worker.owner, maxAttempts));
        void pump();
      }
      return id;
    },

    /** Keeps a call that could not be read as a failed execution, so that nothing disappears. Resolves with its id. */
    recordRefused(given: Refused, error: ErrorInfo): Promise<number> {
      const now = Date.now();
      const text = JSON.stringify(error);
      const { workflowId, versionId, nodeId } = given;
      return store.commit(() => {
        const id = Number(
          insertRefused.run(workflowId, versionId, nodeId, pack(given.inputText), now, now, now, text).lastInsertRowid,
        );
        insertRefusedStep.run(id, nodeId, now, text);
        return id;
      });
    },

    pump: () => void pump(),

    /** Cancels wherever it is. `false`: it was over already. */
    async cancel(id: number): Promise<boolean> {
      const holder = holders.get(id);
      if (holder) {
        holder.worker.send({ type: "cancel", id, reason: "user" });
        return true;
      }
      const changed = await store.commit(() => cancelIdle.run(Date.now(), id).changes > 0);
      if (changed) tell(id, { type: "execution.finished", status: "cancelled", at: Date.now() });
      return changed;
    },

    /** Lets an execution go on that waits, at that step if one is named. `false`: it does not wait there (any more). */
    async resume(id: number, itemsText: string | null, step: number | null = null): Promise<boolean> {
      const items = itemsText === null ? null : pack(itemsText);
      const changed = await store.commit(() => resume.run({ items, id, step }).changes > 0);
      if (changed) void pump();
      return changed;
    },

    /** Every event of an execution from now on. Returns how to stop. */
    watch(id: number, listener: (event: ExecutionEvent) => void): () => void {
      const set = watchers.get(id) ?? new Set();
      set.add(listener);
      watchers.set(id, set);
      holders.get(id)?.worker.send({ type: "watch", id });
      return () => {
        set.delete(listener);
        if (set.size === 0) watchers.delete(id);
      };
    },

    ask: questions.ask,

    settingsChanged() {
      for (const worker of options.workers()) worker.send({ type: "settings" });
    },

    running: () => holders.size,

    receive(worker: PoolWorker, message: ToMain, texts: string[]) {
      switch (message.type) {
        case "ready":
        case "queued":
          return void pump();
        case "event":
          return tell(message.id, message.event);
        case "respond":
          return listeners.get(message.id)?.onRespond?.(message.response);
        case "ended": {
          letGo(message.id, worker);
          const { id, status, error, until } = message;
          if (status === "waiting") scheduleWake(until);
          listeners.get(id)?.onEnded?.(status, error, texts[0]);
          if (status !== "waiting") listeners.delete(id);
          return void pump();
        }
        case "reply":
          return questions.answered(message, texts[0]);
      }
    },

    /** Gives back what a dead worker had. An execution that took its worker down three times is not tried again. */
    async workerEnded(worker: PoolWorker) {
      for (const id of holders.keys()) letGo(id, worker);
      questions.workerEnded(worker);
      // When the server stops, its store is closed next: the start after it gives the executions back.
      if (closed) return;
      await giveBack(worker.owner);
      void pump();
    },

    /** Once, at the start: executions of workers that died with an earlier server go on. */
    async recover() {
      for (const { owner } of findOwners.all()) if (!isAlive(owner)) await giveBack(owner);
      await sweepNow();
      scheduleWake(findNextWake.get()?.at ?? null);
    },

    close() {
      closed = true;
      clearInterval(sweep);
      clearTimeout(nextWake);
    },
  };

  function letGo(id: number, worker: PoolWorker) {
    const held = holders.get(id);
    if (held?.worker !== worker) return;
    holders.delete(id);
    places.release(worker, held.workflowId);
  }

  function send(worker: PoolWorker, order: RunOrder, texts: string[]) {
    holders.set(order.id, { worker, workflowId: order.workflowId });
    worker.send(order, texts);
  }

  async function pump() {
    if (pumping) {
      pumpAgain = true;
      return;
    }
    pumping = true;
    try {
      do {
        pumpAgain = false;
        await pumpOnce();
      } while (pumpAgain && !closed);
    } catch (err) {
      log.error({ err }, "Queued executions could not be started");
    } finally {
      pumping = false;
    }
  }

  async function pumpOnce() {
    if (closed) return;
    const room = places.free();
    if (room === 0) return;
    const found = findQueued.all(JSON.stringify(places.withoutShare()), room);
    await Promise.all(
      found.map(async ({ id, workflowId }) => {
        const worker = places.take(workflowId);
        if (!worker) {
          // Its workflow has its share: those of others are found in the next round.
          pumpAgain ||= !places.hasShare(workflowId);
          return;
        }
        const now = Date.now();
        const row = (await store.commit(() => claim.get(worker.owner, now + leaseMs, now, id))) as
          | ClaimedRow
          | undefined;
        if (!row) return places.release(worker, workflowId);
        const order: RunOrder = {
          type: "run",
          id,
          attempt: row.attempt,
          workflowId: row.workflow_id,
          versionId: row.version_id,
          mode: row.mode,
          startNode: row.start_node,
          destination: row.destination,
          reuse: row.reuse === null ? null : (JSON.parse(row.reuse) as Reuse),
          resumed: row.attempt > 1 || row.resume_step !== null || row.retry_of !== null,
          resumeStep: row.resume_step,
          wantsResult: listeners.get(id)?.onEnded !== undefined,
          watched: watchers.has(id) || row.mode === "manual",
        };
        const texts = [
          row.input ? unpack(row.input) : emptyInput,
          ...(row.resume_with ? [unpack(row.resume_with)] : []),
        ];
        if (worker.isReady) return send(worker, order, texts);
        places.release(worker, workflowId);
        await giveBack(worker.owner);
      }),
    );
  }

  async function giveBack(owner: string) {
    await store.commit(() => {
      requeueOwner.run(owner, maxAttempts);
      failOwner.run(Date.now(), JSON.stringify(poison), owner);
    });
  }

  async function sweepNow() {
    const now = Date.now();
    try {
      await store.commit(() => {
        requeueExpired.run(now);
        wakeDue.run(now);
        dropOrphans.run(now);
      });
    } catch (err) {
      log.error({ err }, "The sweep failed");
    }
    void pump();
  }

  function scheduleWake(at: number | null) {
    if (at === null || closed) return;
    clearTimeout(nextWake);
    const next = Math.min(at, findNextWake.get()?.at ?? at);
    nextWake = setTimeout(
      () => void sweepNow().then(() => scheduleWake(findNextWake.get()?.at ?? null)),
      Math.min(Math.max(next - Date.now(), 0), 2_000_000_000),
    );
  }

  function tell(id: number, event: ExecutionEvent) {
    for (const listener of watchers.get(id) ?? []) listener(event);
  }
}

const emptyInput = '[{"json":{}}]';

const poison: ErrorInfo = {
  code: "WORKER_ENDED",
  message: `The process that runs executions ended ${maxAttempts} times while it worked on this one`,
  hint: "It may use too much memory. Look at the last step, process fewer items at once, then retry",
};

/** `w-<pid>-…` and `cli-<pid>-…`. */
function isAlive(owner: string): boolean {
  const [kind, pid] = owner.split("-");
  // Workers of another server process ended with it; only the command line may be at work beside this one.
  if (kind !== "cli") return false;
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch {
    return false;
  }
}

type ClaimedRow = {
  attempt: number;
  workflow_id: string;
  version_id: number;
  mode: ExecutionMode;
  start_node: string;
  destination: string | null;
  reuse: string | null;
  input: Buffer | null;
  resume_step: number | null;
  resume_with: Buffer | null;
  retry_of: number | null;
};
