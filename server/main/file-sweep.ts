import type { Store } from "@/server/db/client";
import { fileIdsIn } from "@/server/db/file-references";
import { unpack } from "@/server/db/packed-json";
import { dropFile, filesBefore } from "@/server/http/files";
import { logger } from "@/server/processes/logger";

const everyMs = 3_600_000;
const firstMs = 300_000;
/** A step may have a file that no row knows of yet, for as long as it runs. */
const youngMs = 86_400_000;
/** Rows read at once: others have their turn in between. */
const batch = 100;

/** Deletes files of items once no execution, and no workflow, refers to them any more. */
export function sweepFiles(store: Store, dataFolder: string) {
  const log = logger("files");
  const isReferred = store.rawRead
    .prepare<[string], 1>("SELECT 1 FROM file_references WHERE file_id = ? LIMIT 1")
    .pluck();
  /** Of executions from before there were references it is not known which files they have. */
  const hasUnknown = store.rawRead.prepare("SELECT 1 FROM file_references WHERE file_id = '?' LIMIT 1").pluck();
  const texts = [
    store.rawRead.prepare<[number, number], Row>(
      "SELECT rowid AS at, document AS text FROM workflows WHERE rowid > ? ORDER BY rowid LIMIT ?",
    ),
    store.rawRead.prepare<[number, number], Row>(
      "SELECT rowid AS at, document AS text FROM versions WHERE rowid > ? ORDER BY rowid LIMIT ?",
    ),
    store.rawRead.prepare<[number, number], Row>(
      "SELECT rowid AS at, document AS text FROM revisions WHERE rowid > ? ORDER BY rowid LIMIT ?",
    ),
    store.rawRead.prepare<[number, number], Row>(
      "SELECT rowid AS at, value AS text FROM memories WHERE rowid > ? ORDER BY rowid LIMIT ?",
    ),
  ];
  let underWay: Promise<number> | undefined;
  let closed = false;
  const first = setTimeout(() => void sweepNow(), firstMs).unref();
  const timer = setInterval(() => void sweepNow(), everyMs).unref();

  return {
    sweepNow,
    async close() {
      closed = true;
      clearTimeout(first);
      clearInterval(timer);
      await underWay;
    },
  };

  /** Resolves with the number of files deleted. */
  function sweepNow(now = Date.now()): Promise<number> {
    underWay ??= sweep(now - youngMs)
      .catch((err) => {
        log.error({ err }, "Files that nobody needs could not be deleted; it is tried again in an hour");
        return 0;
      })
      .finally(() => {
        underWay = undefined;
      });
    return underWay;
  }

  async function sweep(before: number): Promise<number> {
    if (hasUnknown.get() !== undefined) return 0;
    const unreferred = new Set<string>();
    for await (const id of filesBefore(dataFolder, before)) {
      if (closed) return 0;
      if (!isReferred.get(id)) unreferred.add(id);
    }
    if (unreferred.size === 0) return 0;
    for await (const id of idsElsewhere()) unreferred.delete(id);
    let deleted = 0;
    for (const id of unreferred) {
      // It may have become part of an execution meanwhile.
      if (closed || isReferred.get(id)) continue;
      const isGone = await dropFile(dataFolder, id, before).catch((err) => {
        log.error({ err, id }, "A file that nobody needs could not be deleted");
        return false;
      });
      if (isGone) deleted++;
    }
    if (deleted > 0) log.info({ deleted }, "Files that no execution refers to any more were deleted");
    return deleted;
  }

  /** Pinned items of workflows, in all their versions, and what workflows remember. */
  async function* idsElsewhere(): AsyncGenerator<string> {
    for (const find of texts) {
      for (let after = -1; !closed; ) {
        const rows = find.all(after, batch);
        for (const { text } of rows) yield* fileIdsIn(typeof text === "string" ? text : unpack(text));
        if (rows.length < batch) break;
        after = rows.at(-1)?.at ?? after;
        await new Promise(setImmediate);
      }
    }
  }
}

type Row = { at: number; text: string | Buffer };
