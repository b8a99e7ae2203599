import { findCredentialType } from "@/nodes/registry";
import type { Credential, CredentialDefinition, CredentialSlots, CredentialValues } from "@/nodes/sdk/credential";
import { NodeError } from "@/nodes/sdk/node-error";
import type { Store } from "@/server/db/client";
import type { Authenticate, HttpClient } from "@/server/http/client";
import { type Cipher, credentialPlace } from "@/server/secrets/cipher";
import type { OutsideSecrets } from "@/server/secrets/outside-secrets";
import { placeOfUrl } from "@/shared/allowed-hosts";
import type { WorkflowNode } from "@/shared/workflow";
import { type Bound, type CredentialUses, createUses, maskedError, requirePlace } from "./credential-uses";
import { filled, type OpenCredential, readStored, secretNames, secretsOf, toStore } from "./credential-values";
import { doorsOf } from "./doors";
import { createRenewals, requestOf, type Seen } from "./renewals";

type Values = { [name: string]: unknown };
type Row = Seen & { name: string; type: string };
type Lent = CredentialValues<CredentialSlots>;

/** Credentials are decrypted here, in the worker, at the moment they are used. */
export type CredentialVault = {
  /** Handles for a node's slots. Throws `NodeError` when a needed one is missing, or what it refers to. */
  lend(
    node: Pick<WorkflowNode, "credentials">,
    slots: CredentialSlots,
    /** `project`: whose credentials may be used, and those lent to it; `null`: all, where somebody was allowed to choose. */
    by: { project: string | null; uses: CredentialUses },
  ): Lent | Promise<Lent>;
  authenticate(credential: Credential, http: HttpClient, uses: CredentialUses): Authenticate;
  /** Tries the values out; answers what it saw. Throws `NodeError` when they do not work. */
  test(credential: { type: string; id?: string }, valuesText: string, http: HttpClient): Promise<string>;
  /** Makes secrets of what a service sent back after a sign-in, and stores them. */
  connect(id: string, givenText: string, http: HttpClient): Promise<void>;
};

