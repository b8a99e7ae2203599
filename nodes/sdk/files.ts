import type { FileRef, Item } from "@/shared/item";
import { NodeError } from "./node-error";
import type { Services } from "./services";

/** The file of an item in that field, such as `data`. */
export function fileOf(item: Item, field: string, param: string): FileRef {
  const file = item.binary && Object.hasOwn(item.binary, field) ? item.binary[field] : undefined;
  if (file) return file;
  const names = Object.keys(item.binary ?? {});
  throw new NodeError(`The item has no file "${field}"`, {
    code: "FILE_MISSING",
    hint: names.length ? `Its files: ${names.join(", ")}` : "The node before must give a file",
    param,
  });
}

/** The whole contents, for formats that cannot be read in pieces. `maxBytes` guards the worker's memory. */
export async function readBytes(
  files: Services["files"],
  file: FileRef,
  { signal, maxBytes = 100 * mebibyte }: { signal: AbortSignal; maxBytes?: number },
): Promise<Buffer> {
  if (file.size > maxBytes) throw tooLarge(file.name, maxBytes);
  const chunks: Buffer[] = [];
  for await (const chunk of files.read(file)) {
    signal.throwIfAborted();
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

export const mebibyte = 1024 * 1024;

export const tooLarge = (name: string, maxBytes: number) =>
  new NodeError(`"${name}" is larger than the limit of ${maxBytes / mebibyte} MB`, {
    code: "FILE_TOO_LARGE",
    hint: "Split it, or let another program prepare it",
  });
