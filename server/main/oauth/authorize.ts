import type { IncomingMessage, ServerResponse } from "node:http";
import type { ServiceContext } from "@/server/services/context";
import { readAuthorizationRequest } from "@/server/services/oauth-grants";
import { commonHeaders } from "../answer";
import type { Auth } from "../auth";

type Handle = (req: IncomingMessage, res: ServerResponse, url: URL) => Promise<void>;

/**
 * `/oauth2/authorize`: the page that asks whether a client may act for who is signed in. What is wrong with a request of a
 * registered client is told to the client, once somebody is signed in: strangers are sent nowhere.
 */
export function createAuthorize(auth: Auth, services: ServiceContext, page: Handle): Handle {
  return async (req, res, url) => {
    const session = req.method === "GET" ? auth.sessionOf(req) : null;
    const request = session && !session.owesTwoFactor ? readAuthorizationRequest(services, url.search) : undefined;
    if (request?.is !== "refused") return page(req, res, url);
    res.writeHead(303, {
      ...commonHeaders,
      ...{ location: request.location, "cache-control": "no-store", "content-length": 0 },
    });
    res.end();
  };
}
