import { isUtf8 } from "node:buffer";
import { NodeError } from "@/nodes/sdk";

/** Without an encoding it is recognised: what a byte order mark says, UTF-8 if it is valid, Windows-1252 otherwise. */
export async function decoded(bytes: Buffer, { encoding, bom }: { encoding: string; bom: boolean }): Promise<string> {
  const iconv = await encodings(encoding);
  return iconv.decode(bytes, encoding || recognised(bytes), { stripBOM: bom });
}

function recognised(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf16be";
  return isUtf8(bytes) ? "utf8" : "windows-1252";
}

/** The library, once it knows that encoding. */
export async function encodings(encoding: string) {
  const { default: iconv } = await import("iconv-lite");
  if (!iconv.encodingExists(encoding || "utf8")) {
    throw new NodeError(`There is no encoding "${encoding}"`, {
      code: "ENCODING_UNKNOWN",
      hint: "For instance utf8, utf16le, latin1 or windows-1252",
      param: "as.encoding",
    });
  }
  return iconv;
}
