import { graphlib, layout } from "@dagrejs/dagre";
import type { WorkflowDocument } from "@/shared/workflow";
import { cardGeometry, cardWidth, headHeight } from "./card-geometry";
import type { NodeTypes, Position } from "./document";
import { followingNotes } from "./following-notes";
import { frameRoom } from "./group-frames";

const gap = { between: 48, layers: 88 };

/**
 * Places for the chosen nodes (all of them when fewer than two are chosen) in layers from left to right, the members of
 * a group side by side. The upper left corner stays where it was, and notes stay with what they are about.
 */
export function arranged(
  document: WorkflowDocument,
  ids: ReadonlySet<string>,
  nodeTypes: NodeTypes,
): Map<string, Position> {
  const chosen = document.nodes.filter(({ id }) => ids.has(id));
  const nodes = chosen.length > 1 ? chosen : document.nodes;
  const known = new Set(nodes.map(({ id }) => id));
  const graph = new graphlib.Graph({ multigraph: true, compound: true });
  graph.setGraph({ rankdir: "LR", nodesep: gap.between, ranksep: gap.layers });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of nodes) {
    const { height } = cardGeometry(node, nodeTypes.get(node.type), document.edges);
    graph.setNode(node.id, { width: cardWidth, height });
  }
  for (const { from, to } of document.edges) {
    if (known.has(from.node) && known.has(to.node) && from.node !== to.node) {
      graph.setEdge(from.node, to.node, {}, `${from.port} ${to.port}`);
    }
  }
  const groupOf = groupsAmong(document, known);
  for (const [id, group] of groupOf) {
    graph.setNode(group, {});
    graph.setParent(id, group);
  }
  layout(graph);
  const boxes = new Map(
    nodes.map(({ id }): [string, Box] => {
      const { x, y, width, height } = graph.node(id) as { x: number; y: number; width: number; height: number };
      return [id, { x: x - width / 2, y: y - height / 2, height }];
    }),
  );
  inPortOrder(boxes, document, { nodeTypes, groupOf });
  const places = anchored(
    new Map(nodes.map(({ id, position }) => [id, { from: position, to: boxes.get(id) ?? position }])),
  );
  return new Map([...places, ...followingNotes(document, places, nodeTypes)]);
}

/** The group of each node that has one, by a name that no node has. A group of one would only be in the way. */
function groupsAmong({ groups = [] }: WorkflowDocument, known: ReadonlySet<string>): Map<string, string> {
  return new Map(
    groups.flatMap(({ id, nodeIds }) => {
      const members = nodeIds.filter((node) => known.has(node));
      return members.length > 1 ? members.map((node): [string, string] => [node, `group ${id}`]) : [];
    }),
  );
}

type Box = Position & { height: number };

/** Within a layer, who hangs on an upper port stands above who hangs on a lower one. */
function inPortOrder(
  boxes: Map<string, Box>,
  { nodes, edges }: WorkflowDocument,
  { nodeTypes, groupOf }: { nodeTypes: NodeTypes; groupOf: ReadonlyMap<string, string> },
) {
  const portHeights = new Map<string, number>();
  for (const node of nodes) {
    const { outputs } = cardGeometry(node, nodeTypes.get(node.type), edges);
    for (const { name, y } of outputs) portHeights.set(`${node.id} ${name}`, y);
  }
  const layers = Map.groupBy(boxes, ([, { x }]) => Math.round(x));
  for (const [x, layer] of [...layers].sort(([a], [b]) => a - b)) {
    const pull = (id: string, box: Box) => {
      const pulls = edges
        .filter(({ from, to }) => to.node === id && (boxes.get(from.node)?.x ?? x) < x - 1)
        .map(({ from }) => (boxes.get(from.node)?.y ?? 0) + (portHeights.get(`${from.node} ${from.port}`) ?? 0));
      return pulls.length > 0 ? pulls.reduce((sum, y) => sum + y, 0) / pulls.length : box.y + headHeight / 2;
    };
    // Who is in a group changes places with its other members only.
    for (const peers of Map.groupBy(layer, ([id]) => groupOf.get(id)).values()) {
      const places = peers.map(([, { y }]) => y).sort((a, b) => a - b);
      peers
        .map(([id, box]) => ({ id, box, pull: pull(id, box) }))
        .sort((a, b) => a.pull - b.pull || a.box.y - b.box.y)
        .forEach(({ id, box }, index) => {
          boxes.set(id, { ...box, y: places[index] ?? box.y });
        });
    }
    apart(
      layer.map(([id]) => id),
      { boxes, groupOf },
    );
  }
}

/** Cards of different height changed places: each begins where the one above leaves room, also for a group's title. */
function apart(
  layer: readonly string[],
  { boxes, groupOf }: { boxes: Map<string, Box>; groupOf: ReadonlyMap<string, string> },
) {
  const sorted = layer.toSorted((a, b) => (boxes.get(a)?.y ?? 0) - (boxes.get(b)?.y ?? 0));
  let free = Number.NEGATIVE_INFINITY;
  let above: string | undefined;
  for (const id of sorted) {
    const box = boxes.get(id);
    if (!box) continue;
    const changesGroup = above !== undefined && groupOf.get(above) !== groupOf.get(id);
    const y = Math.max(box.y, free + (changesGroup ? frameRoom.top + frameRoom.bottom - gap.between / 2 : 0));
    boxes.set(id, { ...box, y });
    free = y + box.height + gap.between;
    above = id;
  }
}

function anchored(moves: ReadonlyMap<string, { from: Position; to: Position }>): Map<string, Position> {
  const all = [...moves.values()];
  const least = (pick: (move: { from: Position; to: Position }) => number) =>
    Math.min(...all.map(pick), Number.POSITIVE_INFINITY);
  const dx = least(({ from }) => from.x) - least(({ to }) => to.x);
  const dy = least(({ from }) => from.y) - least(({ to }) => to.y);
  return new Map([...moves].map(([id, { to }]) => [id, { x: Math.round(to.x + dx), y: Math.round(to.y + dy) }]));
}
