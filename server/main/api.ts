import type { IncomingMessage, ServerResponse } from "node:http";
import { nodeHTTPRequestHandler } from "@trpc/server/adapters/node-http";
import { appRouter } from "@/server/api/root";
import type { FileStore } from "@/server/http/files";
import { logger } from "@/server/processes/logger";
import type { ServiceContext } from "@/server/services/context";
import { commonHeaders, sendJson, sendProblem } from "./answer";
import type { Auth } from "./auth";
import { localeOf } from "./locale";
import { receiveCsv, sendTable } from "./tables/transfer";
import { disposition } from "./webhooks/reply";

type Options = { auth: Auth; services: ServiceContext; files: FileStore };

const maxBodyBytes = 64 * 1024 * 1024;

/** What our own pages call. Every procedure checks the session for itself. */
export function createApi({ auth, services, files }: Options) {
  const log = logger("api");

  async function signedIn(req: IncomingMessage) {
    const session = await auth.sessionOf(req);
    return { user: session?.user ?? null, sessionId: session?.sessionId ?? "" };
  }

  return {
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
      for (const [name, value] of Object.entries(commonHeaders)) res.setHeader(name, value);
      res.setHeader("cache-control", "no-store");
      await nodeHTTPRequestHandler({
        router: appRouter,
        path: url.pathname.slice("/api/trpc/".length),
        req,
        res,
        maxBodySize: maxBodyBytes,
        createContext: async () => ({
          services,
          ...(await signedIn(req)),
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
      if (!(await auth.userOf(req))) return sendProblem(res, 401, "Sign in first");
      const [, table, what] = /^\/api\/tables\/(\d{1,15})\/(import|export)$/.exec(url.pathname) ?? [];
      if (table && what === "export" && req.method === "GET") return sendTable(services, table, url, res);
      if (table && what === "import" && req.method === "POST") {
        if (req.headers["x-islewire"] !== "1") return sendProblem(res, 403, "Send the header x-islewire: 1");
        return sendJson(res, 200, await receiveCsv(services, table, req, url));
      }
      return sendProblem(res, 404, "There is no such address");
    },

    /** `/api/files/<id>?name=…`: a file of an item, always as a download. */
    async file(req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> {
      if (!(await auth.userOf(req))) return sendProblem(res, 401, "Sign in first");
      const id = url.pathname.slice("/api/files/".length);
      if (!/^[0-9a-f]{64}$/.test(id) || !files.exists({ id })) {
        return sendProblem(res, 404, "This file does not exist any more");
      }
      res.writeHead(200, {
        ...commonHeaders,
        "content-type": "application/octet-stream",
        "content-disposition": disposition(url.searchParams.get("name") || "file"),
        "content-security-policy": "sandbox",
        "cache-control": "private, no-store",
      });
      files
        .read({ id })
        .on("error", () => res.destroy())
        .pipe(res);
    },
  };
}
