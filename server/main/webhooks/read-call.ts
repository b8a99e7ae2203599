import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import busboy from "busboy";
import type { FileStore } from "@/server/http/files";
import type { FileRef, Item, Json, JsonObject } from "@/shared/item";
import { isNestedTooDeep, jsonProblemText, maxJsonDepth } from "@/shared/json-text";

/** The body could not be read: what is wrong, for the caller and for the history. */
export class UnreadableCall extends Error {
  override name = "UnreadableCall";
  constructor(
    readonly status: 400 | 413 | 415,
    message: string,
    readonly hint: string,
    /** The beginning of what came, as text. */
    readonly body = "",
  ) {
    super(message);
  }
}

export type CallOptions = {
  files: FileStore;
  maxBytes: number;
  rawBody: boolean;
  fileField?: string;
  /** What the token of the call says. */
  claims?: JsonObject;
  params: { [name: string]: string };
  executionMode: "production" | "test";
  /** The address that was called. */
  webhookUrl: string;
};

/** A call as the item a workflow starts with. Files of a form go to the file store as they arrive. Throws `UnreadableCall`. */
export async function readCall(req: IncomingMessage, url: URL, options: CallOptions): Promise<Item> {
  const type = req.headers["content-type"] ?? "";
  const json: JsonObject = {
    method: req.method ?? "GET",
    headers: headersOf(req),
    params: options.params,
    query: listsOf(url.searchParams),
    body: {},
    webhookUrl: options.webhookUrl,
    executionMode: options.executionMode,
    ...(options.claims && { jwtPayload: options.claims }),
  };
  if (Number(req.headers["content-length"] ?? 0) > options.maxBytes) throw tooLarge(options.maxBytes);
  if (/^multipart\/form-data/i.test(type) && !options.rawBody) {
    const { body, binary } = await readForm(req, options);
    return { json: { ...json, body }, ...(Object.keys(binary).length && { binary }) };
  }
  const bytes = await readBytes(req, options.maxBytes);
  const mimeType = type.split(";")[0]?.trim().toLowerCase() || "application/octet-stream";
  const binary: { [name: string]: FileRef } = {};
  const name = options.fileField || "data";
  if (options.rawBody) binary[name] = await options.files.write({ name: "body", mimeType }, bytes);
  if (bytes.length === 0) return { json, ...(options.rawBody && { binary }) };
  if (isText(mimeType)) json.body = parseBody(bytes.toString("utf8"), mimeType);
  else binary[name] ??= await options.files.write({ name: "data", mimeType }, bytes);
  return { json, ...(Object.keys(binary).length && { binary }) };
}

function parseBody(text: string, mimeType: string): Json {
  if (/\bjson$/.test(mimeType)) {
    const refused = (problem: string, hint: string) => new UnreadableCall(400, problem, hint, text.slice(0, keptText));
    let value: Json;
    try {
      value = JSON.parse(text) as Json;
    } catch {
      throw refused(`The body is not valid JSON: ${jsonProblemText(text)}`, "Send valid JSON, or another Content-Type");
    }
    if (!isNestedTooDeep(text)) return value;
    throw refused(
      `The body is nested more than ${maxJsonDepth} levels deep`,
      "Send flatter data, or the text as text/plain",
    );
  }
  if (mimeType === "application/x-www-form-urlencoded") return listsOf(new URLSearchParams(text));
  return text;
}

/** Leaving a loop over the request would end its connection, and with it the way for an answer: so by events. */
function readBytes(req: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    const take = (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) return void chunks.push(chunk);
      req.off("data", take).pause();
      reject(tooLarge(maxBytes));
    };
    req.on("data", take);
    req.once("end", () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size)));
    req.once("error", reject);
  });
}

