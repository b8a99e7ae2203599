"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { errorText, useTRPC, useTRPCClient } from "@/components/api";
import type { ExecutionComparison, StepComparison } from "@/shared/api";
import type { Editor } from "../editor-context";
import { createReadOnlyEditor } from "../read-only-editor";
import { compare, type Mark } from "../versions/compared";

export type OpenComparison = { editor: Editor; comparison: ExecutionComparison };

/** Two executions, and the nodes of both in one read-only editor. */
export function useOpenComparison(a: number, b: number) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const router = useRouter();
  const types = useQuery(trpc.nodeTypes.list.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY }));
  const found = useQuery(trpc.executions.compare.queryOptions({ a, b }));
  const [editor, setEditor] = useState<Editor | null>(null);
  const comparison = found.data as ExecutionComparison | undefined;

  // biome-ignore lint/correctness/useExhaustiveDependencies: one editor for both executions; the rest are stable services
  useEffect(() => {
    if (!types.data || !comparison) return;
    const { document } = compare(comparison.a.document, comparison.b.document);
    const opened = createReadOnlyEditor({
      ...{ workflowId: comparison.a.workflowId, document, types: types.data, client },
      navigate: (href) => router.push(href),
    });
    opened.state.setState({ marks: marksOf(comparison.steps) });
    setEditor(opened);
    return () => opened.run.close();
  }, [types.data, comparison]);

  const failure = types.error ?? found.error;
  return {
    opened: editor && comparison ? { editor, comparison } : null,
    error: failure ? errorText(failure).message : null,
    retry: () => void Promise.all([types, found].map((query) => query.isError && query.refetch())),
  };
}

const markOf = { same: undefined, different: "changed", onlyA: "removed", onlyB: "added" } as const;

/** On the canvas a node has one mark: that of the first of its runs that is not the same. */
function marksOf(steps: readonly StepComparison[]): ReadonlyMap<string, Mark> {
  const marks = new Map<string, Mark>();
  for (const { nodeId, is } of steps) {
    const mark = markOf[is];
    if (mark && !marks.has(nodeId)) marks.set(nodeId, mark);
  }
  return marks;
}
