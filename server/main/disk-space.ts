import { randomBytes } from "node:crypto";
import { existsSync, rmSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { diskFull } from "@/server/db/store-errors";
import { diskRoom } from "@/server/http/file-budget";
import { logger } from "@/server/processes/logger";
import type { AppError } from "@/shared/errors";

export type DiskSpace = ReturnType<typeof watchDiskSpace>;

const mb = 1024 * 1024;
const lookMs = 2_000;

/**
 * Watches the disk of the data folder. While there is room, a file of no use keeps some of it: when the disk is full the
 * file is deleted, so that what runs can end and what is old can be pruned, since a deletion needs room as well. Nothing
 * new is taken until there is twice as much room; then the file is made again.
 */
export function watchDiskSpace(dataFolder: string, { whileFull }: { whileFull(): void }) {
  const log = logger("store");
  const ballast = join(dataFolder, "ballast");
  let full = false;
  let making: Promise<void> | undefined;
  let closed = false;
  look();
  const timer = setInterval(() => {
    try {
      look();
    } catch (err) {
      log.error({ err }, "It cannot be seen how much room the disk has");
    }
  }, lookMs);

  return {
    /** What new work is refused with. */
    refusal: (): AppError | undefined => (full ? diskFull() : undefined),

    /** A write has found no room. */
    full: fill,

    async close() {
      closed = true;
      clearInterval(timer);
      await making;
    },
  };

  function look() {
    const { freeBytes, ballastBytes } = sizes();
    if (full) {
      if (freeBytes < 2 * ballastBytes) return whileFull();
      full = false;
      log.warn({ freeMb: Math.round(freeBytes / mb) }, "There is room on the disk again: calls are taken");
    } else if (freeBytes < ballastBytes / 2) fill();
    if (!full && !making && !existsSync(ballast) && freeBytes >= 4 * ballastBytes)
      making = make(ballastBytes).finally(() => {
        making = undefined;
      });
  }

  function fill() {
    if (full) return;
    full = true;
    const hadBallast = existsSync(ballast);
    rmSync(ballast, { force: true });
    log.error(
      { dataFolder, hadBallast },
      "The disk is full: new calls are refused with 503 until space is freed, what runs goes on as far as it can",
    );
    whileFull();
  }

  function sizes() {
    const { freeBytes, reservedBytes } = diskRoom(dataFolder);
    return { freeBytes, ballastBytes: reservedBytes };
  }

  /** Of random bytes: a file system that compresses would keep no room for others. */
  async function make(bytes: number): Promise<void> {
    const unfinished = `${ballast}.unfinished`;
    try {
      const file = await open(unfinished, "w", 0o600);
      try {
        const chunk = randomBytes(mb);
        for (let left = bytes; left > 0 && !full && !closed; left -= mb)
          await file.write(chunk, 0, Math.min(Math.ceil(left), mb));
      } finally {
        await file.close();
      }
      if (full || closed) await rm(unfinished, { force: true });
      else await rename(unfinished, ballast);
    } catch (err) {
      log.warn({ err }, "No room could be set aside for a full disk; it is tried again");
      await rm(unfinished, { force: true }).catch(() => {});
    }
  }
}
