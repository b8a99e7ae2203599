import type { JsonObject } from "@/shared/item";
import type { WorkflowDocument } from "@/shared/workflow";

/** What somebody who uses a template fills in. Nodes go by their names. */
export type Setting = {
  /** Addresses in the template, and what stands for them here. */
  addresses?: { [address: string]: string };
  /** Another type of node in place of the template's, with the same form: the node of another database, say. */
  types?: { [node: string]: string };
  credentials?: { [node: string]: { slot: string; type: string; values: object } };
  params?: { [node: string]: JsonObject };
};

/** In all workflows of a template. `credentials`: ids by slot. Throws for an address or a node that it does not have. */
export function fillIn(
  documents: WorkflowDocument[],
  { addresses = {}, types = {}, params = {} }: Setting,
  credentials: { [node: string]: { [slot: string]: string } },
): WorkflowDocument[] {
  let text = JSON.stringify(documents);
  for (const [address, here] of Object.entries(addresses)) {
    if (!text.includes(address)) throw new Error(`The template does not speak of ${address}`);
    text = text.replaceAll(address, here);
  }
  const filled = JSON.parse(text) as WorkflowDocument[];
  for (const name of [...Object.keys(types), ...Object.keys(params), ...Object.keys(credentials)]) {
    const node = filled.flatMap(({ nodes }) => nodes).find((candidate) => candidate.name === name);
    if (!node) throw new Error(`The template has no node "${name}"`);
    node.type = types[name] ?? node.type;
    node.params = { ...node.params, ...params[name] };
    if (credentials[name]) node.credentials = { ...node.credentials, ...credentials[name] };
  }
  return filled;
}
