import type { Socket } from "node:net";
import { Readable, type Transform } from "node:stream";
import { text as readText } from "node:stream/consumers";
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from "node:zlib";
import type { Dispatcher } from "undici";
import { NodeError } from "@/nodes/sdk/node-error";
import type { Probe, ProbeRequest } from "@/nodes/sdk/probe";
import type { HttpBody, HttpRequest, HttpResponse, Services } from "@/nodes/sdk/services";
import type { Json } from "@/shared/item";
import { isNestedTooDeep, maxJsonDepth } from "@/shared/json-text";
import { type EgressRules, type LookUp, resolveTarget, type Target } from "./addresses";
import { createConnector } from "./connector";
import { explain, place } from "./explain";
import { fileName } from "./file-name";
import type { FileStore } from "./files";
import { findService, lookUpName } from "./names";
import { Attempt, RequestClock } from "./phases";
import { requireHttpPort } from "./ports";
import { probe } from "./probe";
import { guardedSocket, secure } from "./sockets";

/** Adds the secret of a credential to a request. Lent by who may decrypt it. */
export type Authenticate = {
  sign(request: { method: string; url: URL; headers: Headers }): void | Promise<void>;
  /** Before each request, with those that follow a redirect. Throws where it may not go. */
  visit?(url: URL): void;
  /** After a 401 answer: whether a second try makes sense. */
  renew?(challenge: string): Promise<boolean>;
};

export type HttpClient = {
  /** Throws `NodeError` when no answer came. `authenticate` is not applied again after a redirect to another origin. */
  request(request: Omit<HttpRequest, "auth">, signal: AbortSignal, authenticate?: Authenticate): Promise<HttpResponse>;
  connect(target: { host: string; port: number; timeoutMs?: number }): Promise<Socket>;
  /** `visit`: before it connects; throws where it may not go. */
  socket(visit?: (target: { host: string; port: number }) => void): Socket;
  resolve(target: { host: string; port: number }): Promise<string>;
  findService: Services["findService"];
  secure: typeof secure;
  probe(request: ProbeRequest, signal: AbortSignal, authenticate?: Authenticate): Promise<Probe>;
  lookUpName: Services["lookUpName"];
  close(): Promise<void>;
};

/** `lookUp`: how names become addresses, where it is not as the machine does it. */
type Parts = { rules: EgressRules; files: FileStore; lookUp?: LookUp };
/** The request under way; after a redirect that is another one. */
type Trip = { clock: RequestClock; origin: string | undefined };

const maxAnswerBytes = 64 * 1024 * 1024;
const maxFileBytes = 2 * 1024 * 1024 * 1024;

