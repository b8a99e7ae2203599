import { errorText } from "@/components/api";
import { texts } from "@/components/messages/texts";
import { toast } from "@/components/ui/toast";
import type { Ports } from "@/shared/item";
import type { WorkflowNode } from "@/shared/workflow";
import { setPinned } from "./commands";
import type { Editor } from "./editor-context";
import { maxPinned, stepOutputs } from "./step-outputs";

/** Keeps what the nodes gave in the run on screen, or lets go of what is kept. */
export async function togglePins(editor: Editor, nodes: readonly WorkflowNode[]) {
  if (nodes.every(({ pinned }) => pinned)) {
    return editor.dispatch(setPinned, { pins: new Map(nodes.map(({ id }) => [id, undefined])) });
  }
  const steps = nodes.flatMap(({ id }) => {
    const step = editor.state.getState().run?.byNode.get(id)?.last;
    return step?.status === "succeeded" ? [{ id, step: step.index }] : [];
  });
  if (steps.length === 0) {
    return void toast.info(texts()("canvas.pin.nothing"), { description: texts()("canvas.pin.nothingHint") });
  }
  await pinSteps(editor, steps);
}

/** Keeps what these steps of the run on screen gave for further runs from the editor. */
export async function pinSteps(editor: Editor, steps: readonly { id: string; step: number }[]) {
  const { run } = editor.state.getState();
  if (!run) return;
  const pins = new Map<string, Ports>();
  let isAnyCut = false;
  try {
    for (const { id, step } of steps) {
      const { ports, isCut } = await stepOutputs(editor.client, { executionId: run.executionId, step });
      pins.set(id, ports);
      isAnyCut ||= isCut;
    }
  } catch (error) {
    return void toast.error(texts()("canvas.pin.failed"), { description: errorText(error).message });
  }
  editor.dispatch(setPinned, { pins });
  if (isAnyCut) toast.warning(texts()("canvas.pin.first", { count: maxPinned }));
}
