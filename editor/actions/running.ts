import { Play, StepForward } from "lucide-react";
import { isFinal } from "@/shared/execution";
import type { EditorAction } from "../actions";
import { runFrom, runTo } from "../start-run";
import type { EditorState } from "../store";
import { hasOneNode, nodesSelected } from "./selection";

/** Running a part of the workflow. */
export const runningActions: readonly EditorAction[] = [
  {
    ...{ id: "run-to", group: "nodes", icon: Play, keys: ["Shift+Enter"], menus: ["node"] },
    isEnabled: hasOneNode,
    run: (editor) => {
      const [node] = nodesSelected(editor.state.getState());
      if (node) void runTo(editor, node.id);
    },
  },
  {
    ...{ id: "run-from", group: "nodes", icon: StepForward, keys: ["Alt+Enter"], menus: ["node"] },
    ...{ isEnabled: canRunFrom, hidesWhenImpossible: true },
    run: (editor) => {
      const [node] = nodesSelected(editor.state.getState());
      if (node) void runFrom(editor, node.id);
    },
  },
];

/** There is a run that is over, to take what came before from. */
function canRunFrom(state: EditorState): boolean {
  const { run, nodeTypes } = state;
  const [node, ...others] = nodesSelected(state);
  if (!node || others.length > 0 || !run || !isFinal(run.state.status)) return false;
  return nodeTypes.get(node.type)?.trigger === undefined;
}
