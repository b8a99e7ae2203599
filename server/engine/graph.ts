import type { Edge, WorkflowDocument, WorkflowNode } from "@/shared/workflow";

/**
 * Read-only look-ups over a workflow. Wires are in reading order: the target that stands higher, then further left,
 * first; or as they were drawn.
 */
export type Graph = {
  node(id: string): WorkflowNode;
  edgesFrom(id: string): readonly Edge[];
  edgesTo(id: string): readonly Edge[];
  /** Input ports with at least one wire. */
  connectedInputs(id: string): readonly string[];
  isDownstream(id: string, of: string): boolean;
  nodes: readonly WorkflowNode[];
};

/** With `destination`, only the nodes that lead to it, and itself. */
export function buildGraph(
  { nodes, edges }: Pick<WorkflowDocument, "nodes" | "edges">,
  destination?: string,
  order: "read" | "drawn" = "read",
): Graph {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const kept = destination === undefined ? undefined : ancestors(destination, edges);
  const wires = edges.filter(
    ({ from, to }) => byId.has(from.node) && byId.has(to.node) && (!kept || (kept.has(from.node) && kept.has(to.node))),
  );
  const out = new Map<string, Edge[]>();
  const into = new Map<string, Edge[]>();
  const inputs = new Map<string, string[]>();
  const sorted =
    order === "drawn" ? wires : [...wires].sort((a, b) => compare(byId.get(a.to.node), byId.get(b.to.node)));
  for (const edge of sorted) {
    append(out, edge.from.node, edge);
    append(into, edge.to.node, edge);
    const ports = inputs.get(edge.to.node) ?? [];
    if (!ports.includes(edge.to.port)) ports.push(edge.to.port);
    inputs.set(edge.to.node, ports);
  }
  const downstream = new Map<string, Set<string>>();

  return {
    node(id) {
      const node = byId.get(id);
      if (!node) throw new Error(`The workflow has no node "${id}"`);
      return node;
    },
    edgesFrom: (id) => out.get(id) ?? [],
    edgesTo: (id) => into.get(id) ?? [],
    connectedInputs: (id) => inputs.get(id) ?? [],
    isDownstream(id, of) {
      let reached = downstream.get(of);
      if (!reached) {
        reached = reach(of, (node) => (out.get(node) ?? []).map((edge) => edge.to.node));
        downstream.set(of, reached);
      }
      return reached.has(id);
    },
    nodes: kept ? nodes.filter((node) => kept.has(node.id)) : nodes,
  };
}

function append(lists: Map<string, Edge[]>, id: string, edge: Edge) {
  const list = lists.get(id);
  if (list) list.push(edge);
  else lists.set(id, [edge]);
}

function ancestors(id: string, edges: readonly Edge[]): Set<string> {
  const sources = new Map<string, string[]>();
  for (const { from, to } of edges) sources.set(to.node, [...(sources.get(to.node) ?? []), from.node]);
  return reach(id, (node) => sources.get(node) ?? []).add(id);
}

function reach(start: string, next: (id: string) => readonly string[]): Set<string> {
  const seen = new Set<string>();
  const open = [...next(start)];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...next(id));
  }
  return seen;
}

function compare(a: WorkflowNode | undefined, b: WorkflowNode | undefined): number {
  if (!a || !b) return 0;
  return a.position.y - b.position.y || a.position.x - b.position.x;
}
