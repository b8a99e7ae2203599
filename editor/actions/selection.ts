import type { EditorState } from "../store";

/** What is selected, for the conditions and the work of actions. */
export const nodesSelected = ({ selected, history: { document } }: EditorState) =>
  document.nodes.filter(({ id }) => selected.has(id));
export const hasNodes = (state: EditorState) => nodesSelected(state).length > 0;
export const hasOneNode = (state: EditorState) => nodesSelected(state).length === 1;
