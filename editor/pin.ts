import { errorText } from "@/components/api";
import { toast } from "@/components/ui/sonner";
import type { Ports } from "@/shared/item";
import type { WorkflowNode } from "@/shared/workflow";
import { setPinned } from "./commands";
import type { Editor } from "./editor-context";

const maxItems = 1_000;

/** Keeps what the nodes gave in the run on screen, or lets go of what is kept. */
export async function togglePins(editor: Editor, nodes: readonly WorkflowNode[]) {
  if (nodes.every(({ pinned }) => pinned)) {
    return editor.dispatch(setPinned, { pins: new Map(nodes.map(({ id }) => [id, undefined])) });
  }
  const { run } = editor.state.getState();
  const pins = new Map<string, Ports>();
  try {
    for (const { id } of nodes) {
      const step = run?.byNode.get(id)?.last;
      if (!run || step?.status !== "succeeded") continue;
      const { outputs } = await editor.client.executions.stepData.query({
        ...{ id: run.executionId, step: step.index, limit: maxItems },
      });
      pins.set(id, outputs);
    }
  } catch (error) {
    return void toast.error("The data could not be pinned", { description: errorText(error).message });
  }
  if (pins.size > 0) editor.dispatch(setPinned, { pins });
  else toast.info("There is no data to pin yet", { description: "Run the workflow, then pin what a node gave." });
}
