import type { NodeGroup } from "@/shared/workflow";
import type { Editor } from "./editor-context";
import type { EditorState } from "./store";

/** The groups that a selected node is in. */
export const groupsOfSelection = ({ selected, history }: EditorState): readonly NodeGroup[] =>
  history.document.groups?.filter(({ nodeIds }) => nodeIds.some((id) => selected.has(id))) ?? [];

export function selectGroup({ state, select }: Editor, id: string) {
  const { nodes, groups } = state.getState().history.document;
  const members = new Set(groups?.find((group) => group.id === id)?.nodeIds);
  select(nodes.filter((node) => members.has(node.id)).map((node) => node.id));
}
