import { Readable } from "node:stream";
import { mimeTypeOf } from "@/nodes/sdk/mime-type";
import { NodeError } from "@/nodes/sdk/node-error";
import type { Services } from "@/nodes/sdk/services";
import type { FileRef } from "@/shared/item";

export type Entry = {
  name: string;
  type: "file" | "folder" | "link" | "other";
  size?: number;
  /** Milliseconds since 1970. */
  modifiedAt?: number;
};

/** What a server for files can do, whatever it speaks. Paths have slashes; folders end without one. */
export type FileServer = {
  list(folder: string): Promise<Entry[]>;
  download(path: string): Promise<FileRef>;
  upload(file: FileRef, path: string): Promise<void>;
  exists(path: string): Promise<boolean>;
  /** Of a file or a folder. */
  rename(from: string, to: string, options: { overwrite: boolean }): Promise<void>;
  remove(path: string): Promise<void>;
  /** With all that is in it. */
  removeFolder(path: string): Promise<void>;
  /** With those it lies in; one that is there is left as it is. */
  makeFolder(path: string): Promise<void>;
  close(): Promise<void> | void;
};

const maxBytes = 5 * 1024 ** 3;

/** Keeps what arrives as a file. A part of it is none: throws `NodeError` where fewer bytes came than the server named. */
export async function storeStream(
  files: Services["files"],
  path: string,
  stream: Readable,
  size: number | undefined,
): Promise<FileRef> {
  let arrived = 0;
  async function* counted() {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      arrived += chunk.length;
      if (arrived > maxBytes) throw new NodeError(`"${path}" is larger than the limit of ${maxBytes} bytes`);
      yield chunk;
    }
    if (size !== undefined && arrived !== size) throw new Error("the connection ended");
  }
  const name = path.split("/").at(-1) || "file";
  try {
    return await files.write({ name, mimeType: mimeTypeOf(name) }, Readable.from(counted()));
  } catch (thrown) {
    if (thrown instanceof NodeError) throw thrown;
    const said = thrown instanceof Error ? thrown.message : String(thrown);
    const of = size === undefined ? "" : ` of ${size}`;
    throw new NodeError(`"${path}" broke off after ${arrived}${of} bytes: ${said}`, {
      code: "FILE_INCOMPLETE",
      hint: "Nothing was kept of it. Try again",
      cause: thrown,
    });
  } finally {
    stream.destroy();
  }
}
