import { type Credential, type CredentialDefinition, connectionIn } from "@/nodes/sdk/credential";
import { NodeError } from "@/nodes/sdk/node-error";
import type { Store } from "@/server/db/client";
import type { HttpClient } from "@/server/http/client";

type Values = { [name: string]: unknown };
/** As it was read: sealed, for a project. */
export type Seen = { projectId: string; data: string };
type Stored = { name: string; seen: Seen; values: Values };

type Parts = {
  store: Store;
  definition(type: string): CredentialDefinition | undefined;
  read(credential: Credential): Stored | undefined;
  /** Within a commit, both. */
  seal(credential: Credential, values: Values): string;
  isUnchanged(credential: Credential, seen: Seen): boolean;
};

/**
 * Secrets that expire: fetched once for all who wait for them, and stored for those who come later. Also other workers wait:
 * a refresh token that is used twice may end the sign-in.
 */
export function createRenewals({ store, definition, read, seal, isUnchanged }: Parts) {
  const underWay = new Map<string, Promise<Values>>();
  const save = store.prepareWrite("UPDATE credentials SET data = ?, renewing_until = NULL WHERE id = ?");
  const take = store.prepareWrite(
    "UPDATE credentials SET renewing_until = @until WHERE id = @id AND coalesce(renewing_until, 0) < @now",
  );
  const letGo = store.prepareWrite("UPDATE credentials SET renewing_until = NULL WHERE id = ?");

  return (credential: Credential, used: Values, http: HttpClient): Promise<Values> => {
    const known = underWay.get(credential.id);
    if (known) return known;
    const work = renew(credential, used, http).finally(() => underWay.delete(credential.id));
    underWay.set(credential.id, work);
    return work;
  };

  async function renew(credential: Credential, used: Values, http: HttpClient): Promise<Values> {
    const stored = await turn(credential, used);
    if (!stored) return { ...used, ...(await ask(credential, used, http)) };
    // Somebody else was faster: another step, another worker, or the owner.
    if (isOther(stored.values, used)) return stored.values;
    try {
      const fresh = { ...used, ...(await ask(credential, used, http)) };
      await saved(credential, stored.seen, fresh);
      return fresh;
    } catch (thrown) {
      throw await explained(thrown, credential, stored);
    }
  }

  /** Waits until nobody renews the credential, then keeps others from it. Gives it as it is stored then. */
  async function turn(credential: Credential, used: Values): Promise<Stored | undefined> {
    const { id } = credential;
    while (true) {
      const stored = read(credential);
      if (!stored || isOther(stored.values, used)) return stored;
      const now = Date.now();
      const isMine = await store.commit(() => take.run({ id, now, until: now + leaseMs }).changes > 0);
      if (isMine) {
        const latest = read(credential);
        if (latest && isOther(latest.values, used)) await letGoOf(credential, latest.seen);
        return latest;
      }
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  }

  /** Unless somebody else changed it meanwhile. */
  function saved(credential: Credential, seen: Seen, values: Values) {
    return store.commit(() => isUnchanged(credential, seen) && save.run(seal(credential, values), credential.id));
  }

  function letGoOf(credential: Credential, seen: Seen) {
    return store.commit(() => isUnchanged(credential, seen) && letGo.run(credential.id));
  }

  function ask(credential: Credential, used: Values, http: HttpClient) {
    return definition(credential.type)?.renew?.ask(used as never, requestOf(http));
  }

  /** A sign-in that is over is noted with the credential, so that nobody asks in vain again. */
  async function explained(thrown: unknown, credential: Credential, { name, seen, values }: Stored): Promise<unknown> {
    const isOver = thrown instanceof NodeError && thrown.code === "OAUTH2_OVER";
    const connection = connectionIn(values.connection);
    const over = isOver && connection && !connection.problem && { ...connection, problem: thrown.message };
    if (over) await saved(credential, seen, { ...values, connection: over });
    else await letGoOf(credential, seen);
    if (!isOver) return thrown;
    return new NodeError(`The credential "${name}" must be connected again: ${thrown.message}`, {
      code: "OAUTH2_CONNECT",
      hint: `Open "${name}" under Credentials, and choose Connect`,
      cause: thrown,
    });
  }
}

const renewalMs = 30_000;
/** A worker that dies in between holds up the others no longer than that. */
const leaseMs = renewalMs + 5_000;
const pollMs = 100;

const isOther = (stored: Values, used: Values) => JSON.stringify(stored) !== JSON.stringify(used);

/** A request for secrets serves several executions, so that none of them cancels it. */
export const requestOf =
  (http: HttpClient): Parameters<NonNullable<CredentialDefinition["renew"]>["ask"]>[1] =>
  (request) =>
    http.request({ timeoutMs: renewalMs, ...request }, AbortSignal.timeout(renewalMs));
