import { createHash, randomUUID } from "node:crypto";
import { createReadStream, createWriteStream, existsSync, mkdirSync } from "node:fs";
import { readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { FileRef } from "@/shared/item";
import { collectYoung } from "./collect-young";
import { fileBudget, noRoom, requireRoom } from "./file-budget";

/** Binary data: files in the data folder, named by the SHA-256 of their contents, written and read as streams. */
export type FileStore = {
  write(
    file: { name: string; mimeType: string },
    contents: Readable | Uint8Array | string,
    maxBytes?: number,
  ): Promise<FileRef>;
  read(file: Pick<FileRef, "id">): Readable;
  exists(file: Pick<FileRef, "id">): boolean;
};

export class FileTooLarge extends Error {
  override name = "FileTooLarge";
  constructor(readonly maxBytes: number) {
    super(`The file is larger than the limit of ${maxBytes} bytes`);
  }
}

const collectAfterBytes = 4 * 1024 * 1024;

export function openFileStore(dataFolder: string): FileStore {
  const folder = join(dataFolder, "files");
  mkdirSync(join(folder, "incoming"), { recursive: true });
  const place = (id: string) => {
    if (!/^[0-9a-f]{64}$/.test(id)) throw new Error("Not the id of a file");
    return join(folder, id.slice(0, 2), id);
  };

  return {
    async write({ name, mimeType }, contents, maxBytes = Infinity) {
      const incoming = join(folder, "incoming", randomUUID());
      const hash = createHash("sha256");
      let size = 0;
      let uncollected = 0;
      const budget = fileBudget();
      requireRoom(folder);
      const source = contents instanceof Readable ? contents : Readable.from([Buffer.from(contents as Uint8Array)]);
      try {
        await pipeline(
          source,
          async function* (chunks: AsyncIterable<Buffer>) {
            for await (const chunk of chunks) {
              size += chunk.length;
              if (size > maxBytes) throw new FileTooLarge(maxBytes);
              await budget?.take(chunk.length);
              hash.update(chunk);
              yield chunk;
              uncollected += chunk.length;
              if (uncollected < collectAfterBytes) continue;
              uncollected = 0;
              requireRoom(folder);
              collectYoung();
            }
          },
          createWriteStream(incoming, { flush: true }),
        );
        const id = hash.digest("hex");
        mkdirSync(join(folder, id.slice(0, 2)), { recursive: true });
        if (existsSync(place(id))) budget?.giveBack(size);
        await rename(incoming, place(id));
        return { id, name, mimeType, size };
      } catch (thrown) {
        await rm(incoming, { force: true });
        budget?.giveBack(size);
        throw /^(ENOSPC|EDQUOT)$/.test(String((thrown as NodeJS.ErrnoException).code)) ? noRoom(thrown) : thrown;
      }
    },
    read: ({ id }) => createReadStream(place(id)),
    exists: ({ id }) => existsSync(place(id)),
  };
}

/** In bytes; 0 where there is no such file any more. */
export const sizeOfFile = async (dataFolder: string, id: string): Promise<number> =>
  (await stat(join(dataFolder, "files", id.slice(0, 2), id)).catch(() => undefined))?.size ?? 0;

/** Ids of files that were written before a time. Files come and go meanwhile. */
export async function* filesBefore(dataFolder: string, time: number): AsyncGenerator<string> {
  const folder = join(dataFolder, "files");
  for (const part of await readdir(folder)) {
    if (part.length !== 2) continue;
    for (const id of await readdir(join(folder, part))) {
      const found = await stat(join(folder, part, id)).catch(() => undefined);
      if (found && found.mtimeMs < time) yield id;
    }
  }
}

/**
 * Deletes a file that nobody refers to. It is put aside first: where somebody has just written the same contents again,
 * it is that new file, and comes back. Whether it is gone.
 */
export async function dropFile(dataFolder: string, id: string, before: number): Promise<boolean> {
  const folder = join(dataFolder, "files");
  const [place, aside] = [join(folder, id.slice(0, 2), id), join(folder, "incoming", `${id}-${randomUUID()}`)];
  await rename(place, aside);
  if ((await stat(aside)).mtimeMs < before) {
    await rm(aside, { force: true });
    return true;
  }
  await rename(aside, place);
  return false;
}

/** Deletes what writes that a crash cut off have left, once it is older than an hour: nobody writes that long unseen. */
export async function dropAbandonedWrites(dataFolder: string, now = Date.now()): Promise<void> {
  const folder = join(dataFolder, "files", "incoming");
  for (const name of await readdir(folder)) {
    const file = join(folder, name);
    // Another process may just have finished it.
    const found = await stat(file).catch(() => undefined);
    if (found && now - found.mtimeMs > abandonedMs) await rm(file, { force: true });
  }
}

const abandonedMs = 3_600_000;
