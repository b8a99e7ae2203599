import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import type { FormField } from "@/nodes/sdk/form";
import { type FileStore, FileTooLarge } from "@/server/http/files";
import type { FileRef } from "@/shared/item";
import { type FormProblem, readMultipart } from "../multipart";
import { sizeText } from "./size-text";
import type { FormTexts } from "./texts";

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

type Options = { fields: FormField[]; files: FileStore; maxBytes: number; t: FormTexts };

/** Files go to the store as they arrive; those that no field asks for are passed over. Throws `UnreadableForm`. */
export async function readSubmission(
  req: IncomingMessage,
  { fields, files, maxBytes, t }: Options,
): Promise<Submission> {
  const byName = new Map(fields.flatMap((field) => [field.name, sentName(field.name)].map((name) => [name, field])));
  const read: Submission = { values: new Map(), files: new Map(), problems: new Map() };
  /** Noted once all are there, in the order in which they were sent. */
  const notes: Promise<() => void>[] = [];
  await readMultipart(req, {
    maxBytes,
    limits: { fields: 5_000, files: 100, fieldSize: 1_048_576 },
    onField: (name, value) => add(read.values, byName.get(name)?.name ?? name, value),
    onFile(name, stream, { filename, mimeType }) {
      const field = byName.get(name);
      const problem = field?.type === "file" ? fileProblem(field, filename, mimeType, t) : undefined;
      if (field && problem && filename) read.problems.set(field.name, problem);
      if (field?.type !== "file" || !filename || problem) return undefined;
      const name255 = filename.slice(0, 255);
      const limited = Readable.from(atMost(stream, field.maxBytes ?? Infinity), { objectMode: false });
      const written = files.write({ name: name255, mimeType }, limited).then(
        (file) => () => add(read.files, field.name, file),
        (thrown) => {
          if (!(thrown instanceof FileTooLarge)) throw thrown;
          const problem = t("problems.fileSize", { name: name255, size: sizeText(thrown.maxBytes, t) });
          return () => void read.problems.set(field.name, problem);
        },
      );
      notes.push(written);
      return written;
    },
    toError: (problem) => unreadable(problem, maxBytes, t),
  });
  for (const note of await Promise.all(notes)) note();
  return read;
}

function unreadable({ is }: FormProblem, maxBytes: number, t: FormTexts): UnreadableForm {
  switch (is) {
    case "notAForm":
      return new UnreadableForm(415, t("unreadable.notAForm"));
    case "damaged":
      return new UnreadableForm(400, t("unreadable.damaged"));
    case "longField":
      return new UnreadableForm(413, t("unreadable.longField"));
    case "tooManyParts":
      return new UnreadableForm(413, t("unreadable.tooManyParts"));
    case "brokenOff":
      return new UnreadableForm(400, t("unreadable.brokenOff"));
    case "tooLarge":
      return new UnreadableForm(413, t("unreadable.tooLarge", { size: sizeText(maxBytes, t) }));
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

function fileProblem(
  { accept }: FormField & { type: "file" },
  filename: string,
  mimeType: string,
  t: FormTexts,
): string | undefined {
  const wanted = accept.split(",").map((part) => part.trim().toLowerCase());
  const isAccepted = wanted.some((pattern) => {
    if (pattern === "" || pattern === "*" || pattern === "*/*") return accept.trim() === "" || pattern !== "";
    if (pattern.endsWith("/*")) return mimeType.toLowerCase().startsWith(pattern.slice(0, -1));
    if (pattern.includes("/")) return mimeType.toLowerCase() === pattern;
    return filename.toLowerCase().endsWith(pattern.startsWith(".") ? pattern : `.${pattern}`);
  });
  return isAccepted ? undefined : t("problems.fileType", { name: filename.slice(0, 100), accept });
}

function add<V>(map: Map<string, V[]>, name: string, value: V) {
  const known = map.get(name);
  if (known) known.push(value);
  else map.set(name, [value]);
}

/** Browsers write quotes in the name of a part this way. */
const sentName = (name: string) => name.replaceAll('"', "%22");