/** The one door for outgoing connections: every address is checked at the moment it is connected to. */
export function createHttpClient({ rules, files, lookUp }: Parts): HttpClient {
  const connector = createConnector(rules, lookUp);
  const openAgent = async (anyCertificate: boolean) =>
    (await import("./undici")).openAgent(connector.open(anyCertificate));
  let checkingAgent: ReturnType<typeof openAgent> | undefined;
  let trustingAgent: typeof checkingAgent;

  return {
    async request(request, signal, authenticate) {
      const limitMs = request.timeoutMs ?? 300_000;
      const limit = AbortSignal.timeout(limitMs);
      const both = AbortSignal.any([signal, limit]);
      const trip: Trip = { clock: new RequestClock(), origin: undefined };
      try {
        return await follow(request, both, trip, authenticate);
      } catch (thrown) {
        if (signal.aborted || thrown instanceof NodeError) throw thrown;
        const { clock, origin } = trip;
        const latest = origin === undefined ? undefined : connector.attemptAt(origin);
        // An earlier connection, used once more, says nothing of this request.
        const attempt = latest && latest.began >= clock.began ? latest : undefined;
        throw explain(request, thrown, { clock, attempt, ...(limit.aborted && { limitMs }) });
      }
    },
    async connect(target) {
      const attempt = new Attempt();
      try {
        return await connector.connect(target, attempt);
      } catch (thrown) {
        throw explain({ method: "Connecting to", url: `${target.host}:${target.port}` }, thrown, { attempt });
      }
    },
    socket: (visit) =>
      guardedSocket(async (target) => {
        visit?.(target);
        return resolved(target, rules);
      }),
    resolve: async (target) => (await resolved(target, rules)).address,
    findService: (request) => findService(request),
    secure,
    probe: (request, signal, authenticate) => probe(request, { rules, signal, authenticate }),
    lookUpName: (request) => lookUpName(request, rules),
    async close() {
      await Promise.all([checkingAgent, trustingAgent].map(async (agent) => (await agent)?.destroy()));
    },
  };

  async function follow(
    request: Omit<HttpRequest, "auth">,
    signal: AbortSignal,
    trip: Trip,
    authenticate?: Authenticate,
  ) {
    let { method } = request;
    let body = request.body;
    let url = withQuery(parseUrl(request), request);
    const origin = url.origin;
    let redirects = 0;
    let isRenewed = false;
    if (request.anyCertificate) trustingAgent ??= openAgent(true);
    else checkingAgent ??= openAgent(false);
    const dispatcher = await (request.anyCertificate ? trustingAgent : checkingAgent);
    const { request: send } = await import("./undici");
    while (true) {
      const headers = new Headers();
      const isOrigin = url.origin === origin;
      for (const { name, value } of request.headers ?? []) {
        if (name && (isOrigin || !/^(authorization|cookie|proxy-authorization)$/i.test(name)))
          appendHeader(headers, name, value);
      }
      if (!headers.has("user-agent")) headers.set("user-agent", "Islewire");
      const target = new URL(url);
      requireHttpPort(url, rules);
      authenticate?.visit?.(url);
      if (isOrigin) await authenticate?.sign({ method, url: target, headers });
      const encoded = await encode(body, headers, files);
      trip.origin = target.origin;
      trip.clock = new RequestClock();
      const sending = send(target, {
        method: method as Dispatcher.HttpMethod,
        headers: headersToSend(headers, request),
        body: encoded,
        signal,
        dispatcher,
        ...{ clock: trip.clock },
      });
      const answer = await whileWanted(sending, signal);
      if (answer.statusCode === 401 && isOrigin && !isRenewed && authenticate?.renew) {
        isRenewed = true;
        if (await authenticate.renew(String(answer.headers["www-authenticate"] ?? ""))) {
          await answer.body.dump();
          continue;
        }
      }
      const { location } = answer.headers;
      const max = request.maxRedirects ?? 5;
      if (max === 0 || !isRedirect(answer.statusCode) || typeof location !== "string") {
        return readAnswer(answer, url, request);
      }
      await answer.body.dump();
      if (redirects >= max)
        throw new NodeError(`${place(url, request)} redirected more than ${max} times`, {
          code: "HTTP_REDIRECTS",
          hint: "Use the address it leads to in the end, if there is one",
        });
      redirects++;
      url = redirected(location, url, request);
      if (answer.statusCode === 303 || (answer.statusCode < 303 && method === "POST")) {
        method = "GET";
        body = undefined;
      }
    }
  }

  async function readAnswer(answer: Dispatcher.ResponseData, url: URL, request: Omit<HttpRequest, "auth">) {
    const { response: kind = "auto" } = request;
    const headers = Object.fromEntries(
      Object.entries(answer.headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(", ") : (value ?? ""),
      ]),
    );
    const contentType = headers["content-type"] ?? "";
    const ok = answer.statusCode >= 200 && answer.statusCode < 300;
    const base = { ok, status: answer.statusCode, statusText: answer.statusText, headers, url: url.href };
    if (request.read && ok) {
      await request.read(limitBytes(plainBody(answer), maxFileBytes));
      return { ...base, body: null } satisfies HttpResponse;
    }
    const isText = /^text\/|json|xml|javascript|x-www-form-urlencoded/i.test(contentType) || contentType === "";
    if ((kind === "file" && ok) || (kind === "auto" && !isText && ok)) {
      const mimeType = contentType.split(";")[0]?.trim() || "application/octet-stream";
      const file = await files.write({ name: fileName(headers, url), mimeType }, plainBody(answer), maxFileBytes);
      return { ...base, body: null, file } satisfies HttpResponse;
    }
    const text = await readText(Readable.from(limitBytes(plainBody(answer), maxAnswerBytes)));
    const wantsJson =
      kind === "json" ||
      (kind === "auto" && /json/i.test(contentType)) ||
      (kind === "file" && /json/i.test(contentType));
    return {
      ...base,
      body: wantsJson && text.trim() ? parseJson(text, kind === "json" && ok, place(url, request)) : text,
    } satisfies HttpResponse;
  }
}

/** A request that has no connection yet does not notice that nobody wants it any more. */
function whileWanted(sending: Promise<Dispatcher.ResponseData>, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      reject(signal.reason);
      sending.then(
        ({ body }) => body.destroy(),
        () => {
          // Nobody waits for it.
        },
      );
    };
    if (signal.aborted) return stop();
    signal.addEventListener("abort", stop, { once: true });
    sending.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}

async function resolved({ host, port }: { host: string; port: number }, rules: EgressRules): Promise<Target> {
  try {
    return await resolveTarget(host, port, rules);
  } catch (thrown) {
    throw explain({ method: "Connecting to", url: `${host}:${port}` }, thrown, {});
  }
}

function parseUrl({ url: text, secretPath }: Pick<HttpRequest, "url" | "secretPath">): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== "http:" && url.protocol !== "https:")) {
    throw new NodeError(text ? `${secretPath ? "The address" : `"${text}"`} is not a URL` : "The URL is empty", {
      code: "URL_INVALID",
      hint: "A URL starts with http:// or https://",
      param: "url",
    });
  }
  if (url.username || url.password) {
    throw new NodeError("The URL holds a user name or password", {
      code: "URL_INVALID",
      hint: "Use a credential instead",
      param: "url",
    });
  }
  return url;
}

