import type Database from "better-sqlite3";
import type { LogSync } from "./log-sync";
import { databaseBusy, diskFull, isBusy, isDiskFailure, isDiskFull, StoreUnavailable } from "./store-errors";

type Queued = { work: () => unknown; resolve(value: never): void; reject(thrown: unknown): void; since: number };

type Options = {
  sync: LogSync;
  onCommit?(ms: number, writes: number): void;
  onDiskFailure(thrown: unknown): void;
  onDiskFull(): void;
};

/** How long a write may wait for another one to go along with. */
const soonMs = 10;
/** As many share a commit well: they wait for no more. */
const enoughTogether = 6;
/** How long a write waits for another process to end its own. */
const maxBusyMs = 5_000;
const busyPauseMs = 20;
const pause = () => new Promise<void>((resolve) => setTimeout(resolve, busyPauseMs));

/** The writing half of a store: one transaction after the other on one connection, shared by the writes of a moment. */
export function createWriter<Tx>(
  writer: Database.Database,
  write: Tx,
  { sync, onCommit, onDiskFailure, onDiskFull }: Options,
) {
  let turn: Promise<unknown> = Promise.resolve();
  let queue: Queued[] = [];
  let scheduled = false;
  let later: NodeJS.Timeout | undefined;
  const begin = writer.prepare("BEGIN IMMEDIATE");
  const commitNow = writer.prepare("COMMIT");

  return {
    transaction<T>(work: (tx: Tx) => Promise<T> | T): Promise<T> {
      const since = performance.now();
      return inTurn(async () => {
        await begun(since, "FULL");
        try {
          const value = await work(write);
          commitNow.run();
          return value;
        } catch (thrown) {
          throw undone(thrown);
        }
      });
    },

    commit<T>(work: () => T, when: "now" | "soon" = "now") {
      return new Promise<T>((resolve, reject) => {
        queue.push({ work, resolve: resolve as Queued["resolve"], reject, since: performance.now() });
        if (when === "now" || queue.length >= enoughTogether) schedule();
        else if (!scheduled) later ??= setTimeout(schedule, soonMs);
      });
    },

    prepareWrite: (sql: string): Database.Statement => writer.prepare(sql),

    shrinkLog: (): Promise<boolean> =>
      inTurn(async () => {
        if (!writer.open) return true;
        try {
          const [result] = writer.pragma("wal_checkpoint(TRUNCATE)") as { busy: number }[];
          return result?.busy === 0;
        } catch (thrown) {
          throw undone(thrown);
        }
      }),

    /** Writes what is waiting: the connection is about to be closed. */
    finish() {
      clearTimeout(later);
      const batch = queue.splice(0);
      if (batch.length > 0 && !writer.inTransaction) {
        try {
          if (!tryBegin("NORMAL")) throw databaseBusy();
          whenSafe(batch, together(batch));
        } catch (thrown) {
          for (const { reject } of batch) reject(thrown);
        }
      }
      sync.now();
    },
  };

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = turn.then(work);
    turn = result.catch(() => {});
    return result;
  }

  function schedule() {
    clearTimeout(later);
    later = undefined;
    if (scheduled) return;
    scheduled = true;
    // After what has arrived by now was read: everything of this moment shares one commit, and so does what comes while
    // the disk is busy with the commit before.
    setImmediate(() => sync.whenIdle(() => void inTurn(flush)));
  }

  /** What comes while another process writes goes along. Who has waited too long is told that nothing was stored. */
  async function flush(): Promise<void> {
    try {
      while (writer.open && queue.length > 0 && !tryBegin("NORMAL")) {
        const longAgo = performance.now() - maxBusyMs;
        const late = queue.filter(({ since }) => since < longAgo);
        queue = queue.filter(({ since }) => since >= longAgo);
        for (const { reject } of late) reject(databaseBusy());
        await pause();
      }
    } catch (thrown) {
      scheduled = false;
      for (const { reject } of queue.splice(0)) reject(thrown);
    }
    const batch = queue;
    queue = [];
    scheduled = false;
    if (batch.length === 0 || !writer.open) return;
    try {
      const startedAt = performance.now();
      whenSafe(batch, together(batch));
      if (onCommit)
        void sync.synced().then(
          () => onCommit(performance.now() - startedAt, batch.length),
          () => {},
        );
    } catch (thrown) {
      if (thrown instanceof StoreUnavailable) for (const { reject } of batch) reject(thrown);
      else await eachAlone(batch);
    }
  }

  /** One of them spoils the rest. */
  async function eachAlone(batch: Queued[]): Promise<void> {
    for (const one of batch) {
      try {
        await begun(one.since, "NORMAL");
        whenSafe([one], together([one]));
      } catch (thrown) {
        one.reject(thrown);
      }
    }
  }

  function whenSafe(batch: Queued[], results: unknown[]) {
    sync.synced().then(
      () => batch.forEach(({ resolve }, index) => void resolve(results[index] as never)),
      (thrown) => {
        for (const { reject } of batch) reject(thrown);
      },
    );
  }

  /** In a transaction of its own, which has begun. Stored for every other process and for a kill; after a power loss only once `sync` says so. */
  function together(batch: Queued[]): unknown[] {
    try {
      const results = batch.map(({ work }) => work());
      commitNow.run();
      return results;
    } catch (thrown) {
      throw undone(thrown);
    } finally {
      writer.exec("PRAGMA synchronous = FULL");
    }
  }

  async function begun(since: number, synchronous: "NORMAL" | "FULL"): Promise<void> {
    while (!tryBegin(synchronous)) {
      if (performance.now() - since > maxBusyMs) throw databaseBusy();
      await pause();
    }
  }

  /** `false`: another process writes. */
  function tryBegin(synchronous: "NORMAL" | "FULL"): boolean {
    // Not prepared: it takes effect while it is prepared. Not possible within a transaction.
    if (synchronous === "NORMAL") writer.exec("PRAGMA synchronous = NORMAL");
    try {
      begin.run();
      return true;
    } catch (thrown) {
      if (synchronous === "NORMAL") writer.exec("PRAGMA synchronous = FULL");
      if (isBusy(thrown)) return false;
      throw undone(thrown);
    }
  }

  /** What is to be thrown after a transaction that failed was undone. */
  function undone(thrown: unknown): unknown {
    if (writer.inTransaction) writer.exec("ROLLBACK");
    if (isDiskFailure(thrown)) onDiskFailure(thrown);
    if (isBusy(thrown)) return databaseBusy(thrown);
    if (!isDiskFull(thrown)) return thrown;
    onDiskFull();
    return diskFull(thrown);
  }
}
