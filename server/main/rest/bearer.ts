import type { IncomingMessage, ServerResponse } from "node:http";
import { findApiKey } from "@/server/services/api-keys";
import type { AuditContext } from "@/server/services/audit";
import type { ServiceContext } from "@/server/services/context";
import { securityEvents } from "@/server/services/security-events";
import type { ApiKeyInfo, ApiScope } from "@/shared/api-keys";
import { type Limits, retryAfter } from "../rate-limits";
import { clientAddress, isWithin, networksOf, senderOf } from "../sender";

/** Why a call is not let in. */
export type Refusal = { status: 401 | 403 | 429; message: string; hint?: string; headers?: { [name: string]: string } };

/** Lets calls in that bring a key with the scope they need. Who guesses keys is soon not heard any more. */
export function createBearer(services: Pick<ServiceContext, "store">, limits: Limits) {
  return {
    /** Puts into the answer when the key ends, where it was replaced. */
    check(req: IncomingMessage, res: ServerResponse, scope: ApiScope): { key: ApiKeyInfo } | { refusal: Refusal } {
      const guesses = limits.waitOf("guess", req);
      if (guesses > 0) return tooMany("Too many calls with wrong keys", guesses);
      const [, token] = /^Bearer ([\w-]{1,200})$/i.exec(req.headers.authorization ?? "") ?? [];
      const key = token === undefined ? undefined : findApiKey(services, token);
      if (!key) {
        if (token !== undefined) {
          limits.takeOf("guess", req);
          note(req, { kind: "nobody", id: "", name: "" }, "unknown");
        }
        return { refusal: noKey };
      }
      const calls = limits.take("apiKey", key.id);
      if (calls > 0) return tooMany("Too many calls with this key", calls);
      const { addresses, replacedBy, expiresAt } = key;
      if (addresses.length > 0 && !isWithin(clientAddress(req), networksOf(addresses))) {
        note(req, { kind: "key", id: key.id, name: key.name }, "address");
        return { refusal: { status: 403, message: "This key may not be used from your address" } };
      }
      if (replacedBy !== null && expiresAt !== null) {
        res.setHeader("deprecation", `@${Math.floor(Date.now() / 1_000)}`);
        res.setHeader("sunset", new Date(expiresAt).toUTCString());
      }
      if (key.scopes.includes(scope)) return { key };
      note(req, { kind: "key", id: key.id, name: key.name }, scope);
      return { refusal: { status: 403, message: `This key has not the scope "${scope}"` } };
    },
  };

  function note(req: IncomingMessage, actor: AuditContext["actor"], asked: string) {
    const from = { ...actor, address: senderOf(req).address };
    securityEvents(services.store).refused({ ...services, actor: from }, "apiKey.refuse", {
      ...{ id: actor.id || null, details: { asked } },
    });
  }
}

const tooMany = (message: string, seconds: number) => ({
  refusal: { status: 429, message, hint: `Try again in ${seconds} s`, headers: retryAfter(seconds) } as const,
});

export type Bearer = ReturnType<typeof createBearer>;

const noKey: Refusal = {
  status: 401,
  message: "The API key is missing or not valid",
  hint: "Send the header Authorization: Bearer <key>; keys are made in the settings",
  headers: { "www-authenticate": "Bearer" },
};