function readForm(
  req: IncomingMessage,
  { files, maxBytes, fileField }: CallOptions,
): Promise<{ body: JsonObject; binary: { [name: string]: FileRef } }> {
  const fields = new URLSearchParams();
  const binary: { [name: string]: FileRef } = {};
  const writes: Promise<void>[] = [];
  const parser = openForm(req, maxBytes);
  let left = maxBytes;
  return new Promise((resolve, reject) => {
    const fail = (thrown: unknown) => {
      req.unpipe();
      req.pause();
      // Ends the file under way too: nobody else would, and its half would stay on disk.
      parser.destroy();
      reject(thrown);
    };
    req.on("data", (chunk: Buffer) => {
      left -= chunk.length;
      if (left < 0) fail(tooLarge(maxBytes));
    });
    parser.on("field", (name, value) => void fields.append(name, value));
    let count = 0;
    parser.on("file", (name, stream, { filename, mimeType }) => {
      const field = fileField ? `${fileField}${count++}` : name.replace(/\[\]$/, "") || "data";
      const written = files
        .write({ name: (filename || name).slice(0, 255), mimeType }, stream as Readable)
        .then((ref) => {
          binary[freeName(binary, field)] = ref;
        });
      writes.push(written);
      written.catch(fail);
    });
    parser.on("error", (thrown: Error) =>
      fail(new UnreadableCall(400, `The form cannot be read: ${thrown.message}`, "Send the whole form")),
    );
    for (const limit of ["filesLimit", "fieldsLimit", "partsLimit"] as const) {
      parser.on(limit, () =>
        fail(new UnreadableCall(413, "The form has too many parts", "Send at most 1,000 fields and 100 files")),
      );
    }
    parser.on("close", () => void Promise.all(writes).then(() => resolve({ body: listsOf(fields), binary }), fail));
    req.on("aborted", () => fail(new UnreadableCall(400, "The call was broken off", "Send it again")));
    req.pipe(parser);
  });
}

/** Throws `UnreadableCall` when the content type does not say how the parts are told apart. */
function openForm(req: IncomingMessage, maxBytes: number): busboy.Busboy {
  try {
    return busboy({
      headers: req.headers,
      // Browsers and curl send file names as UTF-8, and say nothing about it.
      defParamCharset: "utf8",
      limits: { fields: 1_000, files: 100, parts: 1_100, fieldSize: maxBytes },
    });
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    const hint = "Send multipart/form-data with a boundary";
    throw new UnreadableCall(400, `The form cannot be read: ${reason}`, hint);
  }
}

const keptText = 64 * 1024;

const tooLarge = (maxBytes: number) =>
  new UnreadableCall(
    413,
    `The body is larger than the limit of ${Number((maxBytes / 1_048_576).toFixed(3))} MB`,
    "Send less, or raise ISLEWIRE_MAX_BODY_MB on the server",
  );

const isText = (mimeType: string) => /^text\/|\bjson$|\bxml$|x-www-form-urlencoded$|javascript$/.test(mimeType);

/** A name that is given several times becomes a list. `name[]` is the same as `name`. */
function listsOf(params: URLSearchParams): JsonObject {
  const values = new Map<string, Json>();
  for (const [given, value] of params) {
    const isList = given.endsWith("[]");
    const name = isList ? given.slice(0, -2) : given;
    if (name === "__proto__") continue;
    const known = values.get(name);
    if (Array.isArray(known)) known.push(value);
    else if (known === undefined) values.set(name, isList ? [value] : value);
    else values.set(name, [known, value]);
  }
  return Object.fromEntries(values);
}

function headersOf(req: IncomingMessage): JsonObject {
  const { cookie, ...headers } = req.headers;
  const foreign = cookie
    ?.split(/; */)
    .filter((pair) => !ownCookie.test(pair))
    .join("; ");
  return Object.fromEntries(
    Object.entries({ ...headers, ...(foreign && { cookie: foreign }) }).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(", ") : (value ?? ""),
    ]),
  );
}

/** A call from the browser of somebody who is signed in must not put the session into the stored data. */
const ownCookie = /^(__(Secure|Host)-)?islewire\./;

function freeName(taken: object, name: string): string {
  if (name === "__proto__") return freeName(taken, "data");
  if (!Object.hasOwn(taken, name)) return name;
  for (let number = 1; ; number++) if (!Object.hasOwn(taken, `${name}${number}`)) return `${name}${number}`;
}
