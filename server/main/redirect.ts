import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { commonHeaders, sendProblem } from "./answer";
import { parse } from "./door";
import type { OriginRules } from "./origin";
import { routeOf } from "./routes";
import { noteSender } from "./sender";

/**
 * The port without TLS. It leads people who type an address to the one with it, and answers nothing else: a program that
 * sends its secrets in the clear must learn of it, not be helped on.
 */
export function createRedirect(origin: OriginRules, addressFor: (host: string) => string): Server {
  return createServer({ maxHeaderSize: 16 * 1024, headersTimeout: 10_000, requestTimeout: 10_000 }, answer);

  function answer(req: IncomingMessage, res: ServerResponse) {
    req.resume();
    res.shouldKeepAlive = false;
    noteSender(req, { hops: 0 });
    const url = parse(req);
    if (!url) return sendProblem(res, 400, "The address of the request is not valid");
    const isRead = req.method === "GET" || req.method === "HEAD";
    if (!isRead || !routeOf(url.pathname).plain) {
      return sendProblem(res, 403, "This address answers over TLS only", "Call it with https://");
    }
    const host = origin.isOwnHost(req) ? req.headers.host : undefined;
    if (!host) return sendProblem(res, 421, `This server is not called "${req.headers.host}"`);
    const location = `${addressFor(host)}${url.pathname}${url.search}`;
    res.writeHead(308, { ...commonHeaders, location, "cache-control": "no-store", "content-length": 0 });
    res.end();
  }
}
