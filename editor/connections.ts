import type { NodeTypeInfo } from "@/shared/api";
import type { Messages } from "@/shared/messages/read-messages";
import type { Edge, WorkflowDocument, WorkflowNode } from "@/shared/workflow";
import { edgeKey, findNode, inputsOf, type NodeTypes, outputsOf } from "./document";

export type PortEnd = { node: string; port: string; side: "input" | "output" };

/** Why there can be no wire: the key of a message, and what stands in its places. */
export type Refusal = { why: keyof Messages["canvas"]["refusals"]; values?: { name: string } };

/** The wire between two ports, whichever was grabbed first; or why there can be none. */
export function wireBetween(
  a: PortEnd,
  b: PortEnd,
  document: WorkflowDocument,
  nodeTypes: NodeTypes,
): { edge: Edge } | { refused: Refusal } {
  if (a.side === b.side) {
    return { refused: { why: a.side === "output" ? "twoOutputs" : "twoInputs" } };
  }
  const [from, to] = a.side === "output" ? [a, b] : [b, a];
  const edge: Edge = { from: { node: from.node, port: from.port }, to: { node: to.node, port: to.port } };
  const refused = refusal(edge, document, nodeTypes);
  return refused ? { refused } : { edge };
}

/** Why this wire cannot be; undefined when it can. */
export function refusal(edge: Edge, document: WorkflowDocument, nodeTypes: NodeTypes): Refusal | undefined {
  const source = findNode(document, edge.from.node);
  const target = findNode(document, edge.to.node);
  if (!source || !target) return { why: "endGone" };
  const info = nodeTypes.get(target.type);
  if (info?.trigger) return { why: "trigger", values: { name: target.name } };
  if (document.edges.some((other) => edgeKey(other) === edgeKey(edge))) return { why: "connected" };
  return undefined;
}

/** The first input of a node, a free one when there is a choice. */
export function openInput(node: WorkflowNode, info: NodeTypeInfo | undefined, edges: readonly Edge[]) {
  const inputs = inputsOf(node, info, edges).filter(({ missing }) => !missing);
  const isFree = (port: string) => !edges.some(({ to }) => to.node === node.id && to.port === port);
  return (inputs.find(({ name }) => isFree(name)) ?? inputs[0])?.name;
}

/** The output that goes on when a node is put into a wire: of a loop that is `done`, its first. */
export const onwardOutput = (node: WorkflowNode, info: NodeTypeInfo | undefined, edges: readonly Edge[]) =>
  outputsOf(node, info, edges).find(({ missing }) => !missing)?.name;

export const hasInput = (info: NodeTypeInfo) => info.inputs.length > 0;
export const hasOutput = (info: NodeTypeInfo) => info.outputs.length > 0;

/** Nodes with both ends can go into a wire. */
export const fitsIntoWire = (info: NodeTypeInfo) => hasInput(info) && hasOutput(info);

/** The output that a wire by keyboard or click starts from: the first that leads nowhere yet. */
export function nextOutput(node: WorkflowNode, info: NodeTypeInfo | undefined, edges: readonly Edge[]) {
  const outputs = outputsOf(node, info, edges).filter(({ missing }) => !missing);
  const isFree = (port: string) => !edges.some(({ from }) => from.node === node.id && from.port === port);
  return (outputs.find(({ name }) => isFree(name)) ?? outputs[0])?.name;
}