export function createVault(store: Store, cipher: Cipher, outside: OutsideSecrets): CredentialVault {
  const find = store.rawRead.prepare<[string], Row>(
    "SELECT name, type, project_id AS projectId, data FROM credentials WHERE id = ?",
  );
  const findNow = store.prepareWrite("SELECT project_id AS projectId, data FROM credentials WHERE id = ?");
  // One that is gone has an error of its own.
  const isUsable = store.rawRead.prepare<[{ id: string; project: string }]>(`
    SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM credentials WHERE id = @id AND project_id <> @project) OR EXISTS
      (SELECT 1 FROM shares WHERE kind = 'credential' AND resource_id = @id AND project_id = @project)`);
  const saveConnected = store.prepareWrite(
    "UPDATE credentials SET data = ?, updated_at = ?, renewing_until = NULL WHERE id = ?",
  );
  /** What each handle that was lent holds. */
  const opened = new WeakMap<Credential, OpenCredential>();
  const renew = createRenewals({
    store,
    definition: findCredentialType,
    read(credential) {
      const row = find.get(credential.id);
      if (!row) return undefined;
      const stored = readStored(row.type, openText(credential.id, row));
      return { name: row.name, seen: row, values: again(stored, opened.get(credential)) };
    },
    seal: (credential, values) => sealNow(credential, toStore(values, opened.get(credential))),
    isUnchanged,
  });

  return {
    lend(node, slots, { project, uses }) {
      const lent: { [slot: string]: Credential | undefined } = {};
      const waiting: Promise<void>[] = [];
      for (const [slot, { optional, label, types }] of Object.entries(slots)) {
        const id = node.credentials?.[slot];
        if (!id && !optional) {
          throw new NodeError(`No credential is chosen for "${label}"`, {
            code: "CREDENTIAL_MISSING",
            hint: "Open the node and choose or create one",
          });
        }
        if (!id) continue;
        if (project !== null && !isUsable.get({ id, project })) throw notHere(label);
        const row = fitting(
          id,
          label,
          types.map(({ type }) => type),
        );
        const open = readStored(row.type, openText(id, row));
        const put = (full: OpenCredential) => {
          lent[slot] = handle({ id, name: row.name, hosts: full.hosts }, row.type, full, uses);
        };
        if (open.outside.size === 0) put(open);
        else waiting.push(filled(row.name, open, outside).then(put));
      }
      const all = lent as Lent;
      return waiting.length === 0 ? all : Promise.all(waiting).then(() => all);
    },

    authenticate(credential, http, uses) {
      const definition = findCredentialType(credential.type);
      if (!definition?.authenticate) {
        throw new NodeError(
          `A credential of the type "${definition?.label ?? credential.type}" cannot sign a request`,
          { code: "CREDENTIAL_WRONG" },
        );
      }
      const { values, hosts } = opened.get(credential) ?? { values: credential.reveal(), hosts: undefined };
      const bound = { id: credential.id, name: find.get(credential.id)?.name ?? "", hosts };
      return signer({ definition, bound, uses }, values, (used) => renew(credential, used, http));
    },

    async test({ type, id }, valuesText, http) {
      const definition = findCredentialType(type);
      if (!definition) throw new NodeError(`There is no credential type "${type}"`);
      const uses = createUses();
      try {
        return await tryOut(definition, { type, id }, valuesText, http, uses);
      } catch (thrown) {
        throw maskedError(thrown, uses);
      }
    },

    connect,
  };

  async function tryOut(
    definition: CredentialDefinition,
    { type, id }: { type: string; id?: string },
    valuesText: string,
    http: HttpClient,
    uses: CredentialUses,
  ): Promise<string> {
    const name = (id !== undefined && find.get(id)?.name) || definition.label;
    const full = await filled(name, readStored(type, valuesText), outside);
    const { values: given, hosts } = full;
    const bound = { id: id ?? "", name, hosts };
    uses.secrets(secretsOf(type, given));
    if (definition.tryOut) {
      uses.revealed(bound);
      await definition.tryOut(given as never, { ...doorsOf(http, uses), signal: AbortSignal.timeout(15_000) });
      return "It works: the server let us in";
    }
    const credential = { id: id ?? "", type, reveal: () => given };
    opened.set(credential, full);
    const values = definition.renew
      ? await tokens(definition, id === undefined ? undefined : credential, given, http)
      : given;
    const request = definition.test?.(values as never);
    if (!request) return definition.renew ? "It works: a token was given" : untestable;
    const answer = await http.request(
      { method: request.method ?? "GET", url: request.url, response: "text", timeoutMs: 15_000 },
      AbortSignal.timeout(15_000),
      signer({ definition, bound, uses }, values, async () => values),
    );
    if (!answer.ok) throw new NodeError(`${new URL(request.url).host} answered ${answer.status} ${answer.statusText}`);
    return `It works: ${new URL(request.url).host} answered ${answer.status}`;
  }

  async function connect(id: string, givenText: string, http: HttpClient) {
    const row = find.get(id);
    const finish = row && findCredentialType(row.type)?.connect?.finish;
    if (!row || !finish) throw new NodeError("The credential no longer exists");
    const uses = createUses();
    try {
      const open = await filled(row.name, readStored(row.type, openText(id, row)), outside);
      uses.secrets([
        ...secretsOf(row.type, open.values),
        ...Object.values(JSON.parse(givenText) as Values).map(String),
      ]);
      const fresh = await finish(open.values as never, JSON.parse(givenText), requestOf(http));
      const of = { id, type: row.type };
      const text = toStore({ ...open.values, ...fresh }, open);
      const isSaved = await store.commit(() => {
        if (!isUnchanged(of, row)) return false;
        return saveConnected.run(sealNow(of, text), Date.now(), id).changes > 0;
      });
      if (!isSaved) throw new NodeError("The credential was changed meanwhile", { hint: "Connect it once more" });
    } catch (thrown) {
      throw maskedError(thrown, uses);
    }
  }

  /** Of a stored credential they are stored. */
  async function tokens(
    { renew: by }: CredentialDefinition,
    stored: Credential | undefined,
    given: Values,
    http: HttpClient,
  ) {
    if (stored) return renew(stored, given, http);
    if (!by?.isOnce(given as never)) return { ...given, ...(await by?.ask(given as never, requestOf(http))) };
    throw new NodeError("Save it, then try it out: a refresh token may be good for one time only");
  }

  function fitting(id: string, label: string, types: string[]): Row {
    const row = find.get(id);
    if (!row) {
      throw new NodeError(`The credential chosen for "${label}" no longer exists`, {
        code: "CREDENTIAL_MISSING",
        hint: "Open the node and choose another",
      });
    }
    if (types.includes(row.type)) return row;
    throw new NodeError(`The credential "${row.name}" does not fit "${label}"`, {
      code: "CREDENTIAL_WRONG",
      hint: "Open the node and choose another",
    });
  }

  /** What the node reads of it counts from then on. */
  function handle(bound: Bound, type: string, open: OpenCredential, uses: CredentialUses): Credential {
    const secret = new Set(secretNames(type));
    const read = (name: string) => {
      uses.revealed(bound);
      uses.secrets(secretsOf(type, { [name]: open.values[name] }));
      return open.values[name];
    };
    const credential: Credential = {
      ...{ id: bound.id, type },
      reveal: () => {
        const shown: Values = {};
        for (const name of Object.keys(open.values)) {
          if (secret.has(name)) Object.defineProperty(shown, name, { enumerable: true, get: () => read(name) });
          else shown[name] = open.values[name];
        }
        return shown;
      },
    };
    opened.set(credential, open);
    return credential;
  }

  function openText(id: string, { type, projectId, data }: Row): string {
    return cipher.open(data, credentialPlace({ id, type, projectId }));
  }

  /** Within a commit: for the project that it is in now. */
  function sealNow({ id, type }: { id: string; type: string }, text: string): string {
    const { projectId } = findNow.get(id) as Seen;
    return cipher.seal(text, credentialPlace({ id, type, projectId }));
  }

  /** Within a commit. Another project and a rotation of keys seal the same values anew, and change nothing. */
  function isUnchanged({ id, type }: { id: string; type: string }, before: Seen): boolean {
    const now = findNow.get(id) as Seen | undefined;
    if (now === undefined || now.data === before.data) return now !== undefined;
    const textOf = ({ projectId, data }: Seen) => cipher.open(data, credentialPlace({ id, type, projectId }));
    return textOf(now) === textOf(before);
  }
}

