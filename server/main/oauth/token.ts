import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { AuditContext } from "@/server/services/audit";
import type { ServiceContext } from "@/server/services/context";
import { authenticateOauthClient, type OauthClient } from "@/server/services/oauth-clients";
import {
  issueOwnToken,
  notGood,
  redeemCode,
  refreshTokens,
  revokeToken,
  type TokenAnswer,
} from "@/server/services/oauth-tokens";
import { securityEvents } from "@/server/services/security-events";
import { passOverRest, sendJson, sendProblem } from "../answer";
import { type Limits, retryAfter } from "../rate-limits";
import { clientAddress } from "../sender";
import { readTokenRequest, type TokenRequest } from "./read-form";

type Refusal = { error: string; description: string; status?: number; headers?: OutgoingHttpHeaders };

/** `/api/oauth2/token` (RFC 6749) and `/api/oauth2/revoke` (RFC 7009). Who guesses is soon not heard any more. */
export function createTokenEndpoints(services: ServiceContext, limits: Limits) {
  const { store } = services;

  return async (req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> => {
    const endpoint = url.pathname.slice("/api/oauth2/".length);
    if (endpoint !== "token" && endpoint !== "revoke") return sendProblem(res, 404, "There is no such address");
    if (req.method !== "POST")
      return refuse(res, { ...invalid("This address takes POST"), status: 405, headers: { allow: "POST" } });
    const guesses = limits.waitOf("guess", req);
    if (guesses > 0) return tooMany(req, res, guesses);
    const asked = await readTokenRequest(req, url);
    if ("error" in asked) {
      passOverRest(req, res);
      return refuse(res, asked);
    }
    const client = authenticateOauthClient(store, { id: asked.clientId, secret: asked.secret });
    const calls = client ? limits.take("apiKey", `client ${client.id}`) : 0;
    if (calls > 0) return tooMany(req, res, calls);
    const answer = endpoint === "token" ? await token(req, asked, client) : await revoke(req, asked, client);
    if (!isRefusal(answer)) return sendJson(res, 200, answer, { pragma: "no-cache" });
    if (answer.error === "invalid_client" || answer.error === "invalid_grant") note(req, client, answer.error);
    refuse(res, answer);
  };

  async function token(
    req: IncomingMessage,
    { params, secret }: TokenRequest,
    client: OauthClient | undefined,
  ): Promise<TokenAnswer | Refusal> {
    const type = params.get("grant_type");
    if (!type) return invalid("grant_type is missing");
    if (type !== "authorization_code" && type !== "refresh_token" && type !== "client_credentials")
      return { error: "unsupported_grant_type", description: "There is no such grant_type here" };
    // Without a secret nothing shows whether there is such a client.
    if (!client) return secret === undefined && type !== "client_credentials" ? notGood : noClient;
    const ctx = contextOf(req, client);
    if (type === "client_credentials") return issueOwnToken(ctx, client, params.get("scope"));
    if (type === "refresh_token") {
      const given = params.get("refresh_token");
      if (given === undefined) return invalid("refresh_token is missing");
      return refreshTokens(ctx, client, { token: given, scope: params.get("scope") });
    }
    const [code, verifier] = [params.get("code"), params.get("code_verifier")];
    if (code === undefined) return invalid("code is missing");
    if (verifier === undefined || !/^[\w.~-]{43,128}$/.test(verifier)) return invalid("code_verifier is missing");
    return redeemCode(ctx, client, { code, verifier, redirectUri: params.get("redirect_uri") });
  }

  /** A token that is unknown, or of another client, is gone for this one as well. */
  async function revoke(
    req: IncomingMessage,
    { params, secret }: TokenRequest,
    client: OauthClient | undefined,
  ): Promise<object | Refusal> {
    const given = params.get("token");
    if (given === undefined) return invalid("token is missing");
    if (!client) return secret === undefined ? {} : noClient;
    await revokeToken(contextOf(req, client), client, given);
    return {};
  }

  function contextOf(req: IncomingMessage, { id, name }: OauthClient): AuditContext {
    return { store, actor: { kind: "client", id, name, address: clientAddress(req) } };
  }

  function note(req: IncomingMessage, client: OauthClient | undefined, error: string) {
    limits.takeOf("guess", req);
    const nobody = { store, actor: { kind: "nobody", id: "", name: "", address: clientAddress(req) } } as const;
    const ctx = client ? contextOf(req, client) : nobody;
    securityEvents(store).refused(ctx, "oauthClient.refuse", { id: client?.id ?? null, details: { error } });
  }
}

const isRefusal = (answer: object): answer is Refusal => "error" in answer;

function refuse(res: ServerResponse, { error, description, status = 400, headers }: Refusal): void {
  sendJson(res, status, { error, error_description: description }, headers);
}

function tooMany(req: IncomingMessage, res: ServerResponse, seconds: number): void {
  passOverRest(req, res);
  const description = `Too many requests. Try again in ${seconds} s`;
  refuse(res, { error: "temporarily_unavailable", description, status: 429, headers: retryAfter(seconds) });
}

const invalid = (description: string): Refusal => ({ error: "invalid_request", description });

const noClient: Refusal = {
  error: "invalid_client",
  description: "The client is not known, or its secret is wrong",
  status: 401,
  headers: { "www-authenticate": 'Basic realm="Islewire"' },
};
