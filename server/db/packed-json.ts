import { zstdCompressSync, zstdDecompressSync } from "node:zlib";

/** JSON text as stored: a byte that says how, then the text, compressed when it is longer than 1 KB. */
export function pack(text: string): Buffer {
  const bytes = Buffer.from(`\0${text}`);
  if (bytes.length <= 1_024) return bytes;
  const compressed = zstdCompressSync(bytes.subarray(1));
  return Buffer.concat([Buffer.of(1), compressed]);
}

/** Throws when the bytes are not what `pack` made. */
export function unpack(bytes: Buffer): string {
  if (bytes[0] === 0) return bytes.toString("utf8", 1);
  if (bytes[0] === 1) return zstdDecompressSync(bytes.subarray(1)).toString("utf8");
  throw new Error("Stored data is damaged: unknown first byte");
}
