import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
} from "node:fs";
import { join } from "node:path";
import type Database from "better-sqlite3";
import type { BetterSQLite3Database } from "drizzle-orm/better-sqlite3";
import { migrate } from "drizzle-orm/better-sqlite3/migrator";
import { AppError } from "@/shared/errors";
import { databaseName, keyName } from "./backup";

type Upgrade = {
  dataFolder: string;
  /** The folder of migrations. */
  migrations: string;
  /** A copy of the database as it was is in that folder. */
  onCopied(folder: string): void;
};

/** Of as many upgrades the copies are kept. */
const kept = 3;
const copyPattern = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-before-(.+)$/;

/**
 * Brings a database up to date: all migrations that it lacks in one transaction, so that a crash leaves it as it was. Before
 * that it is copied, for who wants to go back to the version before.
 */
export function upgrade(
  connection: Database.Database,
  write: BetterSQLite3Database<Record<string, unknown>>,
  { dataFolder, migrations, onCopied }: Upgrade,
): void {
  const known = entriesOf(migrations);
  const last = lastApplied(connection);
  if (last !== undefined) {
    if (last > Math.max(...known.map(({ when }) => when)))
      throw new AppError("CONFLICT", `The database in ${dataFolder} is of a newer version of Islewire`, {
        hint: `Start that version, or go back to a copy of before: ${join(dataFolder, "backups")}`,
      });
    const next = known.find(({ when }) => when > last);
    if (next) onCopied(copyBefore(connection, dataFolder, next.tag));
  }
  migrate(write, { migrationsFolder: migrations });
}

function entriesOf(migrations: string): { when: number; tag: string }[] {
  return JSON.parse(readFileSync(join(migrations, "meta", "_journal.json"), "utf8")).entries;
}

function lastApplied(connection: Database.Database): number | undefined {
  const table = "__drizzle_migrations";
  if (!connection.prepare("SELECT 1 FROM sqlite_schema WHERE name = ?").get(table)) return undefined;
  const at = connection.prepare(`SELECT max(created_at) FROM ${table}`).pluck().get();
  return at === null ? undefined : Number(at);
}

/** A backup like that of the command line, without the files of items, which an upgrade leaves alone. */
function copyBefore(connection: Database.Database, dataFolder: string, tag: string): string {
  const backups = join(dataFolder, "backups");
  const name = `${new Date().toISOString().slice(0, 19).replaceAll(":", "-")}-before-${tag}`;
  const unfinished = join(backups, `unfinished-${process.pid}`);
  dropUnfinished(backups);
  requireRoom(connection, dataFolder);
  mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  connection.prepare("VACUUM INTO ?").run(join(unfinished, databaseName));
  if (existsSync(join(dataFolder, keyName))) copyFileSync(join(dataFolder, keyName), join(unfinished, keyName));
  const finished = join(backups, name);
  rmSync(finished, { recursive: true, force: true });
  renameSync(unfinished, finished);
  dropOlder(backups, name, tag);
  return finished;
}

/** Left by processes that are gone; another may be at the same work. */
function dropUnfinished(backups: string) {
  if (!existsSync(backups)) return;
  for (const name of readdirSync(backups)) {
    const pid = Number(/^unfinished-(\d+)$/.exec(name)?.[1]);
    if (pid && (pid === process.pid || !isAlive(pid))) rmSync(join(backups, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function requireRoom(connection: Database.Database, dataFolder: string) {
  const pages = (name: string) => Number(connection.pragma(name, { simple: true }));
  const bytes = (pages("page_count") - pages("freelist_count")) * pages("page_size");
  const { bavail, bsize } = statfsSync(dataFolder);
  const missing = bytes * 1.1 - bavail * bsize;
  if (missing > 0)
    throw new AppError(
      "UNAVAILABLE",
      `There is no room in ${dataFolder} for a copy of the database, which is made before an upgrade`,
      { hint: `Free ${Math.ceil(missing / 1024 / 1024)} MB, then start again; nothing was changed yet` },
    );
}

/** Also an earlier copy of before the same upgrade: that one was cut off. */
function dropOlder(backups: string, newest: string, tag: string) {
  const copies = readdirSync(backups)
    .filter((name) => copyPattern.test(name) && name !== newest)
    .sort()
    .reverse();
  const same = copies.filter((name) => copyPattern.exec(name)?.[1] === tag);
  const older = copies.filter((name) => !same.includes(name)).slice(kept - 1);
  for (const name of [...same, ...older]) rmSync(join(backups, name), { recursive: true, force: true });
}
