import { connect as connectTcp, isIP, type Socket } from "node:net";
import { Readable, type Transform } from "node:stream";
import { text as readText } from "node:stream/consumers";
import { connect as connectTls } from "node:tls";
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from "node:zlib";
import { Agent, type Dispatcher, FormData, request as send } from "undici";
import { NodeError } from "@/nodes/sdk/node-error";
import type { HttpBody, HttpRequest, HttpResponse } from "@/nodes/sdk/services";
import type { Json } from "@/shared/item";
import { isNestedTooDeep, maxJsonDepth } from "@/shared/json-text";
import { type EgressRules, ForbiddenAddress, resolveTarget } from "./addresses";
import type { FileStore } from "./files";
import { secure, settleConnect } from "./sockets";

/** Adds the secret of a credential to a request. Lent by who may decrypt it. */
export type Authenticate = {
  sign(request: { method: string; url: URL; headers: Headers }): void | Promise<void>;
  /** After a 401 answer: whether a second try makes sense. */
  renew?(challenge: string): Promise<boolean>;
};

export type HttpClient = {
  /** Throws `NodeError` when no answer came. `authenticate` is not applied again after a redirect to another origin. */
  request(request: Omit<HttpRequest, "auth">, signal: AbortSignal, authenticate?: Authenticate): Promise<HttpResponse>;
  connect(target: { host: string; port: number; timeoutMs?: number }): Promise<Socket>;
  secure: typeof secure;
  close(): Promise<void>;
};

const maxAnswerBytes = 64 * 1024 * 1024;
const maxFileBytes = 2 * 1024 * 1024 * 1024;

