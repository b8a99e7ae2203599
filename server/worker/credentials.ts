import { findCredentialType } from "@/nodes/registry";
import type { Credential, CredentialDefinition, CredentialSlots, CredentialValues } from "@/nodes/sdk/credential";
import { NodeError } from "@/nodes/sdk/node-error";
import { objectSchema } from "@/nodes/sdk/params";
import type { Store } from "@/server/db/client";
import type { Authenticate, HttpClient } from "@/server/http/client";
import type { Cipher } from "@/server/secrets/cipher";
import type { WorkflowNode } from "@/shared/workflow";
import { doorsOf } from "./doors";
import { createRenewals, requestOf } from "./renewals";

type Values = { [name: string]: unknown };

/** Credentials are decrypted here, in the worker, at the moment they are used. */
export type CredentialVault = {
  /** Handles for a node's slots. Throws `NodeError` when a needed one is missing. */
  lend(
    node: Pick<WorkflowNode, "credentials">,
    slots: CredentialSlots,
    /** Whose credentials may be used, and those lent to it; `null`: all, where somebody was allowed to choose. */
    project: string | null,
  ): CredentialValues<CredentialSlots>;
  authenticate(credential: Credential, http: HttpClient): Authenticate;
  /** Tries the values out; answers what it saw. Throws `NodeError` when they do not work. */
  test(credential: { type: string; id?: string }, valuesText: string, http: HttpClient): Promise<string>;
  /** Makes secrets of what a service sent back after a sign-in, and stores them. */
  connect(id: string, givenText: string, http: HttpClient): Promise<void>;
};

export function createVault(store: Store, cipher: Cipher): CredentialVault {
  const find = store.rawRead.prepare<[string], { name: string; type: string; data: string }>(
    "SELECT name, type, data FROM credentials WHERE id = ?",
  );
  // One that is gone has an error of its own.
  const isUsable = store.rawRead.prepare<[{ id: string; project: string }]>(`
    SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM credentials WHERE id = @id AND project_id <> @project) OR EXISTS
      (SELECT 1 FROM shares WHERE kind = 'credential' AND resource_id = @id AND project_id = @project)`);
  const saveConnected = store.prepareWrite(
    "UPDATE credentials SET data = ?, updated_at = ?, renewing_until = NULL WHERE id = ? AND data = ?",
  );
  const renew = createRenewals({
    store,
    definition: findCredentialType,
    read({ id }) {
      const row = find.get(id);
      return row && { name: row.name, data: row.data, values: opened(id, row) };
    },
    seal: ({ id, type }, values) => cipher.seal(JSON.stringify(values), bound(id, type)),
  });

  return {
    lend(node, slots, project) {
      const lent: { [slot: string]: Credential | undefined } = {};
      for (const [slot, { optional, label, types }] of Object.entries(slots)) {
        const id = node.credentials?.[slot];
        if (!id && !optional) {
          throw new NodeError(`No credential is chosen for "${label}"`, {
            code: "CREDENTIAL_MISSING",
            hint: "Open the node and choose or create one",
          });
        }
        if (id && project !== null && !isUsable.get({ id, project })) throw notHere(label);
        if (id)
          lent[slot] = handle(
            id,
            label,
            types.map(({ type }) => type),
          );
      }
      return lent as CredentialValues<CredentialSlots>;
    },

    authenticate(credential, http) {
      const definition = findCredentialType(credential.type);
      if (!definition?.authenticate) {
        throw new NodeError(
          `A credential of the type "${definition?.label ?? credential.type}" cannot sign a request`,
          { code: "CREDENTIAL_WRONG" },
        );
      }
      return signer(definition, credential.reveal(), (used) => renew(credential, used, http));
    },

    async test({ type, id }, valuesText, http) {
      const definition = findCredentialType(type);
      if (!definition) throw new NodeError(`There is no credential type "${type}"`);
      const given = checked(type, JSON.parse(valuesText));
      if (definition.tryOut) {
        await definition.tryOut(given as never, { ...doorsOf(http), signal: AbortSignal.timeout(15_000) });
        return "It works: the server let us in";
      }
      const values = definition.renew ? await tokens(definition, { type, id }, given, http) : given;
      const request = definition.test?.(values as never);
      if (!request) return definition.renew ? "It works: a token was given" : untestable;
      const answer = await http.request(
        { method: request.method ?? "GET", url: request.url, response: "text", timeoutMs: 15_000 },
        AbortSignal.timeout(15_000),
        signer(definition, values, async () => values),
      );
      if (!answer.ok)
        throw new NodeError(`${new URL(request.url).host} answered ${answer.status} ${answer.statusText}`);
      return `It works: ${new URL(request.url).host} answered ${answer.status}`;
    },

    connect,
  };

  async function connect(id: string, givenText: string, http: HttpClient) {
    const row = find.get(id);
    const finish = row && findCredentialType(row.type)?.connect?.finish;
    if (!row || !finish) throw new NodeError("The credential no longer exists");
    const values = opened(id, row);
    const fresh = await finish(values as never, JSON.parse(givenText), requestOf(http));
    const data = cipher.seal(JSON.stringify({ ...values, ...fresh }), bound(id, row.type));
    const isSaved = await store.commit(() => saveConnected.run(data, Date.now(), id, row.data).changes > 0);
    if (!isSaved) throw new NodeError("The credential was changed meanwhile", { hint: "Connect it once more" });
  }

  /** Of a stored credential they are stored. */
  async function tokens(
    { renew: by }: CredentialDefinition,
    { type, id }: { type: string; id?: string },
    given: Values,
    http: HttpClient,
  ) {
    if (id !== undefined) return renew({ id, type, reveal: () => given }, given, http);
    if (!by?.isOnce(given as never)) return { ...given, ...(await by?.ask(given as never, requestOf(http))) };
    throw new NodeError("Save it, then try it out: a refresh token may be good for one time only");
  }

  function handle(id: string, label: string, types: string[]): Credential {
    const row = find.get(id);
    if (!row) {
      throw new NodeError(`The credential chosen for "${label}" no longer exists`, {
        code: "CREDENTIAL_MISSING",
        hint: "Open the node and choose another",
      });
    }
    if (!types.includes(row.type)) {
      throw new NodeError(`The credential "${row.name}" does not fit "${label}"`, {
        code: "CREDENTIAL_WRONG",
        hint: "Open the node and choose another",
      });
    }
    return { id, type: row.type, reveal: () => opened(id, row) };
  }

  function opened(id: string, { type, data }: { type: string; data: string }): Values {
    return checked(type, JSON.parse(cipher.open(data, bound(id, type))));
  }
}

const notHere = (label: string) =>
  new NodeError(`The credential chosen for "${label}" belongs to another project`, {
    code: "CREDENTIAL_MISSING",
    hint: "Choose one of this project, or have it shared with this one",
  });

const untestable = "The values are complete. This type cannot be tried out by itself";
const bound = (id: string, type: string) => `${id}|${type}`;

function signer(
  definition: CredentialDefinition,
  given: Values,
  renew: (used: Values) => Promise<Values>,
): Authenticate {
  let values = given;
  let answered: string | undefined;
  return {
    async sign(request) {
      if (definition.renew?.isMissing(values as never)) values = await renew(values);
      definition.authenticate?.(request, values as never, answered);
    },
    async renew(challenge) {
      if (definition.renew) values = await renew(values);
      else if (definition.answersChallenges && challenge) answered = challenge;
      else return false;
      return true;
    },
  };
}

function checked(type: string, values: unknown): Values {
  const definition = findCredentialType(type);
  return definition ? (objectSchema(definition.params).parse(values) as Values) : {};
}
