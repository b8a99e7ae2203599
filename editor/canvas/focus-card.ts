import type { EditorStore } from "../store";

/** Gives the keyboard back to the canvas: to a node, or to the ground when the node is not drawn. */
export function focusCard(nodeId?: string) {
  const card =
    nodeId === undefined
      ? null
      : document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(nodeId)}"]`);
  const canvas = document.querySelector<HTMLElement>("[data-canvas]");
  (card ?? canvas)?.focus({ preventScroll: true });
}

/** To what is selected, after a menu or a dialog that acts on it. */
export const focusSelection = ({ state }: EditorStore) => focusCard([...state.getState().selected][0]);

/** When a menu or a list of commands is gone: back to the canvas, unless what was chosen took the focus for itself. */
export const focusAfterChoice = (store: EditorStore) => (event: Event) => {
  event.preventDefault();
  if (document.activeElement === null || document.activeElement === document.body) focusSelection(store);
};
