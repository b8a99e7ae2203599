import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { logger } from "@/server/processes/logger";
import type { IsolationLevel } from "@/shared/api";
import { AppError } from "@/shared/errors";
import { sendError, sendJson, sendProblem } from "./answer";
import { clientAddressHeader } from "./auth";
import type { OriginRules } from "./origin";
import { clientAddress, noteSender, senderOf, type TrustedProxies } from "./sender";

export type Readiness = "ready" | "starting" | "disk full";
type Handle = (req: IncomingMessage, res: ServerResponse, url: URL) => Promise<void> | void;

/** Everything behind the door. Filled in once the parts are wired; calls that come before wait. */
export type Rooms = {
  webhook: Handle;
  testWebhook: Handle;
  waitingWebhook: Handle;
  form: Handle;
  testForm: Handle;
  waitingForm: Handle;
  data: Handle;
  auth: Handle;
  trpc: Handle;
  file: Handle;
  tables: Handle;
  oauth2Callback: Handle;
  rest: Handle;
  page: Handle;
  /** Where this server offers them; every answer is counted then. */
  metrics?: { serve: Handle; answered(status: number): void };
  /** Of the processes that run user code. */
  isolation: IsolationLevel;
  /** Whether calls are taken and workers at work. */
  readiness(): Readiness;
};

/** `close`: calls that wait for the rooms are refused, and a connection ends with the answer that it is owed. */
export type Door = { server: Server; open(rooms: Rooms): void; close(): void };

/** The one HTTP server. It decides by the path whose request it is, and nothing else. */
export function createDoor(origin: OriginRules, proxies: TrustedProxies): Door {
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

  const server = createServer({ maxHeaderSize: 32 * 1024, keepAliveTimeout: 65_000, requireHostHeader: true });
  server.headersTimeout = 10_000;
  server.requestTimeout = 300_000;
  server.on("request", (req, res) => void answer(req, res));
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    if (error.code === "ECONNRESET" || !socket.writable) return socket.destroy();
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
    noteSender(req, proxies);
    try {
      const url = parse(req);
      if (!url) return sendProblem(res, 400, "The address of the request is not valid");
      if (url.pathname === "/healthz")
        return sendJson(res, 200, { status: "ok", ...(current && { isolation: current.isolation }) });
      if (url.pathname === "/readyz") return ready(res);
      const rooms = current ?? (await opened);
      // Like the two above under any name: it is asked within a network, by the name that a machine has there.
      if (url.pathname === "/metrics") return await (rooms.metrics?.serve ?? notThere)(req, res, url);
      await dispatch(req, res, url, rooms);
    } catch (thrown) {
      if (!sendError(res, thrown)) log.error({ err: thrown, path: req.url?.split("?")[0] }, "A request failed");
    }
  }

  function ready(res: ServerResponse) {
    const status = closing ? "stopping" : (current?.readiness() ?? "starting");
    sendJson(res, status === "ready" ? 200 : 503, { status });
  }

  function dispatch(req: IncomingMessage, res: ServerResponse, url: URL, rooms: Rooms): Promise<void> | void {
    const { pathname } = url;
    if (pathname.startsWith("/webhook/")) return rooms.webhook(req, res, url);
    if (pathname.startsWith("/webhook-test/")) return rooms.testWebhook(req, res, url);
    if (pathname.startsWith("/webhook-waiting/")) return rooms.waitingWebhook(req, res, url);
    if (pathname.startsWith("/form/")) return rooms.form(req, res, url);
    if (pathname.startsWith("/form-test/")) return rooms.testForm(req, res, url);
    if (pathname.startsWith("/form-waiting/")) return rooms.waitingForm(req, res, url);
    if (pathname.startsWith("/data/")) return rooms.data(req, res, url);
    if (!origin.isOwnHost(req)) {
      return sendProblem(
        res,
        421,
        `This server is not called "${senderOf(req).host}"`,
        "Set ISLEWIRE_PUBLIC_URL to the address people use",
      );
    }
    for (const name of claims) delete req.headers[name];
    if (pathname.startsWith("/api/")) {
      if (!origin.isOwnOrigin(req)) return sendProblem(res, 403, "The request comes from another site");
      if (pathname.startsWith("/api/auth/")) {
        req.headers[clientAddressHeader] = clientAddress(req);
        return rooms.auth(req, res, url);
      }
      if (pathname.startsWith("/api/trpc/")) return rooms.trpc(req, res, url);
      if (pathname.startsWith("/api/files/")) return rooms.file(req, res, url);
      if (pathname.startsWith("/api/v1/")) return rooms.rest(req, res, url);
      if (pathname.startsWith("/api/tables/")) return rooms.tables(req, res, url);
      return notThere(req, res, url);
    }
    if (pathname === "/oauth2/callback") return rooms.oauth2Callback(req, res, url);
    return rooms.page(req, res, url);
  }
}

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

function parse(req: IncomingMessage): URL | undefined {
  const target = req.url ?? "/";
  // `//host/path` would be read as another host.
  if (!target.startsWith("/") || target.startsWith("//")) return undefined;
  const text = `http://localhost${target}`;
  return URL.canParse(text) ? new URL(text) : undefined;
}
