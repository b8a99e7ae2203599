import { NodeError } from "@/nodes/sdk";

export async function decoded(bytes: Buffer, { encoding, bom }: { encoding: string; bom: boolean }): Promise<string> {
  const iconv = await encodings(encoding);
  return iconv.decode(bytes, encoding || "utf8", { stripBOM: bom });
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
