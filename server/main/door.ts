import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer, type Server as TlsServer } from "node:https";
import { logger } from "@/server/processes/logger";
import type { IsolationLevel } from "@/shared/api";
import { AppError } from "@/shared/errors";
import { isPrivateHost } from "@/shared/private-host";
import { clientAddressHeader } from "./accounts/headers";
import { sendError, sendJson, sendProblem } from "./answer";
import { hostName, type OriginRules } from "./origin";
import { type Room, routeOf } from "./routes";
import { clientAddress, noteSender, senderOf, type TrustedProxies } from "./sender";
import { type Certificate, tlsOptions } from "./tls";

export type Readiness = "ready" | "starting" | "disk full";
type Handle = (req: IncomingMessage, res: ServerResponse, url: URL) => Promise<void> | void;

/** Everything behind the door. Filled in once the parts are wired; calls that come before wait. */
export type Rooms = { [room in Exclude<Room, "health" | "ready" | "metrics" | "nothing">]: Handle } & {
  /** Where this server offers them; every answer is counted then. */
  metrics?: { serve: Handle; answered(status: number): void };
  /** Of the processes that run user code. */
  isolation: IsolationLevel;
  /** Whether calls are taken and workers at work. */
  readiness(): Readiness;
};

/** `close`: calls that wait for the rooms are refused, and a connection ends with the answer that it is owed. */
export type Door = { server: Server | TlsServer; open(rooms: Rooms): void; close(): void };

/** The one HTTP server. It decides by the path whose request it is, and nothing else. */
export function createDoor({ origin, proxies, certificate, hsts }: Options): Door {
  const log = logger("door");
  let open: (rooms: Rooms) => void = () => {};
  let fail: (reason: Error) => void = () => {};
  let current: Rooms | undefined;
  let closing = false;
  const opened = new Promise<Rooms>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  opened.catch(() => {});

  const server = certificate
    ? createTlsServer({ ...connections, ...tlsOptions, ...certificate })
    : createServer(connections);
  server.on("request", (req, res) => void answer(req, res));
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    // Somebody who speaks no TLS, or none that we do, could not read an answer.
    if (error.code === "ECONNRESET" || !socket.writable || !isHttp(error.code)) return socket.destroy();
    const status = (statuses as { [code: string]: string })[error.code ?? ""] ?? "400 Bad Request";
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  });

  return {
    server,
    open(rooms) {
      current = rooms;
      open(rooms);
    },
    close() {
      closing = true;
      fail(new AppError("UNAVAILABLE", "The server is stopping", { hint: "Try again in a moment" }));
      server.close();
      server.closeIdleConnections();
    },
  };

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    // Who keeps a connection would be answered by this process, which takes nothing any more, until it ends.
    if (closing) res.shouldKeepAlive = false;
    const counted = current?.metrics;
    if (counted) res.once("finish", () => counted.answered(res.statusCode));
    const sender = noteSender(req, proxies);
    if (hsts && sender.isSecure && !isPrivateHost(hostName(sender.host))) res.setHeader(hstsHeader, hsts);
    try {
      const url = parse(req);
      if (!url) return sendProblem(res, 400, "The address of the request is not valid");
      await dispatch(req, res, url);
    } catch (thrown) {
      if (!sendError(res, thrown)) log.error({ err: thrown, path: req.url?.split("?")[0] }, "A request failed");
    }
  }

  function ready(res: ServerResponse) {
    const status = closing ? "stopping" : (current?.readiness() ?? "starting");
    sendJson(res, status === "ready" ? 200 : 503, { status });
  }

  async function dispatch(req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> {
    const { room, under, at } = routeOf(url.pathname);
    if (room === "health")
      return sendJson(res, 200, { status: "ok", ...(current && { isolation: current.isolation }) });
    if (room === "ready") return ready(res);
    const rooms = current ?? (await opened);
    // Nothing of ours is one, and content of workflows must not become one.
    if (req.headers["service-worker"] !== undefined) return notThere(req, res, url);
    if (under === "own name") {
      if (!origin.isOwnHost(req)) {
        const hint = "Set ISLEWIRE_PUBLIC_URL to the address people use";
        return sendProblem(res, 421, `This server is not called "${senderOf(req).host}"`, hint);
      }
      for (const name of claims) delete req.headers[name];
      if (at.startsWith("/api/") && !origin.isOwnOrigin(req)) {
        return sendProblem(res, 403, "The request comes from another site");
      }
    }
    if (room === "nothing") return notThere(req, res, url);
    if (room === "metrics") return (rooms.metrics?.serve ?? notThere)(req, res, url);
    if (room === "auth") req.headers[clientAddressHeader] = clientAddress(req);
    return rooms[room](req, res, url);
  }
}

type Options = {
  origin: OriginRules;
  proxies: TrustedProxies;
  /** With one the server speaks TLS. */
  certificate?: Certificate;
  /** Of answers that go by TLS. */
  hsts?: string;
};

/** A body may take as long as it likes in all, within that of a request, but the head of one must come at once. */
const connections = {
  ...{ maxHeaderSize: 32 * 1024, requireHostHeader: true },
  ...{ keepAliveTimeout: 65_000, headersTimeout: 10_000, requestTimeout: 300_000, connectionsCheckingInterval: 2_000 },
} as const;

const hstsHeader = "strict-transport-security";

const isHttp = (code = "") => code.startsWith("HPE_") || code in statuses;

const notThere: Handle = (_req, res) => sendProblem(res, 404, "There is no such address");

/** Read already, where they are trusted. What our pages are made with must not believe them once more. */
const claims = [
  "forwarded",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-port",
  "x-forwarded-proto",
  "x-real-ip",
];

const statuses = {
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
};

export function parse(req: IncomingMessage): URL | undefined {
  const target = req.url ?? "/";
  // `//host/path` would be read as another host.
  if (!target.startsWith("/") || target.startsWith("//")) return undefined;
  const text = `http://localhost${target}`;
  return URL.canParse(text) ? new URL(text) : undefined;
}
