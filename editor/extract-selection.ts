import { toast } from "@/components/ui/sonner";
import { newId } from "./document";
import type { Editor } from "./editor-context";
import { type Extraction, extractNodes } from "./extract";

/** Stores the new workflow first, and changes this one when that is done. */
export async function extractSelection(editor: Editor, extraction: Extraction) {
  const { client, state } = editor;
  const { id: workflowId } = await client.workflows.create.mutate({ document: extraction.child });
  const { revision } = await client.workflows.get.query({ id: workflowId });
  // A call from a published workflow needs a published one; nothing else can start it.
  await client.workflows.publish.mutate({ id: workflowId, revision });
  const id = newId();
  editor.dispatch(extractNodes, { extraction, workflowId, nodeTypes: state.getState().nodeTypes, id });
  editor.select([id]);
  toast.success(`“${extraction.child.name}” is a workflow of its own now`, {
    description: "It is published, so that it can be called.",
    action: { label: "Open it", onClick: () => editor.navigate(`/workflows/${workflowId}`) },
    duration: 10_000,
  });
}
