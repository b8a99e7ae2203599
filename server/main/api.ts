import type { IncomingMessage, ServerResponse } from "node:http";
import { nodeHTTPRequestHandler } from "@trpc/server/adapters/node-http";
import { appRouter } from "@/server/api/root";
import type { User } from "@/server/api/trpc";
import type { FileStore } from "@/server/http/files";
import { logger } from "@/server/processes/logger";
import { type Actor, authorize, userActor, visibleWorkflows } from "@/server/services/access";
import type { ServiceContext } from "@/server/services/context";
import { statusOnlyWorkflows } from "@/server/services/status-only";
import { commonHeaders, isJson, sendJson, sendProblem } from "./answer";
import { sendAuditLog } from "./audit/export";
import type { Auth } from "./auth";
import { localeOf } from "./locale";
import { type Limits, sendTooMany } from "./rate-limits";
import { clientAddress } from "./sender";
import { receiveCsv, sendTable } from "./tables/transfer";
import { disposition } from "./webhooks/reply";

type Options = { auth: Auth; services: ServiceContext; files: FileStore; limits: Limits };

/** A session that was ended, or whose user was disabled, sees nothing more after that. */
const watchStreamsMs = 2_000;
const maxBodyBytes = 64 * 1024 * 1024;

/** Before somebody signs in. */
const nobody: Actor = { kind: "user", id: "", name: "", isAdmin: false, roles: new Map() };

/** Whether a file is in an execution that the actor may see. */
function mayRead(ctx: ServiceContext, fileId: string): boolean {
  const visible = visibleWorkflows(ctx);
  if (visible === null) return true;
  const find = ctx.store.rawRead.prepare(
    `SELECT 1 FROM file_references f JOIN executions e ON e.id = f.execution_id
     WHERE f.file_id = ? AND e.workflow_id IN (SELECT value FROM json_each(?))
       AND e.workflow_id NOT IN (SELECT value FROM json_each(?)) LIMIT 1`,
  );
  return find.get(fileId, visible, statusOnlyWorkflows(ctx) ?? "[]") !== undefined;
}

/** What our own pages call. Every procedure checks the session for itself. */
export function createApi({ auth, services, files, limits }: Options) {
  const log = logger("api");

  /** Who asks, if they do not ask too often; answers by itself otherwise. */
  function admitted(req: IncomingMessage, res: ServerResponse) {
    const session = auth.sessionOf(req);
    const seconds = session ? limits.take("user", session.user.id) : limits.takeOf("stranger", req);
    if (seconds > 0) return void sendTooMany(req, res, seconds);
    const { user = null, sessionId = "", confirmedAt = 0, owesTwoFactor = false } = session ?? {};
    return { user, sessionId, confirmedAt, owesTwoFactor, services: servicesFor(req, user) };
  }

  /** The services as they are for one person. */
  function servicesFor(req: IncomingMessage, user: User | null): ServiceContext {
    return { ...services, actor: user ? userActor(services.store, user, clientAddress(req)) : nobody };
  }

  /** For what our own pages load beside the procedures. */
  function admittedUser(req: IncomingMessage, res: ServerResponse): ServiceContext | undefined {
    const who = admitted(req, res);
    // Who owes a second factor may do nothing before.
    if (who?.user && !who.owesTwoFactor) return who.services;
    if (who) sendProblem(res, 401, "Sign in first");
    return undefined;
  }

  /** What stays open ends with its session. */
  const streams = new Map<ServerResponse, string>();
  const watch = setInterval(() => {
    for (const [res, sessionId] of streams) if (!auth.isOpen(sessionId)) res.destroy();
  }, watchStreamsMs).unref();

  return {
    close: () => clearInterval(watch),

    async trpc(req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> {
      // A header that a foreign page cannot send without asking first; a subscription only reads.
      if (req.method === "POST" && req.headers["x-islewire"] !== "1") {
        return sendProblem(
          res,
          403,
          "The request does not come from a page of Islewire",
          "Send the header x-islewire: 1",
        );
      }
      if (req.method === "POST" && !isJson(req)) return sendProblem(res, 415, "The request is not JSON");
      const who = admitted(req, res);
      if (!who) return;
      if (req.method === "GET" && req.headers.accept?.includes("text/event-stream") && who.sessionId) {
        streams.set(res, who.sessionId);
        res.once("close", () => streams.delete(res));
      }
      for (const [name, value] of Object.entries(commonHeaders)) res.setHeader(name, value);
      res.setHeader("cache-control", "no-store");
      await nodeHTTPRequestHandler({
        router: appRouter,
        path: url.pathname.slice("/api/trpc/".length),
        req,
        res,
        maxBodySize: maxBodyBytes,
        createContext: async () => ({
          ...who,
          locale: localeOf(req),
          needsSetup: auth.needsSetup,
        }),
        onError({ error, path }) {
          if (error.code === "INTERNAL_SERVER_ERROR")
            log.error({ err: error.cause ?? error, path }, "A request failed");
        },
      });
    },

    /** `/api/tables/<id>/import` and `…/export`: files of rows, from and to our own pages. */
    async tables(req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> {
      const own = admittedUser(req, res);
      if (!own) return;
      const [, table, what] = /^\/api\/tables\/(\d{1,15})\/(import|export)$/.exec(url.pathname) ?? [];
      if (table && what === "export" && req.method === "GET") {
        authorize(own, "view", { is: "table", id: table });
        return sendTable(own, table, url, res);
      }
      if (table && what === "import" && req.method === "POST") {
        if (req.headers["x-islewire"] !== "1") return sendProblem(res, 403, "Send the header x-islewire: 1");
        authorize(own, "edit", { is: "table", id: table });
        return sendJson(res, 200, await receiveCsv(own, table, req, url));
      }
      return sendProblem(res, 404, "There is no such address");
    },

    /** `/api/audit/export?format=…&filter=…`: events as a file. */
    async audit(req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> {
      const own = admittedUser(req, res);
      if (!own) return;
      authorize(own, "administer", { is: "instance" });
      if (url.pathname !== "/api/audit/export") return sendProblem(res, 404, "There is no such address");
      if (req.method !== "GET") return sendProblem(res, 405, "This address takes GET", undefined, { allow: "GET" });
      await sendAuditLog(own, url, res);
    },

    /** `/api/files/<id>?name=…`: a file of an item, always as a download. */
    async file(req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> {
      const own = admittedUser(req, res);
      if (!own) return;
      const id = url.pathname.slice("/api/files/".length);
      if (!/^[0-9a-f]{64}$/.test(id) || !mayRead(own, id) || !files.exists({ id })) {
        return sendProblem(res, 404, "This file does not exist any more");
      }
      res.writeHead(200, {
        ...commonHeaders,
        "content-type": "application/octet-stream",
        "content-disposition": disposition(url.searchParams.get("name") || "file"),
        "content-security-policy": `sandbox; ${commonHeaders["content-security-policy"]}`,
        "cache-control": "private, no-store",
      });
      files
        .read({ id })
        .on("error", () => res.destroy())
        .pipe(res);
    },
  };
}
