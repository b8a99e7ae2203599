import { texts } from "@/components/messages/texts";
import { toast } from "@/components/ui/toast";
import { newId } from "./document";
import type { Editor } from "./editor-context";
import { type Extraction, extractNodes } from "./extract";

/** Stores the new workflow first, and changes this one when that is done. */
export async function extractSelection(editor: Editor, extraction: Extraction) {
  const { client, state } = editor;
  const { projectId } = state.getState();
  const { id: workflowId } = await client.workflows.create.mutate({ document: extraction.child, projectId });
  const { revision } = await client.workflows.get.query({ id: workflowId });
  // A call from a published workflow needs a published one; nothing else can start it.
  await client.workflows.publish.mutate({ id: workflowId, revision });
  const id = newId();
  editor.dispatch(extractNodes, { extraction, workflowId, nodeTypes: state.getState().nodeTypes, id });
  editor.select([id]);
  const t = texts();
  toast.success(t("canvas.extract.done", { name: extraction.child.name }), {
    description: t("canvas.extract.published"),
    action: { label: t("canvas.extract.open"), onClick: () => editor.navigate(`/workflows/${workflowId}`) },
    duration: 10_000,
  });
}
