import { mkdirSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { type BetterSQLite3Database, drizzle } from "drizzle-orm/better-sqlite3";
import { migrate } from "drizzle-orm/better-sqlite3/migrator";
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

/** Opens the database of a data folder. `migrations` brings it up to date first: only main and the command line do that. */
export function openStore(dataFolder: string, migrations?: string): Store {
  mkdirSync(dataFolder, { recursive: true });
  const file = join(dataFolder, "islewire.db");
  const writer = connect(file);
  const write = drizzle(writer, { schema });
  if (migrations) migrate(write, { migrationsFolder: migrations });
  const reader = connect(file);
  reader.pragma("query_only = true");
  const { finish, ...writing } = createWriter(writer, write);
  return { read: drizzle(reader, { schema }), rawRead: reader, ...writing, close };

  function close() {
    finish();
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

function createWriter(writer: RawDatabase, write: Tx) {
  let turn: Promise<unknown> = Promise.resolve();
  let queue: Queued[] = [];
  let scheduled = false;
  let later: NodeJS.Timeout | undefined;
  const begin = writer.prepare("BEGIN IMMEDIATE");
  const commitNow = writer.prepare("COMMIT");
  const rollback = () => {
    if (writer.inTransaction) writer.exec("ROLLBACK");
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
          rollback();
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
    },
  };

  function schedule() {
    clearTimeout(later);
    later = undefined;
    if (scheduled) return;
    scheduled = true;
    // After what has arrived by now was read: everything of this moment shares one commit.
    setImmediate(() => {
      turn = turn.then(flush);
    });
  }

  function flush() {
    const batch = queue;
    queue = [];
    scheduled = false;
    if (batch.length === 0 || !writer.open) return;
    try {
      const results = together(batch);
      batch.forEach(({ resolve }, index) => void resolve(results[index] as never));
    } catch {
      // One of them spoils the rest: each on its own.
      for (const one of batch) {
        try {
          one.resolve(together([one])[0] as never);
        } catch (thrown) {
          one.reject(thrown);
        }
      }
    }
  }

  function together(batch: Queued[]): unknown[] {
    begin.run();
    try {
      const results = batch.map(({ work }) => work());
      commitNow.run();
      return results;
    } catch (thrown) {
      rollback();
      throw thrown;
    }
  }
}
