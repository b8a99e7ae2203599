import { toast } from "@/components/ui/sonner";
import type { WorkflowNode } from "@/shared/workflow";
import type { NodeTypes } from "./document";
import type { Editor } from "./editor-context";
import type { EditorState } from "./store";

/** Nodes that can start a run, in the order of the canvas. */
export const triggersOf = (nodes: readonly WorkflowNode[], nodeTypes: NodeTypes) =>
  nodes
    .filter(({ type, disabled }) => !disabled && nodeTypes.get(type)?.trigger !== undefined)
    .sort((a, b) => a.position.y - b.position.y || a.position.x - b.position.x);

/** From the given trigger; without one from the manual trigger, or the first. */
export function startRun(editor: Editor, trigger?: WorkflowNode) {
  const state = editor.state.getState();
  const triggers = triggersOf(state.history.document.nodes, state.nodeTypes);
  const kind = (node: WorkflowNode) => state.nodeTypes.get(node.type)?.trigger;
  const start = trigger ?? triggers.find((node) => kind(node) === "manual") ?? triggers[0];
  if (!start) {
    editor.state.setState({ palette: { for: "canvas", triggersOnly: true } });
    return void toast.info("Add a trigger first", { description: "It says what starts the workflow." });
  }
  // Pinned data stands in for the call that a webhook would wait for.
  if (kind(start) === "webhook" && !start.pinned) editor.run.listen(start.id);
  else void editor.run.start({ startNode: start.id });
}

export const isBusy = ({ run, listening, starting }: EditorState) =>
  starting ||
  listening !== null ||
  (run !== null && (run.state.status === "running" || run.state.status === "queued" || run.state.status === "waiting"));
