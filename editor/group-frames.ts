import type { NodeGroup, WorkflowDocument } from "@/shared/workflow";
import type { NodeTypes, Position } from "./document";
import { type Box, boundsOf } from "./reveal";

/** Around the nodes; above them there is the title. Multiples of the grid, so that a frame moves in its steps. */
export const frameRoom = { side: 20, top: 50, bottom: 20 };

type Seen = { document: WorkflowDocument; nodeTypes: NodeTypes; drag: ReadonlyMap<string, Position> | null };

/** What a group covers; nothing when none of its nodes is there. */
export function frameOf(group: NodeGroup, { document, nodeTypes, drag }: Seen): Box | undefined {
  const ids = new Set(group.nodeIds);
  const nodes = document.nodes
    .filter(({ id }) => ids.has(id))
    .map((node) => ({ ...node, position: drag?.get(node.id) ?? node.position }));
  const edges = document.edges.filter(({ from, to }) => ids.has(from.node) || ids.has(to.node));
  const bounds = boundsOf({ nodes, notes: [] }, nodeTypes, edges);
  return (
    bounds && {
      ...{ x: bounds.x - frameRoom.side, y: bounds.y - frameRoom.top },
      ...{ width: bounds.width + 2 * frameRoom.side, height: bounds.height + frameRoom.top + frameRoom.bottom },
    }
  );
}

/** Where the nodes of a group are when its frame is put to a place. */
export function movedWithFrame(group: NodeGroup, to: Position, seen: Seen): Map<string, Position> {
  const frame = frameOf(group, { ...seen, drag: null });
  const ids = new Set(group.nodeIds);
  const by = frame ? { x: to.x - frame.x, y: to.y - frame.y } : { x: 0, y: 0 };
  const members = seen.document.nodes.filter(({ id }) => ids.has(id));
  return new Map(members.map(({ id, position }) => [id, { x: position.x + by.x, y: position.y + by.y }]));
}
