import { existsSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import type { DataKeyRow, KeyTable } from "@/server/secrets/data-keys";
import type { KeyFacts, KeyWriter } from "@/server/secrets/prepare-keys";
import { databaseName } from "./backup";
import type { Store } from "./client";

const columns = `id, project_id AS projectId, purpose, wrapped, kek_id AS kekId`;
export const keyCheckSetting = "keyCheck";

/** What the cipher reads and adds. Within a commit it sees what no other process can change meanwhile. */
export function keyTable({ rawRead, prepareWrite }: Pick<Store, "rawRead" | "prepareWrite">): KeyTable {
  const active = prepareWrite(activeKey);
  const insert = prepareWrite(insertKey);
  return {
    ...readsOf(rawRead),
    active: (purpose, projectId) => active.get(purpose, projectId) as DataKeyRow | undefined,
    insert: (row) => void insert.run({ ...row, at: Date.now() }),
  };
}

const activeKey = `SELECT ${columns} FROM data_keys WHERE state = 'active' AND purpose = ? AND project_id = ?
  ORDER BY created_at DESC, rowid DESC LIMIT 1`;

function readsOf(database: Database.Database): Omit<KeyTable, "insert"> {
  const check = database.prepare("SELECT value FROM settings WHERE key = ?").pluck();
  const find = database.prepare<[string], DataKeyRow>(`SELECT ${columns} FROM data_keys WHERE id = ?`);
  const active = database.prepare<[string, string], DataKeyRow>(activeKey);
  return {
    check: () => check.get(keyCheckSetting) as string | undefined,
    find: (id) => find.get(id),
    active: (purpose, projectId) => active.get(purpose, projectId),
  };
}

/** Reads a database as it is, of whatever version, and changes nothing. `undefined`: there is none. */
export function peekKeyFacts(dataFolder: string): KeyFacts | undefined {
  const file = join(dataFolder, databaseName);
  if (!existsSync(file)) return undefined;
  const database = new Database(file, { readonly: true, timeout: 5_000 });
  try {
    return factsOf(database);
  } finally {
    database.close();
  }
}

/** Before the store works with it: writes at once, on a connection of its own. */
export function withKeyWriter<T>(dataFolder: string, work: (table: KeyWriter) => T): T {
  const database = new Database(join(dataFolder, databaseName), { timeout: 5_000 });
  database.pragma("synchronous = FULL");
  try {
    return work(writerOf(database));
  } finally {
    database.close();
  }
}

function writerOf(database: Database.Database): KeyWriter {
  const insert = database.prepare(insertKey);
  const setCheck = database.prepare(saveSetting);
  return {
    ...readsOf(database),
    facts: () => factsOf(database),
    commit: (work) => database.transaction(work).immediate(),
    insert: (row) => void insert.run({ ...row, at: Date.now() }),
    setCheck: (check) => void setCheck.run(keyCheckSetting, check),
  };
}

export const insertKey = `INSERT INTO data_keys (id, project_id, purpose, wrapped, kek_id, state, created_at)
  VALUES (@id, @projectId, @purpose, @wrapped, @kekId, 'active', @at)`;
export const saveSetting =
  "INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value";

/** Enough to tell whether a key is the right one, where a few of them were damaged. */
const samples = 20;

function factsOf(database: Database.Database): KeyFacts {
  const has = (table: string) =>
    database.prepare("SELECT 1 FROM sqlite_schema WHERE name = ?").get(table) !== undefined;
  const check = has("settings")
    ? (database.prepare("SELECT value FROM settings WHERE key = ?").pluck().get(keyCheckSetting) as string | undefined)
    : undefined;
  if (!has("credentials")) return { check, first: [], hasSecrets: check !== undefined };
  const first = database
    .prepare("SELECT id, type, data FROM credentials WHERE data LIKE 'v1.%' ORDER BY updated_at DESC LIMIT ?")
    .all(samples) as KeyFacts["first"];
  return { check, first, hasSecrets: check !== undefined || first.length > 0 };
}