function redirected(location: string, from: URL, request: Pick<HttpRequest, "secretPath">): URL {
  const url = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return url;
  throw new NodeError(`${place(from, request)} redirected to something that is no address of the web`, {
    code: "URL_INVALID",
    hint: "Read the answer with no redirects to follow, to see where it leads",
  });
}

function withQuery(url: URL, { query }: Pick<HttpRequest, "query">): URL {
  for (const { name, value } of query ?? []) if (name) url.searchParams.append(name, value);
  return url;
}

function appendHeader(headers: Headers, name: string, value: string) {
  try {
    headers.append(name, value);
  } catch {
    throw new NodeError(`"${name}" with this value is not a valid header`, {
      code: "HEADER_INVALID",
      hint: "Header names and values are plain text in one line",
    });
  }
}

function headersToSend(
  headers: Headers,
  { headers: given = [], keepHeaderCase }: Pick<HttpRequest, "headers" | "keepHeaderCase">,
) {
  const written = new Map(keepHeaderCase ? given.map(({ name }) => [name.toLowerCase(), name]) : []);
  return Object.fromEntries([...headers].map(([name, value]) => [written.get(name) ?? name, value]));
}

async function encode(body: HttpBody | undefined, headers: Headers, files: FileStore) {
  if (!body) return undefined;
  const setType = (type: string) => void (!type || headers.has("content-type") || headers.set("content-type", type));
  switch (body.type) {
    case "text":
      setType(body.contentType);
      return body.text;
    case "form":
      setType("application/x-www-form-urlencoded");
      return new URLSearchParams(body.fields.map(({ name, value }) => [name, value])).toString();
    case "file":
      setType(body.contentType ?? body.file.mimeType);
      headers.set("content-length", String(body.file.size));
      return files.read(body.file);
    case "multipart": {
      const { FormData } = await import("./undici");
      const form = new FormData();
      for (const part of body.parts) {
        if ("file" in part) {
          const chunks: Buffer[] = [];
          for await (const chunk of files.read(part.file)) chunks.push(chunk as Buffer);
          form.append(part.name, new File(chunks as BlobPart[], part.file.name, { type: part.file.mimeType }));
        } else form.append(part.name, part.value);
      }
      headers.delete("content-type");
      return form;
    }
  }
}

/** Some services compress without being asked. Limits count what comes out. */
function plainBody({ body, headers }: Dispatcher.ResponseData): Readable {
  const encoding = String(headers["content-encoding"] ?? "")
    .trim()
    .toLowerCase();
  const decoder = Object.hasOwn(decoders, encoding) ? decoders[encoding]?.() : undefined;
  if (!decoder) return body;
  let packed = 0;
  body.on("data", (chunk: Buffer) => {
    packed += chunk.length;
  });
  body.once("error", (error) => decoder.destroy(error));
  decoder.once("close", () => body.destroy());
  return Readable.from(refuseBomb(body.pipe(decoder), () => packed));
}

/** A little that unpacks to very much fills the disk. */
async function* refuseBomb(chunks: AsyncIterable<Buffer>, packed: () => number) {
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > maxAnswerBytes && size > maxUnpackRatio * packed()) {
      throw new NodeError(`The answer unpacks to more than ${maxUnpackRatio} times its size`, {
        code: "HTTP_BOMB",
        hint: "Ask the service for an answer that is not compressed, with the header Accept-Encoding: identity",
      });
    }
    yield chunk;
  }
}

const maxUnpackRatio = 100;

const decoders: { [encoding: string]: () => Transform } = {
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
};

async function* limitBytes(chunks: AsyncIterable<Buffer>, max: number) {
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > max)
      throw new NodeError(`The answer is larger than the limit of ${max} bytes`, {
        code: "HTTP_TOO_LARGE",
        hint: "Read it as a file",
      });
    yield chunk;
  }
}

function parseJson(text: string, strict: boolean, from: string): Json {
  try {
    const value = JSON.parse(text) as Json;
    if (!isNestedTooDeep(text)) return value;
    throw new NodeError(`The answer of ${from} is nested more than ${maxJsonDepth} levels deep`, {
      code: "HTTP_TOO_DEEP",
      hint: "Read the answer as text or as a file",
    });
  } catch (thrown) {
    if (thrown instanceof NodeError) throw thrown;
    if (!strict) return text;
    throw notJson(text, from);
  }
}

function notJson(text: string, from: string): NodeError {
  const code = "HTTP_NOT_JSON";
  if (!/^\s*(<!doctype html|<html)/i.test(text)) {
    const hint = "Read the answer as text";
    return new NodeError(`The answer of ${from} is not JSON: ${text.slice(0, 120)}`, { code, hint });
  }
  const title = /<title[^>]*>([^<]{1,200})/i.exec(text)?.[1]?.trim();
  return new NodeError(`The answer of ${from} is an HTML page, not JSON${title ? `: "${title}"` : ""}`, {
    code,
    hint: "It may be a sign-in page, the error page of a proxy, or the wrong address. Read the answer as text to see it",
  });
}

const isRedirect = (status: number) => [301, 302, 303, 307, 308].includes(status);
