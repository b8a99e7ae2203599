import { Group, SquarePen, Ungroup, Workflow } from "lucide-react";
import { texts } from "@/components/messages/texts";
import type { EditorAction } from "../actions";
import { newId } from "../document";
import type { Editor } from "../editor-context";
import { addGroup, removeGroups } from "../group-commands";
import { groupsOfSelection } from "../group-selection";
import type { EditorState } from "../store";
import { hasNodes, nodesSelected } from "./selection";

const isInGroup = (state: EditorState) => groupsOfSelection(state).length > 0;

export const groupingActions: readonly EditorAction[] = [
  {
    ...{ id: "group", group: "nodes", icon: Group, keys: ["Mod+G"], menus: ["node"] },
    isEnabled: hasNodes,
    run: groupSelection,
  },
  {
    ...{ id: "rename-group", group: "nodes", icon: SquarePen, keys: ["Shift+F2"] },
    ...{ menus: ["group"], isEnabled: isInGroup },
    run: ({ state }) => {
      const [first] = groupsOfSelection(state.getState());
      state.setState({ renaming: first?.id ?? null });
    },
  },
  {
    ...{ id: "ungroup", group: "nodes", icon: Ungroup, keys: ["Mod+Shift+G"] },
    ...{ menus: ["node", "group"], hidesWhenImpossible: true, isEnabled: isInGroup },
    run: (editor) => {
      const groups = groupsOfSelection(editor.state.getState());
      editor.dispatch(removeGroups, { ids: new Set(groups.map(({ id }) => id)) });
    },
  },
  {
    ...{ id: "extract", group: "nodes", icon: Workflow, keys: ["Alt+X"] },
    ...{ menus: ["node", "group"], isEnabled: hasNodes },
    run: ({ state }) => state.setState({ dialog: "extract" }),
  },
];

/** The new group's name can be written at once. */
function groupSelection(editor: Editor) {
  const nodeIds = nodesSelected(editor.state.getState()).map(({ id }) => id);
  const group = { id: newId(), name: texts()("canvas.group.newName"), nodeIds, color: "blue" as const };
  editor.dispatch(addGroup, { group });
  editor.state.setState({ renaming: group.id });
}
