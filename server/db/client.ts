import { mkdirSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { type BetterSQLite3Database, drizzle } from "drizzle-orm/better-sqlite3";
import { migrate } from "drizzle-orm/better-sqlite3/migrator";
import { type LogSync, openLogSync } from "./log-sync";
import * as schema from "./schema";

export type Reader = BetterSQLite3Database<typeof schema>;
export type Tx = Reader;
export type RawDatabase = Database.Database;

export type Store = {
  /** Reads what is committed. */
  read: Reader;
  /** Prepared statements for the hot paths; reads. */
  rawRead: RawDatabase;
  /** One at a time, all or nothing. No input or output but the database may be awaited in it. */
  transaction<T>(work: (tx: Tx) => Promise<T> | T): Promise<T>;
  /**
   * A small write that shares its commit with others of the same moment. Resolves when it is safe on disk.
   * `work` is synchronous and uses statements of `prepareWrite`. Writes are made in the order of the calls. `soon`: goes
   * along with the next commit, and makes none of its own for some milliseconds.
   */
  commit<T>(work: () => T, when?: "now" | "soon"): Promise<T>;
  /** A statement on the writing connection, for use in `commit` only. */
  prepareWrite(sql: string): Database.Statement;
  close(): void;
};

type Options = {
  /** The folder that brings the database up to date first: only main and the command line do that. */
  migrations?: string;
  /** Shared commits that are safe on disk: how long it took, and of how many writes. */
  onCommit?(ms: number, writes: number): void;
  /** The disk did not take or give what it should: whoever goes on may say that something is safe which is not. */
  onDiskFailure?(thrown: unknown): void;
};

/** Opens the database of a data folder. */
export function openStore(dataFolder: string, { migrations, onCommit, onDiskFailure = () => {} }: Options = {}): Store {
  mkdirSync(dataFolder, { recursive: true });
  const file = join(dataFolder, "islewire.db");
  const writer = connect(file);
  const write = drizzle(writer, { schema });
  if (migrations) migrate(write, { migrationsFolder: migrations });
  const reader = connect(file);
  reader.pragma("query_only = true");
  const sync = openLogSync(`${file}-wal`, onDiskFailure);
  const { finish, ...writing } = createWriter(writer, write, { sync, onCommit, onDiskFailure });
  return { read: drizzle(reader, { schema }), rawRead: reader, ...writing, close };

  function close() {
    finish();
    sync.close();
    reader.close();
    writer.close();
  }
}

/** How long a write may wait for another one to go along with. */
const soonMs = 10;

function connect(file: string): RawDatabase {
  const connection = new Database(file, { timeout: 5_000 });
  connection.pragma("journal_mode = WAL");
  // A 2xx is sent after the commit, and the commit must survive a power loss.
  connection.pragma("synchronous = FULL");
  connection.pragma("foreign_keys = ON");
  return connection;
}

type Queued = { work: () => unknown; resolve(value: never): void; reject(thrown: unknown): void };

type Safety = { sync: LogSync; onCommit: Options["onCommit"]; onDiskFailure(thrown: unknown): void };

function createWriter(writer: RawDatabase, write: Tx, { sync, onCommit, onDiskFailure }: Safety) {
  let turn: Promise<unknown> = Promise.resolve();
  let queue: Queued[] = [];
  let scheduled = false;
  let later: NodeJS.Timeout | undefined;
  const begin = writer.prepare("BEGIN IMMEDIATE");
  const commitNow = writer.prepare("COMMIT");
  const undo = (thrown: unknown) => {
    if (writer.inTransaction) writer.exec("ROLLBACK");
    const { code = "" } = thrown as { code?: string };
    if (/^SQLITE_(IOERR|CORRUPT)/.test(code)) onDiskFailure(thrown);
  };

  return {
    transaction<T>(work: (tx: Tx) => Promise<T> | T): Promise<T> {
      const result = turn.then(async () => {
        begin.run();
        try {
          const value = await work(write);
          commitNow.run();
          return value;
        } catch (thrown) {
          undo(thrown);
          throw thrown;
        }
      });
      turn = result.catch(() => {});
      return result;
    },

    commit<T>(work: () => T, when: "now" | "soon" = "now") {
      return new Promise<T>((resolve, reject) => {
        queue.push({ work, resolve: resolve as Queued["resolve"], reject });
        if (when === "now") schedule();
        else if (!scheduled) later ??= setTimeout(schedule, soonMs);
      });
    },

    prepareWrite: (sql: string): Database.Statement => writer.prepare(sql),

    /** Writes what is waiting: the connection is about to be closed. */
    finish() {
      clearTimeout(later);
      if (queue.length > 0 && !writer.inTransaction) flush();
      sync.now();
    },
  };

  function schedule() {
    clearTimeout(later);
    later = undefined;
    if (scheduled) return;
    scheduled = true;
    // After what has arrived by now was read: everything of this moment shares one commit, and so does what comes while
    // the disk is busy with the commit before.
    setImmediate(() =>
      sync.whenIdle(() => {
        turn = turn.then(flush);
      }),
    );
  }

  function flush() {
    const batch = queue;
    queue = [];
    scheduled = false;
    if (batch.length === 0 || !writer.open) return;
    try {
      const startedAt = performance.now();
      const results = together(batch);
      if (onCommit)
        void sync.synced().then(
          () => onCommit(performance.now() - startedAt, batch.length),
          () => {},
        );
      whenSafe(batch, (one, index) => one.resolve(results[index] as never));
    } catch {
      // One of them spoils the rest: each on its own.
      for (const one of batch) {
        try {
          const [result] = together([one]);
          whenSafe([one], () => one.resolve(result as never));
        } catch (thrown) {
          one.reject(thrown);
        }
      }
    }
  }

  function whenSafe(batch: Queued[], resolve: (one: Queued, index: number) => void) {
    sync.synced().then(
      () => batch.forEach(resolve),
      (thrown) => {
        for (const { reject } of batch) reject(thrown);
      },
    );
  }

  /** Committed for every other process and for a kill; after a power loss only once `sync` says so. */
  function together(batch: Queued[]): unknown[] {
    // Not prepared: it takes effect while it is prepared.
    writer.exec("PRAGMA synchronous = NORMAL");
    try {
      begin.run();
      const results = batch.map(({ work }) => work());
      commitNow.run();
      return results;
    } catch (thrown) {
      undo(thrown);
      throw thrown;
    } finally {
      writer.exec("PRAGMA synchronous = FULL");
    }
  }
}
