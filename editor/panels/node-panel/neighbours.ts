import type { WorkflowDocument, WorkflowNode } from "@/shared/workflow";

/** The nodes around a node, each once, in the order of the document. */

export const nodesBefore = (document: WorkflowDocument, id: string): WorkflowNode[] =>
  pick(document, new Set(document.edges.filter(({ to }) => to.node === id).map(({ from }) => from.node)));

export const nodesAfter = (document: WorkflowDocument, id: string): WorkflowNode[] =>
  pick(document, new Set(document.edges.filter(({ from }) => from.node === id).map(({ to }) => to.node)));

/** Everything that can come before the node, nearest first. In a loop the node itself is not among them. */
export function ancestorsOf({ nodes, edges }: WorkflowDocument, id: string): WorkflowNode[] {
  const found = new Set([id]);
  for (const node of found) {
    for (const { from, to } of edges) if (to.node === node) found.add(from.node);
  }
  found.delete(id);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return [...found].flatMap((ancestor) => byId.get(ancestor) ?? []);
}

const pick = ({ nodes }: WorkflowDocument, ids: ReadonlySet<string>) => nodes.filter(({ id }) => ids.has(id));
