import type { EdgeChange, NodeChange } from "@xyflow/react";
import { moveNodes } from "../commands";
import type { Position } from "../document";
import { movedWithFrame } from "../group-frames";
import type { EditorStore } from "../store";
import type { CanvasEdge, CanvasNode } from "./to-flow";

/** What React Flow reports becomes session state; the document changes by commands only. */
export function applyNodeChanges({ state }: EditorStore, changes: readonly NodeChange<CanvasNode>[]) {
  const { selected, drag, readOnly, history, nodeTypes } = state.getState();
  const seen = { document: history.document, nodeTypes, drag: null };
  const nextSelected = new Set(selected);
  const nextDrag = new Map<string, Position>(drag);
  for (const change of changes) {
    if (change.type === "select") toggle(nextSelected, change.id, change.selected);
    if (change.type === "position" && change.dragging && change.position && !readOnly) {
      const group = history.document.groups?.find(({ id }) => id === change.id);
      if (!group) nextDrag.set(change.id, change.position);
      else for (const [id, position] of movedWithFrame(group, change.position, seen)) nextDrag.set(id, position);
    }
  }
  state.setState({
    selected: sameMembers(selected, nextSelected) ? selected : nextSelected,
    drag: nextDrag.size > 0 ? nextDrag : null,
  });
}

export function applyEdgeChanges({ state }: EditorStore, changes: readonly EdgeChange<CanvasEdge>[]) {
  const { selectedEdges } = state.getState();
  const next = new Set(selectedEdges);
  for (const change of changes) if (change.type === "select") toggle(next, change.id, change.selected);
  if (!sameMembers(selectedEdges, next)) state.setState({ selectedEdges: next });
}

/** One step of undo for the whole drag. */
export function commitDrag(store: EditorStore) {
  const { drag } = store.state.getState();
  if (!drag) return;
  store.dispatch(moveNodes, { positions: drag });
  store.state.setState({ drag: null });
}

function toggle(ids: Set<string>, id: string, on: boolean) {
  if (on) ids.add(id);
  else ids.delete(id);
}

const sameMembers = (a: ReadonlySet<string>, b: ReadonlySet<string>) =>
  a.size === b.size && [...a].every((id) => b.has(id));
