import type { StickyNote, WorkflowDocument, WorkflowNode } from "@/shared/workflow";
import { cardGeometry, cardWidth } from "./card-geometry";
import type { NodeTypes, Position } from "./document";
import type { Editor } from "./editor-context";

export type Box = Position & { width: number; height: number };

type Parts = { nodes: readonly WorkflowNode[]; notes: readonly StickyNote[] };

/** What nodes and notes cover together, in flow units; undefined when there are none. */
export function boundsOf(
  { nodes, notes }: Parts,
  nodeTypes: NodeTypes,
  edges: WorkflowDocument["edges"],
): Box | undefined {
  const boxes = [
    ...nodes.map((node) => {
      const { height } = cardGeometry(node, nodeTypes.get(node.type), edges);
      return { ...node.position, width: cardWidth, height };
    }),
    ...notes.map(({ position, size }) => ({ ...position, ...size })),
  ];
  if (boxes.length === 0) return undefined;
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  return {
    ...{ x, y },
    width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
    height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
  };
}

/** Around a box that is brought into view there is room for its tools; the controls lie along the lower edge. */
const room = { left: 24, top: 56, right: 64, bottom: 64 };
const leastRoom = { left: 4, top: 4, right: 4, bottom: 52 };

/** How far the drawing must move so that a box is inside the window: not at all when it is inside already. */
export function panToShow(box: Box, window: { width: number; height: number }): Position {
  return {
    x: shift(box.x, box.width, window.width, [leastRoom.left, leastRoom.right], [room.left, room.right]),
    y: shift(box.y, box.height, window.height, [leastRoom.top, leastRoom.bottom], [room.top, room.bottom]),
  };
}

function shift(start: number, size: number, space: number, least: [number, number], wanted: [number, number]): number {
  if (start >= least[0] && start + size <= space - least[1]) return 0;
  const first = wanted[0] - start;
  const last = space - wanted[1] - size - start;
  // Too large for the window: its beginning counts.
  if (last < first) return first;
  return Math.min(Math.max(0, first), last);
}

/** Moves the canvas, as little as it takes, to where these parts can be seen. */
export function reveal({ state, canvas }: Pick<Editor, "state" | "canvas">, ids: Iterable<string>) {
  const wanted = new Set(ids);
  // After the change is drawn: a list of nodes that closes makes the canvas wider.
  requestAnimationFrame(() => {
    const { history, nodeTypes } = state.getState();
    const { nodes, notes, edges } = history.document;
    const isWanted = ({ id }: { id: string }) => wanted.has(id);
    const bounds = boundsOf({ nodes: nodes.filter(isWanted), notes: notes.filter(isWanted) }, nodeTypes, edges);
    const pane = document.querySelector(".react-flow")?.getBoundingClientRect();
    if (!bounds || !pane || !canvas.current) return;
    const { x, y, zoom } = canvas.current.getViewport();
    const onScreen = {
      ...{ x: bounds.x * zoom + x, y: bounds.y * zoom + y },
      ...{ width: bounds.width * zoom, height: bounds.height * zoom },
    };
    const by = panToShow(onScreen, pane);
    if (by.x === 0 && by.y === 0) return;
    const isCalm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    void canvas.current.setViewport({ x: x + by.x, y: y + by.y, zoom }, { duration: isCalm ? 0 : 150 });
  });
}

/** Whether any of a box in flow units can be seen. */
export function isInView({ canvas }: Editor, { x, y, width, height }: Box): boolean {
  const pane = document.querySelector(".react-flow")?.getBoundingClientRect();
  if (!canvas.current || !pane) return true;
  const start = canvas.current.screenToFlowPosition({ x: pane.left, y: pane.top });
  const end = canvas.current.screenToFlowPosition({ x: pane.right, y: pane.bottom });
  return x < end.x && x + width > start.x && y < end.y && y + height > start.y;
}
