import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import type { buildConnector, Dispatcher } from "undici";
import type { Phase, Probe, ProbeRequest } from "@/nodes/sdk/probe";
import { type EgressRules, ForbiddenAddress, resolveTarget } from "./addresses";
import type { Authenticate } from "./client";
import { requireHttpPort } from "./ports";
import { settleConnect } from "./sockets";

/**
 * Looks at a service as a stranger would, on a connection of its own, and measures each part. What fails is told, not
 * thrown. The same addresses are allowed as for every other connection.
 */
export async function probe(
  request: ProbeRequest,
  { rules, signal, authenticate }: { rules: EgressRules; signal: AbortSignal; authenticate?: Authenticate },
): Promise<Probe> {
  const began = performance.now();
  const ends = began + request.timeoutMs;
  const phases: Probe["phases"] = {};
  const result: Probe = { phases, totalMs: 0 };
  let phase: Phase = "dns";
  let socket: Socket | undefined;
  const stop = () => socket?.destroy(new Error("cancelled"));
  signal.addEventListener("abort", stop, { once: true });
  const measure = async <T>(name: Phase, work: (leftMs: number) => Promise<T>): Promise<T> => {
    phase = name;
    const start = performance.now();
    try {
      return await inTime(work(Math.max(1, ends - start)), Math.max(1, ends - start));
    } finally {
      phases[name] = rounded(performance.now() - start);
    }
  };

  try {
    const { host, port } = request;
    if (request.http) requireHttpPort({ port }, rules);
    const target = await measure("dns", () => resolveTarget(host, port, rules));
    result.address = target.address;
    const tcp = connectTcp({ host: target.address, port, family: target.family });
    tcp.on("error", () => {});
    socket = tcp;
    await measure("connect", (left) => settleConnect(tcp, "connect", left));
    if (request.tls) {
      const secured = await measure("tls", (left) => secureAny(tcp, host, left));
      socket = secured;
      result.certificate = certificateOf(secured);
    }
    if (request.http) await ask(request, socket, authenticate, result, measure, signal);
    else if (request.greeting) {
      const open = socket;
      result.text = await measure("firstByte", () => firstBytes(open));
    }
  } catch (thrown) {
    signal.throwIfAborted();
    result.failed = { phase, ...reasonOf(thrown, request.timeoutMs) };
  } finally {
    signal.removeEventListener("abort", stop);
    socket?.destroy();
  }
  return { ...result, totalMs: rounded(performance.now() - began) };
}

type Measure = <T>(name: Phase, work: (leftMs: number) => Promise<T>) => Promise<T>;

async function ask(
  { host, port, tls, http }: ProbeRequest,
  socket: Socket,
  authenticate: Authenticate | undefined,
  result: Probe,
  measure: Measure,
  signal: AbortSignal,
) {
  if (!http) return;
  const origin = `${tls ? "https" : "http"}://${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
  const headers = new Headers(http.headers.map(({ name, value }): [string, string] => [name, value]));
  if (!headers.has("user-agent")) headers.set("user-agent", "Islewire");
  const url = new URL(http.path, origin);
  authenticate?.visit?.(url);
  await authenticate?.sign({ method: http.method, url, headers });
  // It is not ready for a connection before its call for one is over.
  const connect: buildConnector.connector = (_, done) => void setImmediate(() => done(null, socket));
  const { Client } = await import("./undici");
  const client = new Client(origin, { connect, bodyTimeout: 0 });
  try {
    const answer = await measure("firstByte", (left) =>
      client.request({
        method: http.method as Dispatcher.HttpMethod,
        path: url.pathname + url.search,
        headers: Object.fromEntries(headers),
        body: http.body,
        headersTimeout: Math.ceil(left),
        signal,
      }),
    );
    result.status = answer.statusCode;
    const { location } = answer.headers;
    if (typeof location === "string") result.location = location;
    result.text = await measure("body", () => startOf(answer.body));
  } finally {
    client.destroy().catch(() => {});
  }
}

/** As much of it as is looked at. */
async function startOf(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= maxBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, maxBytes).toString("utf8");
}

/** The certificate is looked at also where it is not trusted. */
async function secureAny(socket: Socket, host: string, timeoutMs: number): Promise<TLSSocket> {
  const servername = isIP(host) ? undefined : host;
  const secured = connectTls({ socket, host, servername, rejectUnauthorized: false, ALPNProtocols: ["http/1.1"] });
  secured.on("error", () => {});
  await settleConnect(secured, "secureConnect", timeoutMs);
  return secured;
}

function certificateOf(socket: TLSSocket): Probe["certificate"] {
  const { valid_to, subject, issuer } = socket.getPeerCertificate();
  const problem = socket.authorized ? undefined : String(socket.authorizationError ?? "it is not trusted");
  return {
    validTo: valid_to ? new Date(valid_to).toISOString() : null,
    subject: nameOf(subject),
    issuer: nameOf(issuer),
    ...(problem && { problem: reasons[problem] ?? problem }),
  };
}

const nameOf = (names: { CN?: string | string[]; O?: string | string[] } | undefined) =>
  [names?.CN ?? names?.O ?? ""].flat().join(", ");

const firstBytes = (socket: Socket): Promise<string> =>
  new Promise((resolve, reject) => {
    socket.once("data", (data) => resolve(data.subarray(0, maxBytes).toString("utf8")));
    socket.once("error", reject);
    socket.once("close", () => resolve(""));
  });

class TooLate extends Error {}

function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TooLate()), ms);
  });
  work.catch(() => {});
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

function reasonOf(thrown: unknown, timeoutMs: number): { code: string; message: string } {
  if (thrown instanceof TooLate) return { code: "TIMEOUT", message: `no answer within ${timeoutMs / 1000} s` };
  if (thrown instanceof ForbiddenAddress) return { code: thrown.code, message: thrown.message };
  const { code = "FAILED", message = String(thrown) } = thrown as { code?: string; message?: string };
  return { code, message: reasons[code] ?? message };
}

const reasons: { [code: string]: string } = {
  ECONNREFUSED: "the connection was refused",
  ENOTFOUND: "the host name is not known",
  EAI_AGAIN: "the host name could not be looked up",
  ECONNRESET: "the connection was broken off",
  UND_ERR_SOCKET: "the connection was broken off",
  EPROTO: "the service does not speak TLS there",
  ERR_SSL_WRONG_VERSION_NUMBER: "the service does not speak TLS there",
  CERT_HAS_EXPIRED: "the certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the certificate is self-signed",
  SELF_SIGNED_CERT_IN_CHAIN: "the certificate is signed by an unknown authority",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the certificate is signed by an unknown authority",
  ERR_TLS_CERT_ALTNAME_INVALID: "the certificate is for another name",
};

const rounded = (ms: number) => Math.round(ms * 10) / 10;
const maxBytes = 1024 * 1024;
