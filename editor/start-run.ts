import { errorText } from "@/components/api";
import { texts } from "@/components/messages/texts";
import { toast } from "@/components/ui/toast";
import { isFinal } from "@/shared/execution";
import type { WorkflowDocument, WorkflowNode } from "@/shared/workflow";
import { findNode, type NodeTypes } from "./document";
import type { Editor } from "./editor-context";
import { ancestorsOf } from "./panels/node-panel/neighbours";
import { stepOutputs } from "./step-outputs";
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
    return void toast.info(texts()("canvas.start.noTrigger"), { description: texts()("canvas.start.noTriggerHint") });
  }
  // Pinned data stands in for the call or the form that the trigger would wait for.
  if (waitsForCall(kind(start)) && !start.pinned) editor.run.listen(start.id);
  else void editor.run.start({ startNode: start.id });
}

/**
 * Runs up to a node. What is as it was in the run on screen does not run again. Where a webhook leads there, what it brought in the run on screen is used again; when there is
 * nothing of the kind, `callFirst` says that it must be called.
 */
export async function runTo(editor: Editor, destination: string) {
  const { history, nodeTypes, run } = editor.state.getState();
  const hasRun = ({ id }: WorkflowNode) => run?.byNode.get(id)?.last.status === "succeeded";
  const start = leadingTrigger(history.document, destination, nodeTypes, hasRun);
  // The server says what is missing.
  if (!start) return editor.run.start({ destination });
  const needsCall = waitsForCall(nodeTypes.get(start.type)?.trigger) && !start.pinned;
  const reuse = run && isFinal(run.state.status) ? { reuse: run.executionId } : {};
  if (!needsCall) return editor.run.start({ startNode: start.id, destination, ...reuse });
  if (start.id === destination) return editor.run.listen(start.id, destination);
  const step = run?.byNode.get(start.id)?.last;
  if (!run || step?.status !== "succeeded") {
    return editor.state.setState({ callFirst: { nodeId: start.id, destination } });
  }
  try {
    const { ports } = await stepOutputs(editor.client, { executionId: run.executionId, step: step.index });
    await editor.run.start({ startNode: start.id, destination, input: ports.main, ...reuse });
  } catch (error) {
    toast.error(texts()("canvas.start.noData"), { description: errorText(error).message });
  }
}

/** Runs a node and all after it anew, on what came before it in the run on screen; what was changed before it runs too. */
export function runFrom(editor: Editor, from: string) {
  const { run } = editor.state.getState();
  if (run) return editor.run.start({ from, reuse: run.executionId });
}

/** A call of a service, a form that a person sends, or a message of a broker. */
const waitsForCall = (kind: string | undefined) => kind === "webhook" || kind === "form" || kind === "listen";

/** The trigger whose run reaches a node: manual, else with data at hand, else the first. */
export function leadingTrigger(
  document: WorkflowDocument,
  destination: string,
  nodeTypes: NodeTypes,
  hasRun: (trigger: WorkflowNode) => boolean,
): WorkflowNode | undefined {
  const target = findNode(document, destination);
  const leading = target ? triggersOf([target, ...ancestorsOf(document, destination)], nodeTypes) : [];
  return (
    leading.find(({ id }) => id === destination) ??
    leading.find(({ type }) => nodeTypes.get(type)?.trigger === "manual") ??
    leading.find(({ pinned }) => pinned) ??
    leading.find(hasRun) ??
    leading[0]
  );
}

export const isBusy = ({ run, listening, starting }: EditorState) =>
  starting ||
  listening !== null ||
  (run !== null && (run.state.status === "running" || run.state.status === "queued" || run.state.status === "waiting"));
