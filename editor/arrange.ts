import { graphlib, layout } from "@dagrejs/dagre";
import type { WorkflowDocument } from "@/shared/workflow";
import { cardGeometry, cardWidth } from "./card-geometry";
import type { NodeTypes, Position } from "./document";

const gap = { between: 48, layers: 88 };

/**
 * Places for the chosen nodes (all of them when fewer than two are chosen) in layers from left to right. The upper left
 * corner stays where it was. Notes stay too.
 */
export function arranged(
  document: WorkflowDocument,
  ids: ReadonlySet<string>,
  nodeTypes: NodeTypes,
): Map<string, Position> {
  const chosen = document.nodes.filter(({ id }) => ids.has(id));
  const nodes = chosen.length > 1 ? chosen : document.nodes;
  const known = new Set(nodes.map(({ id }) => id));
  const graph = new graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: "LR", nodesep: gap.between, ranksep: gap.layers });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of nodes) {
    const { height } = cardGeometry(node, nodeTypes.get(node.type), document.edges);
    graph.setNode(node.id, { width: cardWidth, height });
  }
  for (const { from, to } of inPortOrder(document, nodeTypes)) {
    if (known.has(from.node) && known.has(to.node) && from.node !== to.node) {
      graph.setEdge(from.node, to.node, {}, `${from.port} ${to.port}`);
    }
  }
  layout(graph);
  return anchored(
    new Map(
      nodes.map(({ id, position }): [string, { from: Position; to: Position }] => {
        const { x, y, width, height } = graph.node(id) as { x: number; y: number; width: number; height: number };
        return [id, { from: position, to: { x: x - width / 2, y: y - height / 2 } }];
      }),
    ),
  );
}

/** Wires of upper ports first, so that the layout puts the branches in the order of the ports. */
function inPortOrder({ nodes, edges }: WorkflowDocument, nodeTypes: NodeTypes) {
  const ranks = new Map<string, number>();
  for (const node of nodes) {
    const { outputs } = cardGeometry(node, nodeTypes.get(node.type), edges);
    outputs.forEach(({ name }, rank) => {
      ranks.set(`${node.id} ${name}`, rank);
    });
  }
  const rank = ({ from }: (typeof edges)[number]) => ranks.get(`${from.node} ${from.port}`) ?? 0;
  return [...edges].sort((a, b) => rank(a) - rank(b));
}

function anchored(moves: ReadonlyMap<string, { from: Position; to: Position }>): Map<string, Position> {
  const all = [...moves.values()];
  const least = (pick: (move: { from: Position; to: Position }) => number) =>
    Math.min(...all.map(pick), Number.POSITIVE_INFINITY);
  const dx = least(({ from }) => from.x) - least(({ to }) => to.x);
  const dy = least(({ from }) => from.y) - least(({ to }) => to.y);
  return new Map([...moves].map(([id, { to }]) => [id, { x: Math.round(to.x + dx), y: Math.round(to.y + dy) }]));
}