/** The one door for outgoing connections: every address is checked at the moment it is connected to. */
export function createHttpClient({ rules, files }: { rules: EgressRules; files: FileStore }): HttpClient {
  const openAgent = (anyCertificate: boolean) =>
    new Agent({
      connect: guardedConnector(rules, anyCertificate),
      maxHeaderSize: 64 * 1024,
      headersTimeout: 3_600_000,
      bodyTimeout: 3_600_000,
      keepAliveTimeout: 10_000,
    });
  const agent = openAgent(false);
  let trustingAgent: Agent | undefined;

  return {
    async request(request, signal, authenticate) {
      const limit = AbortSignal.timeout(request.timeoutMs ?? 300_000);
      const both = AbortSignal.any([signal, limit]);
      try {
        return await follow(request, both, authenticate);
      } catch (thrown) {
        if (signal.aborted || thrown instanceof NodeError) throw thrown;
        throw explain(request, thrown, limit.aborted);
      }
    },
    connect: (target) => connectPinned(target, rules),
    secure,
    async close() {
      await Promise.all([agent.close(), trustingAgent?.close()]);
    },
  };

  async function follow(request: Omit<HttpRequest, "auth">, signal: AbortSignal, authenticate?: Authenticate) {
    let { method } = request;
    let body = request.body;
    let url = withQuery(parseUrl(request), request);
    const origin = url.origin;
    let redirects = 0;
    let isRenewed = false;
    if (request.anyCertificate) trustingAgent ??= openAgent(true);
    while (true) {
      const headers = new Headers();
      const isOrigin = url.origin === origin;
      for (const { name, value } of request.headers ?? []) {
        if (name && (isOrigin || !/^(authorization|cookie|proxy-authorization)$/i.test(name)))
          appendHeader(headers, name, value);
      }
      if (!headers.has("user-agent")) headers.set("user-agent", "Islewire");
      const target = new URL(url);
      if (isOrigin) await authenticate?.sign({ method, url: target, headers });
      const encoded = await encode(body, headers, files);
      const answer = await send(target, {
        method: method as Dispatcher.HttpMethod,
        headers: headersToSend(headers, request),
        body: encoded,
        signal,
        dispatcher: (request.anyCertificate && trustingAgent) || agent,
      });
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
      url = new URL(location, url);
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

function guardedConnector(rules: EgressRules, anyCertificate: boolean) {
  return (
    options: { hostname: string; host?: string; port: string; protocol: string; servername?: string },
    done: (...result: [Error, null] | [null, Socket]) => void,
  ) => {
    const isTls = options.protocol === "https:";
    const port = Number(options.port) || (isTls ? 443 : 80);
    resolveTarget(options.hostname, port, rules)
      .then(({ address, family }) => {
        const socket = isTls
          ? connectTls({
              host: address,
              port,
              servername: isIP(options.hostname) ? undefined : options.servername || options.hostname,
              ALPNProtocols: ["http/1.1"],
              rejectUnauthorized: !anyCertificate,
            })
          : connectTcp({ host: address, port, family });
        settleConnect(socket, isTls ? "secureConnect" : "connect", 30_000).then(
          () => done(null, socket),
          (error: Error) => done(error, null),
        );
      })
      .catch((error: Error) => done(error, null));
  };
}

async function connectPinned(
  { host, port, timeoutMs = 30_000 }: { host: string; port: number; timeoutMs?: number },
  rules: EgressRules,
): Promise<Socket> {
  try {
    const { address, family } = await resolveTarget(host, port, rules);
    const socket = connectTcp({ host: address, port, family });
    await settleConnect(socket, "connect", timeoutMs);
    return socket;
  } catch (thrown) {
    throw explain({ method: "Connecting to", url: `${host}:${port}` }, thrown, false);
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
    throw new NodeError(`The answer of ${from} is not JSON: ${text.slice(0, 120)}`, {
      code: "HTTP_NOT_JSON",
      hint: "Read the answer as text",
    });
  }
}

function fileName(headers: { [name: string]: string }, url: URL): string {
  const disposition = headers["content-disposition"] ?? "";
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1];
  const plain = /filename="?([^";]+)"?/i.exec(disposition)?.[1];
  const given = (encoded && decoded(encoded)) || plain || decoded(url.pathname);
  return given.split(/[\\/]/).pop()?.slice(0, 255) || "file";
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const isRedirect = (status: number) => [301, 302, 303, 307, 308].includes(status);
/** Without query and fragment, which may hold secrets. */
const place = (url: URL, { secretPath }: Pick<HttpRequest, "secretPath">) =>
  url.origin + (secretPath ? "" : url.pathname);

type Tried = { method: string; url: string; secretPath?: boolean };

function explain({ method, url, secretPath }: Tried, thrown: unknown, timedOut: boolean): NodeError {
  const what = `${method} ${URL.canParse(url) ? place(new URL(url), { secretPath }) : url}`;
  if (timedOut)
    return new NodeError(`${what} gave no answer in time`, {
      code: "HTTP_TIMEOUT",
      hint: "Raise the timeout, or find out why the service is slow",
      cause: thrown,
    });
  if (thrown instanceof ForbiddenAddress) {
    return new NodeError(thrown.message, {
      code: thrown.code,
      hint: "The operator can allow it: ISLEWIRE_EGRESS_ALLOW=host:port when starting Islewire",
      cause: thrown,
    });
  }
  const code = (thrown as { code?: string }).code ?? "";
  const reason =
    (reasons as { [code: string]: string })[code] ?? (thrown instanceof Error ? thrown.message : String(thrown));
  return new NodeError(`${what} failed: ${reason}`, {
    code: "HTTP_FAILED",
    hint: "Check the address and that the service is running",
    cause: thrown,
  });
}

const reasons = {
  ECONNREFUSED: "the connection was refused",
  ENOTFOUND: "the host name is not known",
  EAI_AGAIN: "the host name could not be looked up",
  ECONNRESET: "the connection was broken off",
  UND_ERR_SOCKET: "the connection was broken off",
  ETIMEDOUT: "the connection timed out",
  CERT_HAS_EXPIRED: "the certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the certificate is self-signed",
};
