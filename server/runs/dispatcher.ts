import type { Store } from "@/server/db/client";
import { fileReferences } from "@/server/db/file-references";
import { pack } from "@/server/db/packed-json";
import { logger } from "@/server/processes/logger";
import { AppError, type ErrorInfo } from "@/shared/errors";
import { createAdmission } from "./admission";
import { createApart } from "./apart";
import { cancels } from "./cancels";
import type { DispatcherOptions, Holder, Stored } from "./dispatcher-options";
import { type ClaimedRow, executionStatements } from "./execution-statements";
import { intakeKeys, type Once } from "./intake-keys";
import { keepRules } from "./keep-rules";
import { createLanes, type Entry, noLane } from "./lanes";
import { createLeases, type GivenUp } from "./leases";
import { createLine } from "./line";
import { askedBy, awaited, type Listener } from "./listener";
import { type NewExecution, rowOf } from "./new-execution";
import { defaultLeaseMs } from "./owners";
import { createPlaces } from "./places";
import type { RunOrder, ToMain } from "./protocol";
import { createQuestions } from "./questions";
import { redactedInputs } from "./redacted-inputs";
import { createRefusals } from "./refused";
import { orderOf } from "./run-order";
import { createWakeTimer } from "./wake-timer";
import { createWatchers, type Watcher } from "./watchers";
import type { PoolWorker } from "./worker-pool";

export type Dispatcher = ReturnType<typeof createDispatcher>;

/**
 * Brings executions to workers. An execution is a row before anybody is told of it; a row that no worker has yet is
 * `queued` and found again by polling, so a lost message loses nothing.
 */
