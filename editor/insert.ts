import type { NodeTypeInfo } from "@/shared/api";
import type { Edge, WorkflowDocument, WorkflowNode } from "@/shared/workflow";
import { cardGeometry, cardWidth } from "./card-geometry";
import { nextOutput, onwardOutput, openInput } from "./connections";
import { findNode, type NodeTypes, newNode, type Position, sameEdge } from "./document";
import type { PaletteRequest } from "./store";

export type Insertion = { node: WorkflowNode; edges: Edge[]; without: Edge[]; moves: Map<string, Position> };

const gapX = 80;
const gapY = 40;

type Place = { document: WorkflowDocument; nodeTypes: NodeTypes; selected: ReadonlySet<string>; centre: Position };

/** A new node for what the palette was opened for: its place, its wires, and who makes room. */
export function insertion(
  info: NodeTypeInfo,
  request: Exclude<PaletteRequest, { for: "replace" }>,
  place: Place,
): Insertion {
  switch (request.for) {
    case "output":
      return atOutput(info, request, place);
    case "input":
      return atInput(info, request, place);
    case "edge":
      return intoEdge(info, request.edge, place, request.at);
    case "canvas":
      return onCanvas(info, request.at, place);
  }
}

function onCanvas(info: NodeTypeInfo, at: Position | undefined, place: Place): Insertion {
  const { document, nodeTypes, selected, centre } = place;
  if (at) return alone(newNode(info, document, at));
  const [only] = selected;
  const source = selected.size === 1 && only !== undefined ? findNode(document, only) : undefined;
  const port = source && nextOutput(source, nodeTypes.get(source.type), document.edges);
  const isFree = !document.edges.some(({ from }) => from.node === source?.id && from.port === port);
  if (source && port !== undefined && isFree && info.inputs.length > 0) {
    return atOutput(info, { node: source.id, port }, place);
  }
  const start = { x: centre.x - cardWidth / 2, y: centre.y - 30 };
  return alone(newNode(info, document, freePlace(start, document)));
}

type End = { node: string; port: string; at?: Position };

function atOutput(info: NodeTypeInfo, { node: id, port, at }: End, { document, nodeTypes }: Place): Insertion {
  const source = findNode(document, id);
  if (!source) return alone(newNode(info, document, at ?? { x: 0, y: 0 }));
  const { outputs } = cardGeometry(source, nodeTypes.get(source.type), document.edges);
  const row = Math.max(
    0,
    outputs.findIndex(({ name }) => name === port),
  );
  const beside = { x: source.position.x + cardWidth + gapX, y: source.position.y + row * 120 };
  const node = newNode(info, document, at ?? freePlace(beside, document));
  const input = openInput(node, info, document.edges);
  const edges = input === undefined ? [] : [{ from: { node: id, port }, to: { node: node.id, port: input } }];
  return { ...alone(node), edges };
}

function atInput(info: NodeTypeInfo, { node: id, port, at }: End, { document }: Place): Insertion {
  const target = findNode(document, id);
  if (!target) return alone(newNode(info, document, at ?? { x: 0, y: 0 }));
  const beside = { x: target.position.x - cardWidth - gapX, y: target.position.y };
  const node = newNode(info, document, at ?? freePlace(beside, document));
  const output = onwardOutput(node, info, document.edges);
  const edges = output === undefined ? [] : [{ from: { node: node.id, port: output }, to: { node: id, port } }];
  return { ...alone(node), edges };
}

function intoEdge(info: NodeTypeInfo, edge: Edge, place: Place, at: Position | undefined): Insertion {
  const { document } = place;
  const source = findNode(document, edge.from.node);
  const target = findNode(document, edge.to.node);
  if (!source || !target) return onCanvas(info, at, place);
  const beside = {
    x: Math.max(source.position.x + cardWidth + gapX, (source.position.x + target.position.x) / 2),
    y: Math.round((source.position.y + target.position.y) / 2),
  };
  const isForward = target.position.x > source.position.x;
  const node = newNode(info, document, at ?? (isForward ? beside : freePlace(beside, document)));
  const input = openInput(node, info, document.edges);
  const output = onwardOutput(node, info, document.edges);
  if (input === undefined || output === undefined) return alone(node);
  const missing = node.position.x + cardWidth + gapX - target.position.x;
  return {
    node,
    edges: [
      { from: edge.from, to: { node: node.id, port: input } },
      { from: { node: node.id, port: output }, to: edge.to },
    ],
    without: document.edges.filter((other) => sameEdge(other, edge)),
    moves: isForward && missing > 0 ? roomAfter(target, missing, document) : new Map(),
  };
}

/** The target and all that follows it to the right make room. */
function roomAfter(target: WorkflowNode, by: number, { nodes, edges }: WorkflowDocument): Map<string, Position> {
  const following = new Set([target.id]);
  for (const id of following) for (const { from, to } of edges) if (from.node === id) following.add(to.node);
  return new Map(
    nodes
      .filter(({ id, position }) => following.has(id) && position.x >= target.position.x)
      .map(({ id, position }) => [id, { x: position.x + by, y: position.y }]),
  );
}

/** The wanted place, or the first one below it where no card is. */
function freePlace(wanted: Position, { nodes }: WorkflowDocument): Position {
  const isTaken = ({ x, y }: Position) =>
    nodes.some(({ position }) => Math.abs(position.x - x) < cardWidth + 10 && Math.abs(position.y - y) < 60 + gapY / 2);
  let place = wanted;
  for (let tries = 0; tries < 200 && isTaken(place); tries++) place = { x: place.x, y: place.y + 60 + gapY };
  return place;
}

const alone = (node: WorkflowNode): Insertion => ({ node, edges: [], without: [], moves: new Map() });
