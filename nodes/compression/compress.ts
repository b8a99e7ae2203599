import { Readable } from "node:stream";
import { createGzip } from "node:zlib";
import { readBytes } from "@/nodes/sdk/files";
import type { Services } from "@/nodes/sdk/services";
import type { FileRef } from "@/shared/item";

type Files = Services["files"];

export async function zip(given: FileRef[], name: string, files: Files, signal: AbortSignal): Promise<FileRef> {
  const { zipSync } = await import("fflate");
  const entries = new Map<string, Uint8Array>();
  for (const file of given) entries.set(freeName(file.name, entries), await readBytes(files, file, { signal }));
  const bytes = zipSync(Object.fromEntries(entries));
  return files.write({ name: name || "data.zip", mimeType: "application/zip" }, bytes);
}

/** In pieces: the file is never in memory as a whole. */
export function gzip(file: FileRef, name: string, files: Files): Promise<FileRef> {
  const source = files.read(file);
  const packed = createGzip();
  source.on("error", (error) => packed.destroy(error)).pipe(packed);
  return files.write({ name: name || `${file.name}.gz`, mimeType: "application/gzip" }, Readable.from(packed));
}

function freeName(name: string, taken: Map<string, unknown>): string {
  if (!taken.has(name)) return name;
  const [, stem = name, extension = ""] = /^(.*?)(\.[^.]*)?$/s.exec(name) ?? [];
  for (let number = 1; ; number++)
    if (!taken.has(`${stem}-${number}${extension}`)) return `${stem}-${number}${extension}`;
}
