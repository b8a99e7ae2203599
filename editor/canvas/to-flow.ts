import { type Edge as FlowEdge, type Node as FlowNode, Position as Side } from "@xyflow/react";
import type { Texts } from "@/components/messages/texts";
import type { NodeTypeInfo } from "@/shared/api";
import type { Edge, NodeGroup, StickyNote, WorkflowDocument, WorkflowNode } from "@/shared/workflow";
import { type CardGeometry, cardGeometry, cardWidth } from "../card-geometry";
import { edgeKey } from "../document";
import { frameOf } from "../group-frames";
import type { Box } from "../reveal";
import type { EditorState } from "../store";

export type CardData = {
  node: WorkflowNode;
  info: NodeTypeInfo | undefined;
  geometry: CardGeometry;
  /** Names of output ports that a wire leaves from. */
  wired: readonly string[];
};
export type CardNode = FlowNode<CardData, "card">;
export type NoteNode = FlowNode<{ note: StickyNote }, "note">;
export type FrameNode = FlowNode<{ group: NodeGroup }, "frame">;
export type CanvasNode = CardNode | NoteNode | FrameNode;
export type CanvasEdge = FlowEdge<{ edge: Edge }, "wire">;

export const handleSize = 12;

type Seen = Pick<EditorState, "nodeTypes" | "selected" | "drag" | "resizing"> & { document: WorkflowDocument };
type SeenEdges = Pick<EditorState, "selectedEdges"> & { document: WorkflowDocument };

/** Document and session as React Flow wants them. What did not change stays the same object, so that it is not drawn. */
export function createToFlow(t: Texts) {
  const cards = new Map<string, { key: readonly unknown[]; flow: CanvasNode }>();
  const bodies = new Map<string, { key: readonly unknown[]; flow: CardBody }>();
  const wires = new Map<string, { key: readonly unknown[]; flow: CanvasEdge }>();
  let edgesByNode: { of: readonly Edge[]; index: ReadonlyMap<string, Edge[]> } = { of: [], index: new Map() };

  function nodesOf({ document, nodeTypes, selected, drag, resizing }: Seen): CanvasNode[] {
    if (edgesByNode.of !== document.edges) edgesByNode = { of: document.edges, index: indexByNode(document.edges) };
    const notes = document.notes.map((note) => {
      const { position, size } = resizing?.id === note.id ? resizing : note;
      const at = drag?.get(note.id) ?? position;
      return reuse(cards, note.id, [note, at, size, selected.has(note.id)], () =>
        noteNode(note, { position: at, size }, selected.has(note.id), t),
      );
    });
    const nodes = document.nodes.map((node) => {
      const info = nodeTypes.get(node.type);
      const position = drag?.get(node.id) ?? node.position;
      const edges = edgesByNode.index.get(node.id) ?? none;
      const isSelected = selected.has(node.id);
      const ports = portsKey(node.id, edges);
      const body = reuse(bodies, node.id, [node, info, ports], () => cardBody(node, info, edges, t));
      return reuse(cards, node.id, [body, position, isSelected], () => ({ ...body, position, selected: isSelected }));
    });
    const frames = (document.groups ?? []).flatMap((group) => {
      const frame = frameOf(group, { document, nodeTypes, drag });
      if (!frame) return [];
      const { x, y, width, height } = frame;
      return [reuse(cards, group.id, [group, x, y, width, height], () => frameNode(group, frame, t))];
    });
    // The larger ones lie behind.
    frames.sort((a, b) => (b.width ?? 0) * (b.height ?? 0) - (a.width ?? 0) * (a.height ?? 0));
    const drawn = [...frames, ...notes, ...nodes];
    forgetOthers(
      cards,
      drawn.map(({ id }) => id),
    );
    forgetOthers(
      bodies,
      document.nodes.map(({ id }) => id),
    );
    return drawn;
  }

  function edgesOf({ document, selectedEdges }: SeenEdges): CanvasEdge[] {
    const names = new Map(document.nodes.map(({ id, name }) => [id, name]));
    const flows = document.edges.map((edge) => {
      const id = edgeKey(edge);
      const from = names.get(edge.from.node) ?? "";
      const to = names.get(edge.to.node) ?? "";
      return reuse(wires, id, [edge, selectedEdges.has(id), from, to], () => ({
        ...wireEdge(id, edge, selectedEdges.has(id)),
        ariaLabel: t("canvas.wire.label", { from, to }),
        domAttributes: { "aria-roledescription": t("canvas.parts.wire") },
      }));
    });
    forgetOthers(wires, document.edges.map(edgeKey));
    return flows;
  }

  return { nodesOf, edgesOf };
}

