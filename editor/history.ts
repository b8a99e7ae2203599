import type { WorkflowDocument } from "@/shared/workflow";
import type { Command, StepName } from "./commands";

type Step = { name: StepName; mergeKey?: string; before: WorkflowDocument };

/**
 * Undo as a list of earlier documents. Commands copy only what they change, so a step costs a few objects, and no
 * command needs an inverse.
 */
export type History = { document: WorkflowDocument; undo: readonly Step[]; redo: readonly Step[] };

const maxSteps = 300;

export const openHistory = (document: WorkflowDocument): History => ({ document, undo: [], redo: [] });

export function dispatch<Args>(history: History, command: Command<Args>, args: Args): History {
  const document = command.apply(history.document, args);
  if (document === history.document) return history;
  const mergeKey = command.mergeKey && `${command.name}:${command.mergeKey(args)}`;
  const last = history.undo.at(-1);
  const continues = mergeKey !== undefined && last?.mergeKey === mergeKey && history.redo.length === 0;
  const step: Step = { name: command.name, mergeKey, before: history.document };
  return { document, undo: continues ? history.undo : [...history.undo.slice(1 - maxSteps), step], redo: [] };
}

/** Ends a merge, for instance when a field loses focus. */
export function seal(history: History): History {
  const last = history.undo.at(-1);
  if (last?.mergeKey === undefined) return history;
  return { ...history, undo: [...history.undo.slice(0, -1), { ...last, mergeKey: undefined }] };
}

export const undo = (history: History) => travel(history, "undo", "redo");
export const redo = (history: History) => travel(history, "redo", "undo");

function travel(history: History, from: "undo" | "redo", to: "undo" | "redo"): History {
  const step = history[from].at(-1);
  if (!step) return history;
  return {
    ...history,
    document: step.before,
    [from]: history[from].slice(0, -1),
    [to]: [...history[to], { name: step.name, before: history.document }],
  };
}
