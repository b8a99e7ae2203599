import type { IncomingMessage, ServerResponse } from "node:http";
import { nodeHTTPRequestHandler } from "@trpc/server/adapters/node-http";
import { appRouter } from "@/server/api/root";
import type { FileStore } from "@/server/http/files";
import { logger } from "@/server/processes/logger";
import type { ServiceContext } from "@/server/services/context";
import { commonHeaders, sendProblem } from "./answer";
import type { Auth } from "./auth";
import { disposition } from "./webhooks/reply";

type Options = { auth: Auth; services: ServiceContext; files: FileStore };

const maxBodyBytes = 64 * 1024 * 1024;

/** What our own pages call. Every procedure checks the session for itself. */
export function createApi({ auth, services, files }: Options) {
  const log = logger("api");

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
        createContext: async () => ({ services, user: await auth.userOf(req), needsSetup: auth.needsSetup }),
        onError({ error, path }) {
          if (error.code === "INTERNAL_SERVER_ERROR")
            log.error({ err: error.cause ?? error, path }, "A request failed");
        },
      });
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
