import type { IncomingMessage, ServerResponse } from "node:http";
import type { KeyHolder } from "@/server/services/access";
import { findApiKey } from "@/server/services/api-keys";
import type { AuditContext } from "@/server/services/audit";
import type { ServiceContext } from "@/server/services/context";
import { findAccessToken, isAccessToken } from "@/server/services/oauth-tokens";
import { securityEvents } from "@/server/services/security-events";
import type { ApiKeyInfo, ApiScope } from "@/shared/api-keys";
import { resourceMetadataUrl } from "../oauth/metadata";
import { type Limits, retryAfter } from "../rate-limits";
import { clientAddress, isWithin, networksOf, senderOf } from "../sender";

/** Why a call is not let in. */
export type Refusal = { status: 401 | 403 | 429; message: string; hint?: string; headers?: { [name: string]: string } };

/** Lets calls in that bring a key or an access token with the scope they need. Who guesses is soon not heard any more. */
export function createBearer(services: Pick<ServiceContext, "store" | "baseUrl">, limits: Limits) {
  const { store } = services;
  const challenge = (...more: string[]) => ({
    "www-authenticate": `Bearer ${[`resource_metadata="${resourceMetadataUrl(services)}"`, ...more].join(", ")}`,
  });

  return {
    /** Puts into the answer when the key ends, where it was replaced. */
    check(req: IncomingMessage, res: ServerResponse, scope: ApiScope): { key: KeyHolder } | { refusal: Refusal } {
      const guesses = limits.waitOf("guess", req);
      if (guesses > 0) return tooMany("Too many calls with wrong keys", guesses);
      const [, token] = /^Bearer ([\w-]{1,200})$/i.exec(req.headers.authorization ?? "") ?? [];
      const key = token === undefined ? undefined : holderOf(token);
      if (!key) {
        if (token === undefined) return { refusal: { ...noKey, headers: challenge() } };
        // All of a client's calls find out at once that their token has expired: that is no guessing.
        const seconds = limits.takeOf(isAccessToken(token) ? "stranger" : "guess", req);
        if (seconds > 0) return tooMany("Too many calls with wrong keys", seconds);
        note(req, { kind: "nobody", id: "", name: "" }, "unknown");
        return { refusal: { ...noKey, headers: challenge('error="invalid_token"') } };
      }
      const calls = limits.take("apiKey", key.kind === "key" ? key.id : `client ${key.id} ${key.userId}`);
      if (calls > 0) return tooMany("Too many calls with this key", calls);
      const { addresses, replacedBy, expiresAt } = { ...unbound, ...key };
      if (addresses.length > 0 && !isWithin(clientAddress(req), networksOf(addresses))) {
        note(req, { kind: "key", id: key.id, name: key.name }, "address");
        return { refusal: { status: 403, message: "This key may not be used from your address" } };
      }
      if (replacedBy !== null && expiresAt !== null) {
        res.setHeader("deprecation", `@${Math.floor(Date.now() / 1_000)}`);
        res.setHeader("sunset", new Date(expiresAt).toUTCString());
      }
      if (key.scopes.includes(scope)) return { key };
      note(req, { kind: key.kind, id: key.id, name: key.name }, scope);
      const headers = key.kind === "client" ? challenge('error="insufficient_scope"', `scope="${scope}"`) : undefined;
      return { refusal: { status: 403, message: `This key has not the scope "${scope}"`, headers } };
    },
  };

  function holderOf(token: string): Holder | undefined {
    if (isAccessToken(token)) return findAccessToken(store, token);
    const key = findApiKey(services, token);
    return key && { ...key, kind: "key" };
  }

  function note(req: IncomingMessage, actor: AuditContext["actor"], asked: string) {
    const from = { ...actor, address: senderOf(req).address };
    const action = actor.kind === "client" ? "oauthClient.refuse" : "apiKey.refuse";
    securityEvents(store).refused({ store, actor: from }, action, { id: actor.id || null, details: { asked } });
  }
}

type Holder = KeyHolder & { scopes: string[] } & Partial<Pick<ApiKeyInfo, "addresses" | "replacedBy" | "expiresAt">>;
/** An access token is good from anywhere, and nothing follows it. */
const unbound = { addresses: [], replacedBy: null, expiresAt: null };

const tooMany = (message: string, seconds: number) => ({
  refusal: { status: 429, message, hint: `Try again in ${seconds} s`, headers: retryAfter(seconds) } as const,
});

export type Bearer = ReturnType<typeof createBearer>;

const noKey = {
  status: 401,
  message: "The API key is missing or not valid",
  hint: "Send the header Authorization: Bearer <key or access token>; keys are made in the settings",
} as const;
