import type { WorkflowDocument } from "@/shared/workflow";

/** Unsaved work, kept in the browser until the server has it. `revision` is the saved one it grew from. */
export type Backup = { revision: number; document: WorkflowDocument };

type Box = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const keyOf = (workflowId: string) => `islewire.draft.${workflowId}`;

export function readBackup(box: Box, workflowId: string): Backup | undefined {
  try {
    const text = box.getItem(keyOf(workflowId));
    const value = text === null ? undefined : (JSON.parse(text) as Backup);
    return value && typeof value.revision === "number" && Array.isArray(value.document?.nodes) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A full or forbidden storage is no reason to stop working: saving to the server goes on. */
export function writeBackup(box: Box, workflowId: string, backup: Backup) {
  try {
    box.setItem(keyOf(workflowId), JSON.stringify(backup));
  } catch {
    dropBackup(box, workflowId);
  }
}

export function dropBackup(box: Box, workflowId: string) {
  try {
    box.removeItem(keyOf(workflowId));
  } catch {
    // Storage is switched off: there is nothing to drop.
  }
}
