import type { NodeTypeInfo } from "@/shared/api";
import type { Field } from "@/shared/field";
import type { JsonObject } from "@/shared/item";
import type { Edge, WorkflowDocument, WorkflowNode } from "@/shared/workflow";
import { type Command, followRenames } from "./commands";
import { edgeKey, findNode, inputsOf, type NodeTypes, newNode, outputsOf, uniqueName } from "./document";

/** Another type in the same place: wires stay where there is a port for them, parameters where they mean the same. */
export const replaceNode: Command<{ id: string; info: NodeTypeInfo; nodeTypes: NodeTypes }> = {
  name: "replace-node",
  apply(document, { id, info, nodeTypes }) {
    const old = findNode(document, id);
    if (!old || old.type === info.type) return document;
    const before = nodeTypes.get(old.type);
    const node = successor(old, before, info, document);
    const nodes = document.nodes.map((other) => (other.id === id ? node : other));
    const renames = new Map([[old.name, node.name]]);
    return {
      ...document,
      nodes: old.name === node.name ? nodes : followRenames(nodes, renames, nodeTypes),
      edges: rewired(document.edges, { old, before, node, info }),
    };
  },
};

function successor(
  old: WorkflowNode,
  before: NodeTypeInfo | undefined,
  info: NodeTypeInfo,
  document: WorkflowDocument,
): WorkflowNode {
  const others = document.nodes.filter(({ id }) => id !== old.id);
  const fresh = newNode(info, { ...document, nodes: others }, old.position);
  // A name that somebody gave stays; one that only says the type would be wrong now.
  const isOwnName = !before || uniqueName(before.label, new Set()) !== old.name.replace(/ \d{1,4}$/, "");
  const { pinned: _pinned, credentials = {}, onError, ...kept } = old;
  const slots = info.credentials.filter(({ slot, types }) => {
    const oldTypes = before?.credentials.find((known) => known.slot === slot)?.types ?? [];
    return credentials[slot] !== undefined && oldTypes.every((type) => types.includes(type));
  });
  return {
    ...kept,
    ...(onError && !(onError === "branch" && info.trigger) && { onError }),
    ...{ type: fresh.type, version: fresh.version, name: isOwnName ? old.name : fresh.name },
    params: { ...fresh.params, ...sharedParams(old.params, before, info) },
    ...(slots.length > 0 && {
      credentials: Object.fromEntries(slots.map(({ slot }) => [slot, credentials[slot] ?? ""])),
    }),
  };
}

function sharedParams(params: JsonObject, before: NodeTypeInfo | undefined, { fields }: NodeTypeInfo): JsonObject {
  return Object.fromEntries(
    Object.entries(params).filter(([key]) => {
      const [was, is] = [before?.fields, fields].map((all) => (all && Object.hasOwn(all, key) ? all[key] : undefined));
      return was && is && meansTheSame(was, is);
    }),
  );
}

/** What can be chosen or filled in inside of a field is part of what it means. */
const meansTheSame = (was: Field, is: Field) => JSON.stringify(shape(was)) === JSON.stringify(shape(is));

function shape(field: Field): unknown {
  switch (field.control) {
    case "select":
    case "multiSelect":
      return [field.control, field.options.map(({ value }) => value)];
    case "list":
      return [field.control, shapes(field.of)];
    case "choice":
      return [field.control, Object.entries(field.cases).map(([is, { fields }]) => [is, shapes(fields)])];
    case "code":
      return [field.control, field.language];
    default:
      return field.control;
  }
}

const shapes = (fields: { [name: string]: Field }) =>
  Object.entries(fields).map(([name, field]) => [name, shape(field)]);

type Change = { old: WorkflowNode; before: NodeTypeInfo | undefined; node: WorkflowNode; info: NodeTypeInfo };

function rewired(edges: readonly Edge[], { old, before, node, info }: Change): Edge[] {
  const declared = <Port extends { missing?: true }>(ports: readonly Port[]) => ports.filter(({ missing }) => !missing);
  const inputs = portMap(declared(inputsOf(old, before, edges)), declared(inputsOf(node, info, [])));
  const outputs = portMap(declared(outputsOf(old, before, edges)), declared(outputsOf(node, info, [])));
  const known = new Set<string>();
  return edges.flatMap((edge) => {
    const from = edge.from.node === old.id ? end(edge.from, outputs) : edge.from;
    const to = edge.to.node === old.id ? end(edge.to, inputs) : edge.to;
    if (!from || !to) return [];
    const next = from === edge.from && to === edge.to ? edge : { from, to };
    // Two ports may have become one.
    return known.has(edgeKey(next)) ? [] : [known.add(edgeKey(next)) && next];
  });
}

function end({ node, port }: Edge["from"], ports: ReadonlyMap<string, string>): Edge["from"] | undefined {
  const next = ports.get(port);
  return next === undefined ? undefined : { node, port: next };
}

/** The port of the same name, else the one in the same place. */
function portMap(before: readonly { name: string }[], after: readonly { name: string }[]): ReadonlyMap<string, string> {
  const names = new Set(after.map(({ name }) => name));
  return new Map(
    before.flatMap(({ name }, index): [string, string][] => {
      const next = names.has(name) ? name : after[index]?.name;
      return next === undefined ? [] : [[name, next]];
    }),
  );
}
