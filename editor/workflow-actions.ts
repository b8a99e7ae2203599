import { errorText } from "@/components/api";
import { texts } from "@/components/messages/texts";
import { saveAsFile } from "@/components/save-as-file";
import { toast } from "@/components/ui/toast";
import type { Messages } from "@/shared/messages/read-messages";
import { workflowText } from "@/shared/workflow";
import type { Editor } from "./editor-context";

const report = (failure: keyof Messages["canvas"]["failures"]) => (error: unknown) => {
  const { message, hint } = errorText(error);
  toast.error(texts()(`canvas.failures.${failure}`, { message }), { description: hint, duration: 8_000 });
};

export const saveNow = (editor: Editor) => editor.flush().catch(report("save"));

/** What is on screen, saved or not; without the credential ids, which mean nothing elsewhere. */
export function exportWorkflow(editor: Editor) {
  const { document } = editor.state.getState().history;
  const nodes = document.nodes.map(({ credentials: _, ...node }) => node);
  const fileName = `${document.name.replace(/[^\p{L}\p{N} _-]+/gu, "").trim() || "workflow"}.json`;
  saveAsFile(fileName, workflowText({ ...document, nodes }), "application/json");
}

/** Saves first: the server writes the file, and knows what n8n cannot keep. */
export async function exportForN8n(editor: Editor) {
  try {
    await editor.flush();
    const { workflowId: id, history } = editor.state.getState();
    const { fileName, text, warnings } = await editor.client.workflows.export.query({ id, format: "n8n" });
    saveAsFile(fileName, text, "application/json");
    const nodes = history.document.nodes.length;
    editor.state.setState({ importNews: { what: fileName, nodes, warnings, isExport: true } });
  } catch (error) {
    report("export")(error);
  }
}

export async function duplicateWorkflow(editor: Editor) {
  try {
    await editor.flush();
    const { id } = await editor.client.workflows.duplicate.mutate({ id: editor.state.getState().workflowId });
    editor.navigate(`/workflows/${id}`);
    toast.success(texts()("canvas.workflow.copied"), { description: texts()("canvas.workflow.copiedHint") });
  } catch (error) {
    report("duplicate")(error);
  }
}

export async function deleteWorkflow(editor: Editor) {
  try {
    await editor.client.workflows.delete.mutate({ id: editor.state.getState().workflowId });
    editor.leave({ discard: true });
    editor.navigate("/workflows");
    toast.success(texts()("canvas.workflow.deleted"));
  } catch (error) {
    report("delete")(error);
  }
}

/** Saves first, so that what is published is what is on screen. */
export async function publish(editor: Editor): Promise<boolean> {
  try {
    const revision = await editor.flush();
    const id = editor.state.getState().workflowId;
    const { published, webhooks } = await editor.client.workflows.publish.mutate({ id, revision });
    editor.state.setState({ published, webhooks });
    return true;
  } catch (error) {
    report("publish")(error);
    return false;
  }
}

export async function unpublish(editor: Editor) {
  try {
    await editor.client.workflows.unpublish.mutate({ id: editor.state.getState().workflowId });
    editor.state.setState({ published: null });
    toast.success(texts()("canvas.workflow.unpublished"), { description: texts()("canvas.workflow.unpublishedHint") });
  } catch (error) {
    report("unpublish")(error);
  }
}

/** After somebody else saved: theirs stays, this becomes a workflow of its own. */
export async function keepAsCopy(editor: Editor) {
  const { history, projectId } = editor.state.getState();
  const { document } = history;
  try {
    const name = texts()("canvas.workflow.copyName", { name: document.name.slice(0, 120) });
    const { id } = await editor.client.workflows.create.mutate({ document: { ...document, name }, projectId });
    editor.leave({ discard: true });
    editor.navigate(`/workflows/${id}`);
  } catch (error) {
    report("copy")(error);
  }
}

export function takeTheirs(editor: Editor) {
  editor.leave({ discard: true });
  editor.reload();
}
