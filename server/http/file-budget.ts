import { AsyncLocalStorage } from "node:async_hooks";
import { statfsSync } from "node:fs";
import { AppError } from "@/shared/errors";

/** What may still be stored, asked for piece by piece. Throws where that is too much. */
export type FileBudget = { take(bytes: number): Promise<void>; giveBack(bytes: number): void };

const current = new AsyncLocalStorage<FileBudget>();

/** All files that are stored by the work, by whatever way, count. */
export const withFileBudget = <T>(budget: FileBudget, work: () => Promise<T>): Promise<T> => current.run(budget, work);

export const fileBudget = (): FileBudget | undefined => current.getStore();

const mb = 1024 * 1024;
const mostReserved = 64 * mb;

/** How much room there is, and how much of it files leave to the database: it must be able to say what went wrong. */
export function diskRoom(folder: string): { freeBytes: number; reservedBytes: number } {
  const { bavail, blocks, bsize } = statfsSync(folder);
  return { freeBytes: bavail * bsize, reservedBytes: Math.min(mostReserved, (blocks * bsize) / 16) };
}

export function requireRoom(folder: string): void {
  const { freeBytes, reservedBytes } = diskRoom(folder);
  if (freeBytes < reservedBytes) throw noRoom(undefined);
}

export const noRoom = (cause: unknown) =>
  new AppError("UNAVAILABLE", "The disk of the server is full: the file could not be stored", {
    hint: "Free space on the disk of its data folder, then try again",
    cause,
  });
