import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import busboy from "busboy";
import type { FormField } from "@/nodes/sdk/form";
import { type FileStore, FileTooLarge } from "@/server/http/files";
import type { FileRef } from "@/shared/item";
import { sizeText } from "./size-text";

/** What a browser sent, by the name of the field. What is wrong with a file is said of its field. */
export type Submission = {
  values: Map<string, string[]>;
  files: Map<string, FileRef[]>;
  problems: Map<string, string>;
};

/** The form could not be read as a whole. */
export class UnreadableForm extends Error {
  override name = "UnreadableForm";
  constructor(
    readonly status: 400 | 413 | 415,
    message: string,
  ) {
    super(message);
  }
}

type Options = { fields: FormField[]; files: FileStore; maxBytes: number };

/** Files go to the store as they arrive; those that no field asks for are passed over. Throws `UnreadableForm`. */
export function readSubmission(req: IncomingMessage, { fields, files, maxBytes }: Options): Promise<Submission> {
  const byName = new Map(fields.flatMap((field) => [field.name, sentName(field.name)].map((name) => [name, field])));
  const read: Submission = { values: new Map(), files: new Map(), problems: new Map() };
  const parser = open(req, maxBytes);
  /** Noted once all are there, in the order in which they were sent. */
  const writes: Promise<() => void>[] = [];
  let left = maxBytes;

  return new Promise((resolve, reject) => {
    const fail = (thrown: unknown) => {
      req.unpipe();
      req.pause();
      // Ends the file under way too.
      parser.destroy();
      reject(thrown);
    };
    req.on("data", (chunk: Buffer) => {
      left -= chunk.length;
      if (left < 0) fail(tooLarge(maxBytes));
    });
    parser.on("field", (name, value, { valueTruncated }) => {
      if (valueTruncated) return fail(new UnreadableForm(413, "One of the texts is too long"));
      add(read.values, byName.get(name)?.name ?? name, value);
    });
    parser.on("file", (name, stream, { filename = "", mimeType }) => {
      const field = byName.get(name);
      const problem = field?.type === "file" ? fileProblem(field, filename, mimeType) : undefined;
      if (field && problem && filename) read.problems.set(field.name, problem);
      if (field?.type !== "file" || !filename || problem) return void stream.resume();
      const name255 = filename.slice(0, 255);
      const limited = Readable.from(atMost(stream as Readable, field.maxBytes ?? Infinity), { objectMode: false });
      const written = files.write({ name: name255, mimeType }, limited).then(
        (file) => () => add(read.files, field.name, file),
        (thrown) => {
          if (!(thrown instanceof FileTooLarge)) throw thrown;
          const problem = `“${name255}” is larger than ${sizeText(thrown.maxBytes)}`;
          return () => void read.problems.set(field.name, problem);
        },
      );
      writes.push(written);
      written.catch(fail);
    });
    parser.on("error", () => fail(new UnreadableForm(400, "The form did not arrive as a whole")));
    for (const limit of ["filesLimit", "fieldsLimit", "partsLimit"] as const)
      parser.on(limit, () => fail(new UnreadableForm(413, "The form has too many parts")));
    parser.on("close", () => {
      void Promise.all(writes).then((notes) => {
        for (const note of notes) note();
        resolve(read);
      }, fail);
    });
    req.on("aborted", () => fail(new UnreadableForm(400, "The form was broken off")));
    req.pipe(parser);
  });
}

function open(req: IncomingMessage, maxBytes: number): busboy.Busboy {
  if (Number(req.headers["content-length"] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  try {
    return busboy({
      headers: req.headers,
      defParamCharset: "utf8",
      limits: { fields: 5_000, files: 100, parts: 5_100, fieldSize: 1_048_576 },
    });
  } catch {
    throw new UnreadableForm(415, "This is not what a form sends");
  }
}

/** The rest of what is too much is read and thrown away: the fields after it count. */
async function* atMost(stream: Readable, maxBytes: number): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of stream) {
    size += (chunk as Buffer).length;
    if (size <= maxBytes) yield chunk as Buffer;
  }
  if (size > maxBytes) throw new FileTooLarge(maxBytes);
}

function fileProblem({ accept }: FormField & { type: "file" }, filename: string, mimeType: string): string | undefined {
  const wanted = accept.split(",").map((part) => part.trim().toLowerCase());
  const isAccepted = wanted.some((pattern) => {
    if (pattern === "" || pattern === "*" || pattern === "*/*") return accept.trim() === "" || pattern !== "";
    if (pattern.endsWith("/*")) return mimeType.toLowerCase().startsWith(pattern.slice(0, -1));
    if (pattern.includes("/")) return mimeType.toLowerCase() === pattern;
    return filename.toLowerCase().endsWith(pattern.startsWith(".") ? pattern : `.${pattern}`);
  });
  return isAccepted ? undefined : `“${filename.slice(0, 100)}” is not of an accepted type: ${accept}`;
}

function add<V>(map: Map<string, V[]>, name: string, value: V) {
  const known = map.get(name);
  if (known) known.push(value);
  else map.set(name, [value]);
}

/** Browsers write quotes in the name of a part this way. */
const sentName = (name: string) => name.replaceAll('"', "%22");

const tooLarge = (maxBytes: number) =>
  new UnreadableForm(413, `The form with its files is larger than ${sizeText(maxBytes)}`);
