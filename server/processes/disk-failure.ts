import { logger } from "./logger";

/**
 * Ends the process: after a failed sync nobody knows what the disk holds, and every answer from then on could be wrong. The
 * start after it reads the log again and writes it to the database. Code 74 (EX_IOERR) tells a supervisor why.
 */
export function endForDiskFailure(thrown: unknown): never {
  logger("store").fatal(
    { err: thrown },
    "The disk failed while the database was written or read. Stopping, so that nothing is said to be safe that is not: look at the disk and its free space, then start again",
  );
  process.exit(74);
}
