import { findNode } from "@/nodes/registry";
import type { CredentialSlots } from "@/nodes/sdk/credential";
import type { LookupContext } from "@/nodes/sdk/define-node";
import { NodeError } from "@/nodes/sdk/node-error";
import type { ToWorker } from "@/server/runs/protocol";
import type { Option } from "@/shared/field";
import { createUses, maskedError, maskedJson } from "./credential-uses";
import { doorsOf, httpOf } from "./doors";
import type { Workshop } from "./worker";

/** More than anybody scrolls through; the form says so. */
const maxOptions = 1_000;
const patienceMs = 20_000;

type Filled = { params: { [name: string]: unknown }; credentials: { [slot: string]: string } };

/** A list for a parameter, from the service that the node talks to, through the same doors as a run. */
export async function lookUp(
  workshop: Workshop,
  { nodeType, lookup, projects }: Extract<ToWorker, { type: "lookup" }>,
  filledText: string,
): Promise<{ options: Option[]; isCut: boolean }> {
  const { params, credentials } = JSON.parse(filledText) as Filled;
  const definition = findNode(nodeType);
  const read = definition?.lookups && Object.hasOwn(definition.lookups, lookup) && definition.lookups[lookup];
  if (!definition || !read) throw new NodeError(`The node type "${nodeType}" has no list "${lookup}"`);
  const signal = AbortSignal.timeout(patienceMs);
  const uses = createUses();
  const { ways, vault, folder } = workshop;
  const http = ways.ofCredential(Object.values(credentials)[0]);
  const services: Omit<LookupContext<CredentialSlots>, "params" | "credentials" | "signal"> = {
    http: httpOf({ http, vault, uses, signal }).http,
    ...doorsOf(http, uses),
    folder,
    tables: workshop.tables.readsOf(projects),
  };
  try {
    const lent = await vault.lend({ credentials }, definition.credentials ?? {}, { project: null, uses });
    const options = maskedJson(await read({ ...services, params, credentials: lent, signal }), uses);
    return { options: options.slice(0, maxOptions), isCut: options.length > maxOptions };
  } catch (thrown) {
    if (signal.aborted) throw new NodeError(`The service gave no list within ${patienceMs / 1000} seconds`);
    throw maskedError(thrown, uses);
  }
}
