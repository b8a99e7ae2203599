import type { EditorStore } from "../store";

/** Gives the keyboard back to the canvas: to a node, or to the ground when the node is not drawn. */
export function focusCard(nodeId?: string) {
  const card =
    nodeId === undefined
      ? null
      : document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(nodeId)}"]`);
  const canvas = document.querySelector<HTMLElement>("[aria-label=Canvas]");
  (card ?? canvas)?.focus({ preventScroll: true });
}

/** To what is selected, after a menu or a dialog that acts on it. */
export const focusSelection = ({ state }: EditorStore) => focusCard([...state.getState().selected][0]);
