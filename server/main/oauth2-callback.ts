import type { IncomingMessage, ServerResponse } from "node:http";
import { userActor } from "@/server/services/access";
import type { ServiceContext } from "@/server/services/context";
import { finishConnecting } from "@/server/services/oauth2";
import { commonHeaders, sendProblem } from "./answer";
import type { Auth } from "./auth";
import { type Limits, sendTooMany } from "./rate-limits";
import { senderOf } from "./sender";

/** `/oauth2/callback`: a service sends the browser back. What came of it, a page of ours says. */
export const oauth2Callback =
  (auth: Auth, services: ServiceContext, limits: Limits) =>
  async (req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> => {
    if (req.method !== "GET") {
      return sendProblem(res, 405, `This address does not take ${req.method}`, undefined, { allow: "GET" });
    }
    const seconds = limits.takeOf("stranger", req);
    if (seconds > 0) return sendTooMany(req, res, seconds);
    const session = auth.sessionOf(req);
    const by = session && { userId: session.user.id, sessionId: session.sessionId };
    const actor = session ? userActor(services.store, session.user, senderOf(req).address) : services.actor;
    const ended = await finishConnecting({ ...services, actor }, url.searchParams, by);
    const [name, value] = "problem" in ended ? ["problem", ended.problem] : ["id", ended.credentialId];
    const location = `/oauth2/done?${name}=${value}`;
    res.writeHead(303, { ...commonHeaders, location, "cache-control": "no-store", "content-length": 0 });
    res.end();
  };
