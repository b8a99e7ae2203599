import { type Conflict, mergeDocuments, type Side } from "@/shared/document-merge";
import type { WorkflowDocument } from "@/shared/workflow";
import type { Editor } from "./editor-context";

/** What somebody else saved meanwhile, and what only a person can decide about it. */
export type Question = {
  conflicts: Conflict[];
  /** Goes on with both changes; the choices are by the key of the conflict. */
  answer(choices: ReadonlyMap<string, Side>): void;
};

/**
 * Brings both changes into one document. Throws when the server does not answer, or no longer has the revision that
 * this work grew from.
 */
export async function readConflict(editor: Editor): Promise<Question> {
  const { workflowId } = editor.state.getState();
  const [theirs, base] = await Promise.all([
    editor.client.workflows.get.query({ id: workflowId }),
    editor.client.workflows.revision.query({ workflowId, revision: editor.base() }),
  ]);
  // Work goes on while the question is open: what counts is what is there at the answer.
  const merged = (choose?: (key: string) => Side) =>
    mergeDocuments(base.document, mine(editor), theirs.document, choose);
  return {
    conflicts: merged().conflicts,
    answer: (choices) => editor.merge(merged((key) => choices.get(key) ?? "mine").document, theirs),
  };
}

const mine = (editor: Editor): WorkflowDocument => editor.state.getState().history.document;
