import { useMemo } from "react";
import type { WorkflowNode } from "@/shared/workflow";
import { useDocument, useEditorState } from "./editor-context";

export type RunNode = WorkflowNode & { isGone: boolean };

/** The nodes of the run on screen by their ids: as they are now, or as they ran where they were deleted since. */
export function useRunNodes(): ReadonlyMap<string, RunNode> {
  const now = useDocument();
  const ran = useEditorState((state) => state.ran);
  return useMemo(() => {
    const nodes = new Map<string, RunNode>();
    for (const node of ran?.nodes ?? []) nodes.set(node.id, { ...node, isGone: true });
    for (const node of now.nodes) nodes.set(node.id, { ...node, isGone: false });
    return nodes;
  }, [now, ran]);
}
