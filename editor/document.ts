import { nanoid } from "nanoid";
import { defaultsOf } from "@/components/param-form/defaults";
import type { NodeTypeInfo } from "@/shared/api";
import { edgeKey } from "@/shared/document-diff";
import { errorPort, type Port, portsOf } from "@/shared/ports";
import type { Edge, WorkflowDocument, WorkflowNode } from "@/shared/workflow";

/**
 * The first of three kinds of state: the document is saved and undoable, and changed by commands only. Session state
 * (selection, open panel, drag in progress) and run state live in the store and belong to this tab.
 */
export type Position = WorkflowNode["position"];
export type NodeTypes = ReadonlyMap<string, NodeTypeInfo>;

/** `missing`: a wire ends here although the parameters no longer give the node this port. */
export type CardPort = Port & { missing?: true };

export const newId = () => nanoid(12);

export const findNode = ({ nodes }: WorkflowDocument, id: string) => nodes.find((node) => node.id === id);

export { edgeKey };

export const sameEdge = (a: Edge, b: Edge) => edgeKey(a) === edgeKey(b);

export function newNode(info: NodeTypeInfo, { nodes }: WorkflowDocument, position: Position): WorkflowNode {
  const { type, version, label, fields } = info;
  const name = uniqueName(label, new Set(nodes.map((node) => node.name)));
  return { id: newId(), type, version, name, position: rounded(position), params: defaultsOf(fields) };
}

export const rounded = ({ x, y }: Position): Position => ({ x: Math.round(x), y: Math.round(y) });

/** `wanted`, or with the first number that makes it unique: "If", "If 2", "If 3". */
export function uniqueName(wanted: string, taken: ReadonlySet<string>): string {
  const base = wanted.trim().slice(0, 120) || "Node";
  if (!taken.has(base)) return base;
  const stem = base.replace(/ \d{1,4}$/, "");
  for (let number = 2; ; number++) if (!taken.has(`${stem} ${number}`)) return `${stem} ${number}`;
}

export function inputsOf(node: WorkflowNode, info: NodeTypeInfo | undefined, edges: readonly Edge[]): CardPort[] {
  const declared = info ? portsOf(info.inputs, node.params) : [];
  const wired = edges.filter(({ to }) => to.node === node.id).map(({ to }) => to.port);
  return withMissing(declared, wired, info !== undefined);
}

export function outputsOf(node: WorkflowNode, info: NodeTypeInfo | undefined, edges: readonly Edge[]): CardPort[] {
  const declared = info ? portsOf(info.outputs, node.params) : [];
  const all = node.onError === "branch" && info?.trigger === undefined ? [...declared, errorPort] : declared;
  const wired = edges.filter(({ from }) => from.node === node.id).map(({ from }) => from.port);
  return withMissing(all, wired, info !== undefined);
}

/** A node of an unknown type has just the ports its wires name. */
function withMissing(declared: readonly Port[], wired: readonly string[], known: boolean): CardPort[] {
  const names = new Set(declared.map(({ name }) => name));
  const extra = [...new Set(wired)].filter((name) => !names.has(name));
  return [...declared, ...extra.map((name): CardPort => ({ name, label: name, ...(known && { missing: true }) }))];
}
