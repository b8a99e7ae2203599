import fs from "node:fs";

/**
 * Brings what was committed to the disk, without holding up the thread: SQLite itself would wait for the disk within
 * COMMIT, and the database would stay locked for as long. One sync serves everybody who asked before it began.
 */
export type LogSync = {
  /** Resolves when everything that was committed before this call is safe on disk. */
  synced(): Promise<void>;
  /** Calls back, at once or later, when no sync is under way: a commit made before that would wait for the next anyway. */
  whenIdle(then: () => void): void;
  /** The same, at once: before the file is closed. */
  now(): void;
  close(): void;
};

type Waiting = { resolve(): void; reject(thrown: unknown): void };

/**
 * `file`: the write-ahead log; it is there from the first commit on, for as long as the database is open. `onFailure` is
 * called once: a sync that failed may have dropped what it could not write, and the next would succeed all the same, with a
 * hole in the log. So nothing is said to be safe any more.
 */
export function openLogSync(file: string, onFailure: (thrown: unknown) => void): LogSync {
  let fd: number | undefined;
  let waiting: Waiting[] = [];
  /** Whom the sync serves that is under way. */
  let served: Waiting[] | undefined;
  let idle: (() => void)[] = [];
  let failed: { thrown: unknown } | undefined;

  return {
    synced: () =>
      new Promise((resolve, reject) => {
        if (failed) return reject(failed.thrown);
        waiting.push({ resolve, reject });
        if (!served) start();
      }),

    whenIdle(then) {
      if (served) idle.push(then);
      else then();
    },

    now() {
      const all = [...(served ?? []), ...waiting];
      if (all.length === 0) return;
      served = undefined;
      waiting = [];
      fs.fdatasyncSync(open());
      settle(all);
    },

    close() {
      if (fd !== undefined) fs.closeSync(fd);
      fd = undefined;
    },
  };

  function start() {
    const mine = waiting;
    served = mine;
    waiting = [];
    const done = (failure?: unknown) => {
      if (served !== mine) return;
      served = undefined;
      settle(mine, failure);
      if (failure && !failed) {
        failed = { thrown: failure };
        settle(waiting, failure);
        waiting = [];
        onFailure(failure);
      }
      const next = idle;
      idle = [];
      for (const then of next) then();
      if (waiting.length > 0 && !served) start();
    };
    try {
      fs.fdatasync(open(), done);
    } catch (thrown) {
      done(thrown);
    }
  }

  function open(): number {
    fd ??= fs.openSync(file, "r+");
    return fd;
  }
}

function settle(served: Waiting[], failure?: unknown) {
  for (const { resolve, reject } of served) {
    if (failure) reject(failure);
    else resolve();
  }
}
