import { mkdirSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { type BetterSQLite3Database, drizzle } from "drizzle-orm/better-sqlite3";
import { type AuditChain, createAuditChain } from "./audit-chain";
import { openLogSync } from "./log-sync";
import * as schema from "./schema";
import { upgrade } from "./upgrade";
import { createWriter } from "./writer";

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
  /** Who did what, in the transaction of what was done. */
  audit: AuditChain;
  /**
   * Writes the log into the database and cuts it off, where it has grown beyond what commits keep it to. `false`: somebody
   * reads what is in it, and it stays.
   */
  shrinkLog(): Promise<boolean>;
  close(): void;
};

type Options = {
  /** The folder that brings the database up to date first: only main and the command line do that. */
  migrations?: string;
  /** The database is brought up to date; a copy of it as it was is in that folder. */
  onCopied?(folder: string): void;
  /** Shared commits that are safe on disk: how long it took, and of how many writes. */
  onCommit?(ms: number, writes: number): void;
  /** The disk did not take or give what it should: whoever goes on may say that something is safe which is not. */
  onDiskFailure?(thrown: unknown): void;
  /** There is no room for what was to be written; nothing was, and whoever wanted it is told. */
  onDiskFull?(): void;
};

/** The log is cut to this when it begins anew. Reading what is older costs nothing; a disk that fills up does. */
export const maxLogBytes = 64 * 1024 * 1024;
/** The thread stands still for as long when another process writes; for longer it waits without. */
const lockMs = 50;

/** Opens the database of a data folder. */
export function openStore(
  dataFolder: string,
  { migrations, onCommit, onDiskFailure = () => {}, onDiskFull = () => {}, onCopied = () => {} }: Options = {},
): Store {
  mkdirSync(dataFolder, { recursive: true });
  const file = join(dataFolder, "islewire.db");
  const writer = connect(file);
  const write = drizzle(writer, { schema });
  if (migrations) upgrade(writer, write, { dataFolder, migrations, onCopied });
  writer.pragma(`busy_timeout = ${lockMs}`);
  const reader = connect(file);
  reader.pragma("query_only = true");
  const sync = openLogSync(`${file}-wal`, onDiskFailure);
  const { finish, ...writing } = createWriter(writer, write, { sync, onCommit, onDiskFailure, onDiskFull });
  const audit = createAuditChain(writer, reader);
  return { read: drizzle(reader, { schema }), rawRead: reader, audit, ...writing, close };

  function close() {
    finish();
    sync.close();
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
  connection.pragma(`journal_size_limit = ${maxLogBytes}`);
  return connection;
}
