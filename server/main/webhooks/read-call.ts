import type { IncomingMessage } from "node:http";
import { PassThrough, Readable } from "node:stream";
import type { FileStore } from "@/server/http/files";
import type { FileRef, Item, Json, JsonObject } from "@/shared/item";
import { isNestedTooDeep, jsonProblemText, maxJsonDepth } from "@/shared/json-text";
import { type FormProblem, readMultipart } from "../multipart";

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

/** A call on its way, or as it was kept. */
export type CallSource = Readable & Pick<IncomingMessage, "method" | "headers">;

/** A call whose body is here already. */
export const keptCall = ({ method, headers }: Pick<IncomingMessage, "method" | "headers">, body: Buffer): CallSource =>
  Object.assign(Readable.from(body.length ? [body] : []), { method, headers });

/** `text`: the body byte for byte, where it is no file. */
export type ReadCall = { item: Item; text?: Buffer };

/** A call as the item a workflow starts with. Files of a form go to the file store as they arrive. Throws `UnreadableCall`. */
export async function readCall(req: CallSource, url: URL, options: CallOptions): Promise<ReadCall> {
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
  if (/^multipart\/form-data/i.test(type) && !options.rawBody) {
    const { body, binary } = await readForm(req, options);
    return { item: { json: { ...json, body }, ...(Object.keys(binary).length && { binary }) } };
  }
  const mimeType = type.split(";")[0]?.trim().toLowerCase() || "application/octet-stream";
  const binary: { [name: string]: FileRef } = {};
  const name = options.fileField || "data";
  if (!isText(mimeType) && announcesBody(req)) {
    const { file, size } = await storeBody(req, { name: options.rawBody ? "body" : "data", mimeType }, options);
    return { item: { json, ...((size > 0 || options.rawBody) && { binary: { [name]: file } }) } };
  }
  const bytes = await readBody(req, options.maxBytes);
  if (options.rawBody) binary[name] = await options.files.write({ name: "body", mimeType }, bytes);
  if (bytes.length === 0) return { item: { json, ...(options.rawBody && { binary }) } };
  if (isText(mimeType)) json.body = parseBody(bytes.toString("utf8"), mimeType);
  else binary[name] ??= await options.files.write({ name: "data", mimeType }, bytes);
  const item = { json, ...(Object.keys(binary).length && { binary }) };
  return isText(mimeType) && !options.rawBody ? { item, text: bytes } : { item };
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

/**
 * The body byte for byte. Throws `UnreadableCall` beyond the limit. Leaving a loop over the request would end its
 * connection, and with it the way for an answer: so by events.
 */
export async function readBody(req: CallSource, maxBytes: number): Promise<Buffer> {
  if (Number(req.headers["content-length"] ?? 0) > maxBytes) throw tooLarge(maxBytes);
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

const announcesBody = ({ headers }: CallSource) =>
  Number(headers["content-length"] ?? 0) > 0 || headers["transfer-encoding"] !== undefined;

/** The body as a file, as it arrives; for the limit and the connection as above. */
async function storeBody(
  req: CallSource,
  named: { name: string; mimeType: string },
  { files, maxBytes }: CallOptions,
): Promise<{ file: FileRef; size: number }> {
  if (Number(req.headers["content-length"] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const body = new PassThrough();
  let size = 0;
  const take = (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxBytes) {
      req.off("data", take).pause();
      body.destroy(tooLarge(maxBytes));
    } else if (!body.write(chunk)) {
      req.pause();
      body.once("drain", () => req.resume());
    }
  };
  req.on("data", take);
  req.once("end", () => body.end());
  req.once("error", (thrown) => body.destroy(thrown));
  return { file: await files.write(named, body), size };
}

async function readForm(
  req: CallSource,
  { files, maxBytes, fileField }: CallOptions,
): Promise<{ body: JsonObject; binary: { [name: string]: FileRef } }> {
  const fields = new URLSearchParams();
  const binary: { [name: string]: FileRef } = {};
  let count = 0;
  await readMultipart(req, {
    maxBytes,
    limits: { fields: maxFields, files: maxFiles, fieldSize: maxBytes },
    onField: (name, value) => void fields.append(name, value),
    async onFile(name, stream, { filename, mimeType }) {
      const field = fileField ? `${fileField}${count++}` : name.replace(/\[\]$/, "") || "data";
      const file = await files.write({ name: (filename || name).slice(0, 255), mimeType }, stream);
      binary[freeName(binary, field)] = file;
    },
    toError: (problem) => unreadableForm(problem, maxBytes),
  });
  return { body: listsOf(fields), binary };
}

const maxFields = 1_000;
const maxFiles = 100;

function unreadableForm(problem: FormProblem, maxBytes: number): UnreadableCall {
  switch (problem.is) {
    case "notAForm": {
      const hint = "Send multipart/form-data with a boundary";
      return new UnreadableCall(400, `The form cannot be read: ${problem.reason}`, hint);
    }
    case "damaged":
      return new UnreadableCall(400, `The form cannot be read: ${problem.reason}`, "Send the whole form");
    case "tooManyParts": {
      const hint = `Send at most ${maxFields.toLocaleString("en")} fields and ${maxFiles} files`;
      return new UnreadableCall(413, "The form has too many parts", hint);
    }
    case "brokenOff":
      return new UnreadableCall(400, "The call was broken off", "Send it again");
    case "longField":
    case "tooLarge":
      return tooLarge(maxBytes);
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

function headersOf(req: CallSource): JsonObject {
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
