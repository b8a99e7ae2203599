import { changedSince } from "@/shared/node-work";
import type { WorkflowDocument } from "@/shared/workflow";
import { useEditorState } from "./editor-context";
import type { EditorState } from "./store";

/** The last answer: every card asks the same. */
let last: { ran: WorkflowDocument; now: WorkflowDocument; nodes: ReadonlySet<string> } | undefined;

function staleNodes({ ran, history: { document: now } }: EditorState): ReadonlySet<string> {
  if (!ran || ran === now) return none;
  if (last?.ran !== ran || last.now !== now) last = { ran, now, nodes: changedSince(ran, now) };
  return last.nodes;
}

const none: ReadonlySet<string> = new Set();

/** Whether the data on screen may no longer be what the node would give: it, or what leads to it, was changed since. */
export const useStale = (nodeId: string) => useEditorState((state) => !state.readOnly && staleNodes(state).has(nodeId));
