import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { NodeError } from "@/nodes/sdk";
import { mebibyte, readBytes } from "@/nodes/sdk/files";
import { mimeTypeOf } from "@/nodes/sdk/mime-type";
import type { Services } from "@/nodes/sdk/services";
import { isZip, zipEntries } from "@/nodes/sdk/zip";
import type { FileRef } from "@/shared/item";

type Files = Services["files"];

/** What an archive may unpack to, in bytes. */
const maxUnpacked = 300 * mebibyte;
const maxEntries = 2_000;

/** The files of a ZIP or GZIP archive, told apart by their first bytes. */
export async function unpack(file: FileRef, files: Files, signal: AbortSignal): Promise<FileRef[]> {
  const start = await firstBytes(file, files);
  if (start[0] === 0x1f && start[1] === 0x8b) return [await gunzip(file, files)];
  if (isZip(start)) return unzip(await readBytes(files, file, { signal }), file.name, files, signal);
  throw new NodeError(`"${file.name}" is neither ZIP nor GZIP`, { code: "ARCHIVE_UNKNOWN", param: "files" });
}

async function firstBytes(file: FileRef, files: Files): Promise<Buffer> {
  for await (const chunk of files.read(file)) return chunk as Buffer;
  return Buffer.alloc(0);
}

function gunzip(file: FileRef, files: Files): Promise<FileRef> {
  const name = file.name.replace(/\.(gz|gzip)$/i, "") || "file";
  const source = files.read(file);
  const unpacked = createGunzip();
  source.on("error", (error) => unpacked.destroy(error)).pipe(unpacked);
  async function* limited() {
    let size = 0;
    try {
      for await (const chunk of unpacked) {
        size += (chunk as Buffer).length;
        if (size > maxUnpacked) throw tooMuch(file.name);
        yield chunk as Buffer;
      }
    } catch (cause) {
      if (cause instanceof NodeError) throw cause;
      throw broken(file.name, cause);
    } finally {
      source.destroy();
    }
  }
  return files.write({ name, mimeType: mimeTypeOf(name) }, Readable.from(limited()));
}

/** Entry by entry. What an entry says of its size is also all it gets: a wrong number cannot take more memory. */
async function unzip(bytes: Buffer, archive: string, files: Files, signal: AbortSignal): Promise<FileRef[]> {
  const { unzipSync } = await import("fflate");
  const entries = zipEntries(bytes)?.filter(({ name }) => !name.endsWith("/"));
  if (!entries) throw broken(archive);
  const size = entries.reduce((sum, entry) => sum + entry.size, 0);
  if (size > maxUnpacked || entries.length > maxEntries) throw tooMuch(archive);
  const found: FileRef[] = [];
  for (const entry of entries) {
    signal.throwIfAborted();
    let contents: Uint8Array | undefined;
    try {
      contents = Object.values(unzipSync(bytes, { filter: ({ name }) => name === entry.name }))[0];
    } catch (cause) {
      throw broken(archive, cause);
    }
    const name = entry.name.split(/[\\/]/).pop() || "file";
    if (contents) found.push(await files.write({ name, mimeType: mimeTypeOf(name) }, contents));
  }
  return found;
}

const tooMuch = (name: string) =>
  new NodeError(`"${name}" unpacks to more than ${maxUnpacked / mebibyte} MB or ${maxEntries} files`, {
    code: "ARCHIVE_TOO_LARGE",
    hint: "Unpack it elsewhere, or split it",
    param: "files",
  });

const broken = (name: string, cause?: unknown) =>
  new NodeError(`"${name}" is not a whole archive`, { code: "ARCHIVE_BROKEN", param: "files", cause });
