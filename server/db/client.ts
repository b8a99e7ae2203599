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
   * `work` is synchronous and uses statements of `prepareWrite`.
   */
  commit<T>(work: () => T): Promise<T>;
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
  return { read: drizzle(reader, { schema }), rawRead: reader, ...createWriter(writer, write), close };

  function close() {
    reader.close();
    writer.close();
  }
}

function connect(file: string): RawDatabase {
  const connection = new Database(file, { timeout: 5_000 });
  connection.pragma("journal_mode = WAL");
  // A 2xx is sent after the commit, and the commit must survive a power loss.
  connection.pragma("synchronous = FULL");
  connection.pragma("foreign_keys = ON");
  return connection;
}

type Queued = { work: () => unknown; resolve(value: never): void; reject(thrown: unknown): void };

function createWriter(writer: RawDatabase, write: Tx): Pick<Store, "transaction" | "commit" | "prepareWrite"> {
  let turn: Promise<unknown> = Promise.resolve();
  let queue: Queued[] = [];
  let scheduled = false;
  const begin = writer.prepare("BEGIN IMMEDIATE");
  const commitNow = writer.prepare("COMMIT");
  const rollback = () => {
    if (writer.inTransaction) writer.exec("ROLLBACK");
  };

  return {
    transaction(work) {
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

    commit<T>(work: () => T) {
      return new Promise<T>((resolve, reject) => {
        queue.push({ work, resolve: resolve as Queued["resolve"], reject });
        if (scheduled) return;
        scheduled = true;
        // After what has arrived by now was read: everything of this moment shares one commit.
        setImmediate(() => {
          turn = turn.then(flush);
        });
      });
    },

    prepareWrite: (sql) => writer.prepare(sql),
  };

  function flush() {
    const batch = queue;
    queue = [];
    scheduled = false;
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