const none: Edge[] = [];

function reuse<Flow>(
  cache: Map<string, { key: readonly unknown[]; flow: Flow }>,
  id: string,
  key: readonly unknown[],
  make: () => Flow,
): Flow {
  const known = cache.get(id);
  if (known?.key.every((part, index) => part === key[index])) return known.flow;
  const flow = make();
  cache.set(id, { key, flow });
  return flow;
}

function forgetOthers(cache: Map<string, unknown>, ids: readonly string[]) {
  if (cache.size <= ids.length) return;
  const kept = new Set(ids);
  for (const id of cache.keys()) if (!kept.has(id)) cache.delete(id);
}

function indexByNode(edges: readonly Edge[]) {
  const index = new Map<string, Edge[]>();
  const add = (id: string, edge: Edge) => {
    const list = index.get(id);
    if (list) list.push(edge);
    else index.set(id, [edge]);
  };
  for (const edge of edges) {
    add(edge.from.node, edge);
    if (edge.to.node !== edge.from.node) add(edge.to.node, edge);
  }
  return index;
}

const portsKey = (id: string, edges: readonly Edge[]) =>
  edges.map(({ from, to }) => `${from.node === id ? from.port : ""}>${to.node === id ? to.port : ""}`).join("|");

/** What React Flow would call it in English. */
const nodeRole = (t: Texts) => ({ "aria-roledescription": t("canvas.parts.node") });

/** All of a card that stays the same while it is moved. */
type CardBody = Omit<CardNode, "position" | "selected">;

function cardBody(node: WorkflowNode, info: NodeTypeInfo | undefined, edges: readonly Edge[], t: Texts): CardBody {
  const geometry = cardGeometry(node, info, edges);
  const { height, inputs, outputs } = geometry;
  const place = (x: number, y: number) => ({
    x: x - handleSize / 2,
    y: y - handleSize / 2,
    width: handleSize,
    height: handleSize,
  });
  return {
    id: node.id,
    type: "card",
    width: cardWidth,
    height,
    // Sizes are known beforehand: nothing waits for a measurement, and cards off screen have wires.
    measured: { width: cardWidth, height },
    handles: [
      ...inputs.map(({ name, y }) => ({ id: name, type: "target" as const, position: Side.Left, ...place(0, y) })),
      ...outputs.map(({ name, y }) => ({
        id: name,
        type: "source" as const,
        position: Side.Right,
        ...place(cardWidth, y),
      })),
    ],
    ariaLabel: node.name,
    domAttributes: nodeRole(t),
    data: {
      ...{ node, info, geometry },
      wired: [...new Set(edges.filter(({ from }) => from.node === node.id).map(({ from }) => from.port))],
    },
  };
}

const noteNode = (
  note: StickyNote,
  { position, size }: Pick<StickyNote, "position" | "size">,
  selected: boolean,
  t: Texts,
): NoteNode => ({
  id: note.id,
  type: "note",
  position,
  selected,
  ...size,
  measured: size,
  // Below the wires.
  zIndex: -1,
  ariaLabel: t("canvas.note.label", { text: note.text.slice(0, 40) || t("canvas.note.empty") }),
  domAttributes: nodeRole(t),
  data: { note },
});

/** Only its name takes the pointer, and what is chosen is its nodes. */
const frameNode = (group: NodeGroup, { x, y, width, height }: Box, t: Texts): FrameNode => ({
  id: group.id,
  type: "frame",
  position: { x, y },
  ...{ width, height, measured: { width, height } },
  ...{ selectable: false, focusable: false, deletable: false, connectable: false },
  dragHandle: ".frame-name",
  zIndex: -2,
  style: { pointerEvents: "none" },
  ariaLabel: t("canvas.group.label", { name: group.name }),
  domAttributes: nodeRole(t),
  data: { group },
});

const wireEdge = (id: string, edge: Edge, selected: boolean): CanvasEdge => ({
  id,
  type: "wire",
  source: edge.from.node,
  sourceHandle: edge.from.port,
  target: edge.to.node,
  targetHandle: edge.to.port,
  selected,
  data: { edge },
});

/** Whether any part of the document can be seen. */
export const isEmptyDocument = ({ nodes, notes }: WorkflowDocument) => nodes.length + notes.length === 0;
