import { AppError } from "@/shared/errors";

/** Nothing was stored, and nothing is wrong with what is: the same may succeed in a moment. */
export class StoreUnavailable extends AppError {
  constructor(message: string, options: { hint: string; cause?: unknown }) {
    super("UNAVAILABLE", message, options);
    this.name = "StoreUnavailable";
  }
}

export const databaseBusy = (cause?: unknown) =>
  new StoreUnavailable("Another program has kept the database of the server busy for more than 5 seconds", {
    hint: "Try again in a moment. If it goes on, find the program that has islewire.db open",
    cause,
  });

export const diskFull = (cause?: unknown) =>
  new StoreUnavailable("The disk of the server is full", {
    hint: "Free space on the disk of its data folder: calls are taken again some seconds later",
    cause,
  });

const codeOf = (thrown: unknown) => String((thrown as { code?: unknown } | null)?.code ?? "");

export const isBusy = (thrown: unknown) => /^SQLITE_BUSY/.test(codeOf(thrown));

/** The index of the log, too, is given its place on the disk before it is written. */
export const isDiskFull = (thrown: unknown) =>
  /^(SQLITE_FULL|SQLITE_IOERR_SHMSIZE|ENOSPC|EDQUOT)$/.test(codeOf(thrown));

/** The disk did not take or give what it should: nobody knows what it holds. */
export const isDiskFailure = (thrown: unknown) => !isDiskFull(thrown) && /^SQLITE_(IOERR|CORRUPT)/.test(codeOf(thrown));
