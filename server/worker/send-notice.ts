import { findNode } from "@/nodes/registry";
import { NodeError } from "@/nodes/sdk/node-error";
import type { Services } from "@/nodes/sdk/services";
import { executeNode } from "@/server/engine/execute-node";
import type { NoticeOrder } from "@/server/runs/notice-message";
import { type CredentialUses, createUses, maskedError } from "./credential-uses";
import { doorsOf, httpOf } from "./doors";
import type { Workshop } from "./worker";

const patienceMs = 60_000;

/** Sends a message by the node that workflows send it with, outside of any execution. Throws what went wrong. */
export async function sendNotice(workshop: Workshop, orderText: string): Promise<void> {
  const { type, params, credentials, key } = JSON.parse(orderText) as NoticeOrder;
  const definition = findNode(type);
  if (!definition) throw new NodeError(`There is no node type "${type}"`);
  const { id, name, version, position } = { id: "notice", name: "Notice", version: 1, position: { x: 0, y: 0 } };
  const node = { id, name, type, version, position, params, credentials };
  const signal = AbortSignal.timeout(patienceMs);
  const uses = createUses();
  const credentialsLent = await workshop.vault.lend(node, definition.credentials ?? {}, { project: null, uses });
  await executeNode(
    node,
    { main: [{ json: {} }] },
    {
      ...{ definition, signal },
      credentials: credentialsLent,
      services: services(workshop, signal, key, uses),
      resolve: async () => ({ varies: new Set(), at: () => params }),
      evaluate: outside,
      onRetry: () => {},
    },
  ).catch((thrown) => {
    throw maskedError(thrown, uses);
  });
}

function outside(): never {
  throw new NodeError("This is possible within an execution only");
}

function services(
  { ways: { own: http }, vault, files, folder }: Workshop,
  signal: AbortSignal,
  key: string,
  uses: CredentialUses,
): Services {
  return {
    http: httpOf({ http, vault, uses, signal }).http,
    ...doorsOf(http, uses),
    ...{ files, folder },
    ...{ probe: outside, lookUpName: outside, runCode: outside, runSql: outside, respond: outside },
    ...{ executeWorkflow: outside, earlierInput: outside, annotate: outside },
    memory: { get: outside, set: outside },
    lasting: {
      ...{ get: outside, set: outside, update: outside, transact: outside },
      ...{ seen: outside, note: outside, forget: outside },
    },
    tables: { list: outside, columns: outside, read: outside, rowsById: outside, write: outside },
    endpoints: { publish: outside },
    log: () => {},
    idempotencyKey: () => key,
    execution: { id: 0, mode: "error", workflow: { id: "", name: "" }, timezone: "UTC", run: 0, vars: {} },
  };
}
