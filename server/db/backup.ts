import { constants, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { copyFile, cp, rename, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import Database from "better-sqlite3";
import { AppError } from "@/shared/errors";
import { lockDataFolder } from "./lock";

/** A backup is a folder like the data folder: the database, the files of items, and the key. */
export type Backup = { folder: string; at: string; executions: number; workflows: number };

export const databaseName = "islewire.db";
export const keyName = "secret.key";
/** With the one that a rotation is about to put in its place. */
const keyNames = [keyName, `${keyName}.next`];

/**
 * Copies a data folder while servers work on it. The database is that of one moment; files come before it and after it, so
 * that every file it speaks of is there.
 */
export async function backUp(dataFolder: string, target: string): Promise<Backup> {
  if (!existsSync(join(dataFolder, databaseName)))
    throw new AppError("NOT_FOUND", `There is no database in ${dataFolder}`, {
      hint: "Set ISLEWIRE_DATA to the data folder of the server",
    });
  if (existsSync(target) && readdirSync(target).length > 0)
    throw new AppError("CONFLICT", `${target} is not empty`, { hint: "Name a new folder for each backup" });
  mkdirSync(target, { recursive: true, mode: 0o700 });
  await copyFiles(dataFolder, target);
  for (let tries = 1; ; tries++) {
    const before = keyIn(dataFolder);
    copyDatabase(dataFolder, target);
    for (const name of keyNames)
      if (existsSync(join(dataFolder, name))) await copyFile(join(dataFolder, name), join(target, name));
    // A new root key was put in place meanwhile: the copy may be of either.
    if (before === keyIn(target)) break;
    if (tries === maxCopyTries)
      throw new AppError("UNAVAILABLE", "The key changes all the time", { hint: "Try again" });
  }
  await copyFiles(dataFolder, target);
  const backup = inspect(target);
  await writeFile(join(target, "backup.json"), `${JSON.stringify({ ...backup, folder: undefined }, null, 2)}\n`);
  return backup;
}

function keyIn(folder: string): string | undefined {
  const file = join(folder, keyName);
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

function copyDatabase(dataFolder: string, target: string): void {
  rmSync(join(target, databaseName), { force: true });
  const source = new Database(join(dataFolder, databaseName), { timeout: 30_000 });
  try {
    source.prepare("VACUUM INTO ?").run(join(target, databaseName));
  } finally {
    source.close();
  }
}

/** Makes a data folder of a backup. Refuses where there is one already, and a backup that is not whole. */
export async function restore(source: string, dataFolder: string, { keyIsElsewhere = false } = {}): Promise<Backup> {
  if (!existsSync(join(source, databaseName)))
    throw new AppError("NOT_FOUND", `${source} is no backup: it has no ${databaseName}`);
  if (!keyIsElsewhere && !existsSync(join(source, keyName)))
    throw new AppError("INVALID", `The backup ${source} has no ${keyName}`, {
      hint: "Put the key of that server beside its database: stored credentials cannot be read without it",
    });
  const backup = inspect(source);
  const lock = lockDataFolder(dataFolder);
  try {
    for (const name of [databaseName, keyName])
      if (existsSync(join(dataFolder, name)))
        throw new AppError("CONFLICT", `There is a ${name} in ${dataFolder} already`, {
          hint: "Move that folder away first, or set ISLEWIRE_DATA to a new one",
        });
    await copyFiles(source, dataFolder);
    for (const name of keyNames)
      if (existsSync(join(source, name)))
        await copyFile(join(source, name), join(dataFolder, name), constants.COPYFILE_EXCL);
    // Under its name only when it is whole.
    await copyFile(join(source, databaseName), join(dataFolder, `${databaseName}.restored`));
    await rename(join(dataFolder, `${databaseName}.restored`), join(dataFolder, databaseName));
  } finally {
    lock.release();
  }
  return { ...backup, folder: dataFolder };
}

/** Reads the copy: whole, and what it holds. */
function inspect(folder: string): Backup {
  const copy = new Database(join(folder, databaseName), { readonly: true });
  try {
    const said = String(copy.pragma("quick_check", { simple: true }));
    if (said !== "ok") throw new Error(said);
    const count = (table: string) => Number(copy.prepare(`SELECT count(*) FROM ${table}`).pluck().get());
    return {
      ...{ folder, at: new Date().toISOString() },
      ...{ executions: count("executions"), workflows: count("workflows") },
    };
  } catch (thrown) {
    throw new AppError("INVALID", `The database in ${folder} is damaged: ${(thrown as Error).message}`, {
      hint: "Use another backup",
    });
  } finally {
    copy.close();
  }
}

/** What is there already is the same: files are named by their contents. What is still being written is left out. */
async function copyFiles(from: string, to: string): Promise<void> {
  if (!existsSync(join(from, "files"))) return;
  for (let tries = 1; ; tries++) {
    try {
      return await cp(join(from, "files"), join(to, "files"), {
        ...{ recursive: true, force: false, mode: constants.COPYFILE_FICLONE },
        filter: (path) => basename(path) !== "incoming",
      });
    } catch (thrown) {
      // The server has just deleted one that nobody needs. What is copied is not copied again.
      if ((thrown as NodeJS.ErrnoException).code !== "ENOENT" || tries === maxCopyTries) throw thrown;
    }
  }
}

const maxCopyTries = 20;
