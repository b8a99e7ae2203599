import type { StickyNote, WorkflowDocument, WorkflowNode } from "@/shared/workflow";
import type { NodeTypes, Position } from "./document";
import { type Box, boundsOf } from "./reveal";

/** A note farther away than this is about the drawing as a whole. */
const nearby = 320;

/** Where notes go when nodes are moved: with the nodes that lie on them, else with the nearest one. */
export function followingNotes(
  document: WorkflowDocument,
  places: ReadonlyMap<string, Position>,
  nodeTypes: NodeTypes,
): Map<string, Position> {
  const boxes = document.nodes.flatMap((node) => {
    const box = boxOf([node], document, nodeTypes);
    return box ? [{ node, box }] : [];
  });
  return new Map(
    document.notes.flatMap((note): [string, Position][] => {
      const area = { ...note.position, ...note.size };
      const onIt = boxes.filter(({ box }) => isOn(box, area));
      const [nearest] = boxes.toSorted((a, b) => distance(a.box, area) - distance(b.box, area));
      const near = nearest && distance(nearest.box, area) <= nearby ? [nearest] : [];
      const guides = (onIt.length > 0 ? onIt : near).map(({ node }) => node);
      if (!guides.some(({ id }) => places.has(id))) return [];
      return [[note.id, moved(note, guides, { document, places, nodeTypes })]];
    }),
  );
}

type Move = { document: WorkflowDocument; places: ReadonlyMap<string, Position>; nodeTypes: NodeTypes };

/** The corner of the guides takes the corner of the note along. */
function moved({ position }: StickyNote, guides: readonly WorkflowNode[], { document, places, nodeTypes }: Move) {
  const before = boxOf(guides, document, nodeTypes);
  const placed = guides.map((node) => ({ ...node, position: places.get(node.id) ?? node.position }));
  const after = boxOf(placed, document, nodeTypes);
  if (!before || !after) return position;
  return { x: position.x + after.x - before.x, y: position.y + after.y - before.y };
}

const boxOf = (nodes: readonly WorkflowNode[], { edges }: WorkflowDocument, nodeTypes: NodeTypes) =>
  boundsOf({ nodes, notes: [] }, nodeTypes, edges);

const isOn = (box: Box, area: Box) =>
  box.x + box.width / 2 > area.x &&
  box.x + box.width / 2 < area.x + area.width &&
  box.y + box.height / 2 > area.y &&
  box.y + box.height / 2 < area.y + area.height;

function distance(a: Box, b: Box): number {
  const apart = (start: number, size: number, other: number, otherSize: number) =>
    Math.max(0, other - (start + size), start - (other + otherSize));
  return Math.hypot(apart(a.x, a.width, b.x, b.width), apart(a.y, a.height, b.y, b.height));
}
