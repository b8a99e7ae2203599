import { statSync } from "node:fs";
import { join } from "node:path";
import { maxLogBytes, type Store } from "@/server/db/client";
import { logger } from "@/server/processes/logger";

const lookMs = 10_000;
const alarmingBytes = 4 * maxLogBytes;

/**
 * Commits go to a log first, which SQLite writes into the database when nobody reads from it. Readers that follow each other
 * without a gap, and those that read for long, keep it growing: it is cut off as soon as there is none, and told of until then.
 */
export function watchLog(store: Store, dataFolder: string): { close(): void } {
  const log = logger("store");
  const file = join(dataFolder, "islewire.db-wal");
  let warned = false;
  const timer = setInterval(() => void look(), lookMs);
  timer.unref();
  return { close: () => clearInterval(timer) };

  async function look() {
    const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (bytes <= maxLogBytes) {
      warned = false;
      return;
    }
    try {
      if ((await store.shrinkLog()) || bytes < alarmingBytes || warned) return;
      warned = true;
      log.warn(
        { logMb: Math.round(bytes / 1024 / 1024) },
        "The log of the database grows, since something has been reading for long: a backup, or a program that has islewire.db open. It is cut off when that ends",
      );
    } catch (err) {
      log.error({ err }, "The log of the database could not be cut off; it is tried again");
    }
  }
}
