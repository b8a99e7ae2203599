import type { IncomingMessage } from "node:http";
import { findApiKey } from "@/server/services/api-keys";
import type { ServiceContext } from "@/server/services/context";
import type { ApiKeyInfo, ApiScope } from "@/shared/api-keys";
import { clientAddress, neighbourhood } from "../sender";

/** Why a call is not let in. */
export type Refusal = { status: 401 | 403 | 429; message: string; hint?: string; headers?: { [name: string]: string } };

const windowMs = 60_000;
/** Wrong keys of one address within a minute. */
const maxFailures = 20;
const maxAddresses = 10_000;

/** Lets calls in that bring a key with the scope they need. Who guesses keys is soon not heard any more. */
export function createBearer(services: Pick<ServiceContext, "store">) {
  const failures = new Map<string, { count: number; since: number }>();

  return {
    check(req: IncomingMessage, scope: ApiScope): { key: ApiKeyInfo } | { refusal: Refusal } {
      const address = neighbourhood(clientAddress(req));
      const waitMs = waitOf(address);
      if (waitMs > 0) {
        const headers = { "retry-after": String(Math.ceil(waitMs / 1_000)) };
        return { refusal: { status: 429, message: "Too many calls with wrong keys", headers } };
      }
      const [, token] = /^Bearer ([\w-]{1,200})$/i.exec(req.headers.authorization ?? "") ?? [];
      const key = token === undefined ? undefined : findApiKey(services, token);
      if (!key) {
        if (token !== undefined) fail(address);
        return { refusal: noKey };
      }
      if (key.scopes.includes(scope)) return { key };
      return { refusal: { status: 403, message: `This key has not the scope "${scope}"` } };
    },
  };

  function waitOf(address: string): number {
    const known = failures.get(address);
    if (!known) return 0;
    const leftMs = known.since + windowMs - Date.now();
    if (leftMs <= 0) failures.delete(address);
    return leftMs > 0 && known.count >= maxFailures ? leftMs : 0;
  }

  function fail(address: string) {
    const known = failures.get(address);
    if (known) known.count++;
    else {
      if (failures.size >= maxAddresses) failures.delete(failures.keys().next().value ?? "");
      failures.set(address, { count: 1, since: Date.now() });
    }
  }
}

export type Bearer = ReturnType<typeof createBearer>;

const noKey: Refusal = {
  status: 401,
  message: "The API key is missing or not valid",
  hint: "Send the header Authorization: Bearer <key>; keys are made in the settings",
  headers: { "www-authenticate": "Bearer" },
};