const notHere = (label: string) =>
  new NodeError(`The credential chosen for "${label}" belongs to another project`, {
    code: "CREDENTIAL_MISSING",
    hint: "Choose one of this project, or have it shared with this one",
  });

const untestable = "The values are complete. This type cannot be tried out by itself";

/** As it is stored now, with what was read from outside when the handle was lent. */
function again({ values, outside }: OpenCredential, lent: OpenCredential | undefined): Values {
  const read = [...outside.keys()].filter((name) => lent?.outside.has(name));
  return { ...values, ...Object.fromEntries(read.map((name) => [name, lent?.values[name]])) };
}

type Signer = { definition: CredentialDefinition; bound: Bound; uses: CredentialUses };

function signer(
  { definition, bound, uses }: Signer,
  given: Values,
  renew: (used: Values) => Promise<Values>,
): Authenticate {
  let values = given;
  let answered: string | undefined;
  const use = (next: Values) => {
    values = next;
    uses.secrets(secretsOf(definition.type, values));
  };
  use(given);
  return {
    visit: uses.visit,
    async sign(request) {
      requirePlace(bound, placeOfUrl(request.url));
      if (definition.renew?.isMissing(values as never)) use(await renew(values));
      definition.authenticate?.(request, values as never, answered);
      const [, basic] = /^basic (\S+)$/i.exec(request.headers.get("authorization") ?? "") ?? [];
      if (basic) uses.secrets([basic]);
    },
    async renew(challenge) {
      if (definition.renew) use(await renew(values));
      else if (definition.answersChallenges && challenge) answered = challenge;
      else return false;
      return true;
    },
  };
}