export function createDispatcher(store: Store, options: DispatcherOptions) {
  const log = logger("dispatcher");
  const holders = new Map<number, Holder>();
  const { leaseMs = defaultLeaseMs } = options;
  const redacted = redactedInputs(store, options.sealer);
  const keep = keepRules(store);
  const leases = createLeases(store, {
    ...{ leaseMs, redacted, keep },
    holderOf: (id) => holders.get(id)?.worker,
    isAlone: (worker) => worker.isApart === true && apart.hasOne(),
  });
  const workers = () => options.workers().filter((worker) => !leases.isStalled(worker));
  const places = createPlaces({ concurrency: options.concurrency, workers });
  const cancel = cancels(store, keep);
  const lanes = createLanes(store, keep);
  const listeners = new Map<number, Listener>();
  const watchers = createWatchers();
  const questions = createQuestions({ workers });
  const events = intakeKeys(store);
  const files = fileReferences(store);
  const apart = createApart(store, {
    ...{ worker: options.apart, concurrency: options.concurrency, bring, isStalled: leases.isStalled },
  });
  const line = createLine(store, { apart, places, awaited: () => awaited(listeners, holders) });
  const admission = createAdmission(store, options.queueLimit ?? Number.MAX_SAFE_INTEGER);
  /** Whether there may be queued rows: to look for them after each end would cost a tenth of the work of main. */
  let mayHaveQueued = true;
  let pumping = false;
  let pumpAgain = false;
  let closed = false;

  const { insert, insertRaw, claim, wakeDue, resume } = executionStatements(store);

  const wakeTimer = createWakeTimer(store, sweepNow);
  const sweep = setInterval(() => void sweepNow(), Math.min(5_000, leaseMs / 4));

  return {
    /** Stores the execution, then starts it when a worker is free. Resolves with its id once it is safe on disk. */
    accept: async (given: NewExecution, listener?: Listener, stored?: Stored): Promise<number> =>
      (await take(given, { listener, stored })).id,

    /** The same, but an event that is known by its key starts nothing more: the id is that of what it started before. */
    acceptOnce: (given: NewExecution, once: Once | undefined, listener?: Listener) => take(given, { listener, once }),

    recordRefused: createRefusals(store, { keys: events, redacted, keep, onKept: () => finished("failed") }),

    pump: () => void pump(),
    sealed: redacted.sealed,

    /** Cancels wherever it is. `false`: it was over already. */
    async cancel(id: number): Promise<boolean> {
      const holder = holders.get(id);
      if (holder) {
        holder.isCancelled = true;
        holder.worker.send({ type: "cancel", id, reason: "user" });
        return true;
      }
      return cancelHere(id);
    },

    /** Lets an execution go on that waits, at that step if one is named. `false`: it does not wait there (any more). */
    async resume(id: number, itemsText: string | null, step: number | null = null): Promise<boolean> {
      const items = itemsText === null ? null : (redacted.resumed(id, itemsText) ?? pack(itemsText));
      const changed = await store.commit(() => {
        if (resume.run({ items, id, step }).changes === 0) return false;
        if (itemsText !== null) files.note(id, itemsText);
        return true;
      });
      if (changed) void pump();
      return changed;
    },

    /** Every event of an execution from now on. Returns how to stop. */
    watch(id: number, watcher: Watcher): () => void {
      const stop = watchers.add(id, watcher);
      holders.get(id)?.worker.send({ type: "watch", id });
      return stop;
    },

    ask: questions.ask,

    settingsChanged() {
      options.onSettings?.();
      for (const worker of options.workers()) worker.send({ type: "settings" });
    },

    running: () => holders.size,
    standing: (workflowId: string) => (apart.has(workflowId) ? "apart" : places.standing(workflowId)),

    /** A workflow was put into quarantine, or let out of it. */
    quarantineChanged() {
      apart.reload();
      void pump();
    },

    receive(worker: PoolWorker, message: ToMain, texts: string[]) {
      if (leases.heardOf(worker)) void pump();
      // What another has by now is not this one's to tell.
      if ("id" in message && holders.get(message.id)?.worker !== worker) return;
      switch (message.type) {
        case "ready":
        case "queued":
          return void pump();
        case "event":
          return watchers.tell(message.id, message.event);
        case "respond":
          return listeners.get(message.id)?.onRespond?.(message.response);
        case "ended": {
          const { id, status, error, until } = message;
          // It had begun to wait before its worker heard of the cancel.
          if (status === "waiting" && holders.get(id)?.isCancelled) void cancelHere(id);
          const held = letGo(id, worker);
          if (status === "waiting") wakeTimer.arm(until);
          else if (held && status !== "lost") finished(status, 1, Date.now() - held.acceptedAt);
          listeners.get(id)?.onEnded?.(status, error, texts[0]);
          if (status !== "waiting") listeners.delete(id);
          if (mayHaveQueued) void pump();
          return;
        }
        case "reply":
          return questions.answered(message, texts[0]);
      }
    },

    /** Gives back what a dead worker had. An execution that took its worker down three times is not tried again. */
    async workerEnded(worker: PoolWorker) {
      // When the server stops, its store is closed next: the start after it gives the executions back.
      const givenUp = closed ? undefined : leases.ended(worker);
      for (const id of holders.keys()) letGo(id, worker);
      questions.workerEnded(worker);
      if (!givenUp) return;
      gaveUp(await givenUp);
      void pump();
    },

    /** Once, at the start: executions of workers that died with an earlier server go on. */
    async recover() {
      gaveUp(await leases.recover());
      await sweepNow();
      wakeTimer.arm();
    },

    close() {
      closed = true;
      clearInterval(sweep);
      wakeTimer.close();
    },
  };

  async function take(
    given: NewExecution,
    { listener, once, stored: onStored }: { listener?: Listener; once?: Once; stored?: Stored },
  ): Promise<{ id: number; isRepeated: boolean }> {
    if (closed) throw new AppError("UNAVAILABLE", "The server is stopping", { hint: "Try again in a moment" });
    const refusal = options.refusal?.();
    if (refusal) throw refusal;
    const { workflowId } = given;
    const hides = redacted.of(given.versionId, given.inputText);
    const rule = lanes.ruleOf(given.versionId, given.mode);
    const taken = apart.has(workflowId) ? undefined : places.take(workflowId);
    const now = Date.now();
    if (!taken || rule?.concurrency?.whenBusy === "queue") admission.check(given, now);
    let entry = noLane;
    let stored: { id: number; isRepeated: boolean };
    try {
      stored = await store.commit(() => {
        const known = once && events.known(workflowId, once, now);
        if (known !== undefined) return { id: known, isRepeated: true };
        if (rule) entry = lanes.enter(rule, given, now, hides);
        const id = Number(
          insert.run({
            ...rowOf(given, entry, taken && { worker: taken, leaseMs }, { now, hides }),
            deaths: apart.has(workflowId) ? 1 : 0,
          }).lastInsertRowid,
        );
        if (once) events.note(workflowId, once, id, now);
        hides?.keep(id);
        // As it came it would hold what is hidden.
        if (given.raw && !hides) insertRaw.run({ id, ...given.raw });
        files.note(id, given.inputText);
        if (entry.state === "skipped") keep.ended({ id, versionId: given.versionId, status: "cancelled" }, now);
        onStored?.(id);
        return { id, isRepeated: false };
      });
    } catch (thrown) {
      if (taken) places.release(taken, workflowId);
      throw thrown;
    }
    const worker = entry.state === "free" && !stored.isRepeated ? taken : undefined;
    if (taken && !worker) places.release(taken, workflowId);
    // The places that it found taken may be free again.
    if (!worker && (mayHaveQueued || !stored.isRepeated)) void pump();
    if (!stored.isRepeated) await beginAs(entry, stored.id, given, worker, listener);
    return stored;
  }

  async function beginAs(
    entry: Entry,
    id: number,
    given: NewExecution,
    worker: PoolWorker | undefined,
    listener: Listener | undefined,
  ) {
    for (const { id: other, error } of entry.superseded) over(other, "cancelled", error);
    for (const other of entry.cancels) holders.get(other)?.worker.send({ type: "cancel", id: other, reason: "user" });
    switch (entry.state) {
      case "free":
      case "queued":
        return begin(id, given, worker, listener);
      case "held":
        wakeTimer.arm(entry.wakeAt);
        return listener?.onEnded?.("waiting", undefined, undefined);
      case "skipped":
        finished("cancelled");
        return listener?.onEnded?.("cancelled", entry.error ?? undefined, undefined);
    }
  }

  async function begin(
    id: number,
    given: NewExecution,
    worker: PoolWorker | undefined,
    listener: Listener | undefined,
  ) {
    if (listener) listeners.set(id, listener);
    const { workflowId, versionId, mode, startNode, destination = null, reuse = null, watched = false } = given;
    if (worker?.isReady) {
      send(
        worker,
        {
          ...{ type: "run", id, originId: id, attempt: 1, workflowId, versionId, mode },
          ...{ startNode, destination, reuse },
          resumed: false,
          resumeStep: null,
          ...askedBy(listener),
          watched: watched || watchers.has(id),
        },
        { texts: [given.inputText], acceptedAt: Date.now() },
      );
    } else if (worker) {
      // It died between the choice and the commit, and its rows were given back before this one was there.
      places.release(worker, workflowId);
      gaveUp(await leases.ended(worker));
      void pump();
    }
  }

  async function cancelHere(id: number): Promise<boolean> {
    const changed = await store.commit(() => cancel.idle(id));
    if (changed) {
      over(id, "cancelled");
      void pump();
    }
    return changed;
  }

  function letGo(id: number, worker: PoolWorker): Holder | undefined {
    const held = holders.get(id);
    if (held?.worker !== worker) return undefined;
    holders.delete(id);
    release(id, worker, held.workflowId);
    return held;
  }

  function release(id: number, worker: PoolWorker, workflowId: string) {
    if (worker.isApart) apart.left(id);
    else places.release(worker, workflowId);
  }

  function send(worker: PoolWorker, order: RunOrder, { texts, acceptedAt }: { texts: string[]; acceptedAt: number }) {
    holders.set(order.id, { worker, workflowId: order.workflowId, acceptedAt });
    worker.send(order, texts);
  }

  function finished(status: "failed" | "succeeded" | "cancelled", count = 1, ms?: number) {
    for (let left = count; left > 0; left--) options.onFinished?.(status, ms);
  }

  /** Executions that are not tried again: their workflows may be in quarantine now. */
  function gaveUp(failed: readonly GivenUp[]) {
    for (const { id, error } of failed) over(id, "failed", error);
    if (failed.length > 0) apart.reload();
  }

  /** It ended without a worker: who waits for it, or looks on, is told. */
  function over(id: number, status: "failed" | "cancelled", error?: ErrorInfo) {
    finished(status);
    listeners.get(id)?.onEnded?.(status, error, undefined);
    listeners.delete(id);
    watchers.tell(id, { type: "execution.finished", status, at: Date.now(), error });
  }

  async function pump() {
    mayHaveQueued = true;
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
    await Promise.all([apart.pump(), pumpPlaces()]);
  }

  async function pumpPlaces() {
    const room = places.free();
    if (room === 0) return;
    const next = line.next(room);
    mayHaveQueued = next.isMore;
    await Promise.all(
      next.found.map(async ({ id, workflowId }) => {
        const worker = places.take(workflowId);
        if (worker) return bring(id, workflowId, worker);
        // Its workflow has its share: those of others are found in the next round.
        pumpAgain ||= !places.hasShare(workflowId);
      }),
    );
  }

  /** The worker has a place for it; the row says whether it is still to be run. */
  async function bring(id: number, workflowId: string, worker: PoolWorker) {
    const now = Date.now();
    const row = (await store.commit(() => claim.get(worker.owner, now + leaseMs, now, now, id))) as
      | ClaimedRow
      | undefined;
    if (!row) return release(id, worker, workflowId);
    const asked = { ...askedBy(listeners.get(id)), watched: watchers.has(id) || row.mode === "manual" };
    const { order, texts } = orderOf(id, row, asked, redacted.sealed);
    if (worker.isReady) return send(worker, order, { texts, acceptedAt: row.created_at });
    release(id, worker, workflowId);
    gaveUp(await leases.ended(worker));
  }

  async function sweepNow() {
    const now = Date.now();
    try {
      const { taken, failed, dropped } = await store.commit(() => {
        const expired = leases.expire(now);
        wakeDue.run(now);
        return { ...expired, dropped: cancel.orphans(now) };
      });
      leases.expired(now, taken);
      for (const { id, worker } of taken) letGo(id, worker);
      // Its end does the rest.
      for (const worker of leases.hung(now)) worker.kill?.();
      gaveUp(failed);
      finished("cancelled", dropped);
      await redacted.removeLeft();
    } catch (err) {
      log.error({ err }, "The sweep failed");
    }
    void pump();
  }
}
