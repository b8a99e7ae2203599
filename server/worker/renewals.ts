import type { Credential, CredentialDefinition } from "@/nodes/sdk/credential";
import type { Store } from "@/server/db/client";
import type { HttpClient } from "@/server/http/client";

type Values = { [name: string]: unknown };
type Stored = { data: string; values: Values };

type Parts = {
  store: Store;
  definition(type: string): CredentialDefinition | undefined;
  read(credential: Credential): Stored | undefined;
  seal(credential: Credential, values: Values): string;
};

/** Secrets that expire: fetched once for all who wait for them, and stored for those who come later. */
export function createRenewals({ store, definition, read, seal }: Parts) {
  const underWay = new Map<string, Promise<Values>>();
  const save = store.prepareWrite("UPDATE credentials SET data = ? WHERE id = ? AND data = ?");

  return (credential: Credential, used: Values, http: HttpClient): Promise<Values> => {
    const known = underWay.get(credential.id);
    if (known) return known;
    const work = renew(credential, used, http).finally(() => underWay.delete(credential.id));
    underWay.set(credential.id, work);
    return work;
  };

  async function renew(credential: Credential, used: Values, http: HttpClient): Promise<Values> {
    const stored = read(credential);
    // Somebody else was faster: another step, another worker, or the owner.
    if (stored && JSON.stringify(stored.values) !== JSON.stringify(used)) return stored.values;
    const fresh = { ...used, ...(await definition(credential.type)?.renew?.ask(used as never, requestOf(http))) };
    if (stored) await store.commit(() => save.run(seal(credential, fresh), credential.id, stored.data));
    return fresh;
  }
}

const renewalMs = 30_000;

/** A request for secrets serves several executions, so that none of them cancels it. */
export const requestOf =
  (http: HttpClient): Parameters<NonNullable<CredentialDefinition["renew"]>["ask"]>[1] =>
  (request) =>
    http.request({ timeoutMs: renewalMs, ...request }, AbortSignal.timeout(renewalMs));
