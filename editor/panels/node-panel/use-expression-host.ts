"use client";

import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef } from "react";
import { useTRPC, useTRPCClient } from "@/components/api";
import type { ExpressionHost } from "@/components/param-form/expression-host";
import type { NodeTypeInfo } from "@/shared/api";
import type { StepSummary } from "@/shared/execution";
import type { Item } from "@/shared/item";
import type { WorkflowDocument } from "@/shared/workflow";
import { inputFields } from "./input-fields";
import { ancestorsOf } from "./neighbours";
import { createPreviewQueue } from "./preview-queue";
import { type InputSource, lastStep } from "./run-data";

type HostInput = {
  workflowId: string;
  document: WorkflowDocument;
  nodeId: string;
  info: NodeTypeInfo | undefined;
  executionId: number | null;
  steps: readonly StepSummary[];
  source: InputSource;
  /** Index of the input item that previews speak of. */
  item: number;
  onItem: (index: number) => void;
};

/** Lends the form the data of the execution on screen, and the server's evaluator. */
export function useExpressionHost(input: HostInput): ExpressionHost {
  const { document, nodeId, executionId, source, item } = input;
  const latest = useRef(input);
  useEffect(() => {
    latest.current = input;
  });
  const client = useTRPCClient();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const variables = useQuery(trpc.variables.list.queryOptions(undefined, { staleTime: 60_000 })).data;
  const { json, count } = useInputItem(input);

  const preview = useMemo(
    () =>
      createPreviewQueue((templates) => {
        const {
          workflowId,
          document: whole,
          nodeId: id,
          executionId: execution,
          source: from,
          item: at,
        } = latest.current;
        return client.expressions.preview.mutate({
          workflowId,
          document: withoutData(whole),
          nodeId: id,
          executionId: execution ?? undefined,
          run: from.kind === "own" ? from.step.run : undefined,
          item: at,
          templates,
        });
      }),
    [client],
  );
  const nodeNames = useSame(useMemo(() => ancestorsOf(document, nodeId).map(({ name }) => name), [document, nodeId]));
  const allNodeNames = useSame(useMemo(() => document.nodes.map(({ name }) => name), [document.nodes]));
  const stepKey =
    source.kind === "own" || source.kind === "upstream" ? `${source.step.index}${source.step.status}` : "";
  const hasData = executionId !== null && source.kind !== "none";

  /** What a step gave, the first item of each port. */
  const firstItems = useCallback(
    async ({ index }: StepSummary) => {
      const { executionId: id } = latest.current;
      if (id === null) return undefined;
      const query = { id, step: index, offset: 0, limit: 1 };
      const data = await queryClient.fetchQuery(trpc.executions.stepData.queryOptions(query, { staleTime: 60_000 }));
      return data.outputs;
    },
    [queryClient, trpc],
  );

  return useMemo(
    () => ({
      dataKey: [executionId, nodeId, stepKey, item].join("/"),
      hasData,
      itemIndex: item,
      itemCount: count,
      onItem: (index) => latest.current.onItem(index),
      input: json,
      nodeNames,
      allNodeNames,
      variableNames: variables?.map(({ name }) => name) ?? [],
      preview,
      async fieldsOf(name) {
        const { document: whole, steps } = latest.current;
        const node = whole.nodes.find((one) => one.name === name);
        const pinned = Object.values(node?.pinned ?? {})[0]?.[0];
        if (pinned) return pinned.json;
        const step = node && lastStep(steps, node.id, ({ status }) => status === "succeeded");
        const outputs = step && (await firstItems(step));
        return Object.values(outputs ?? {}).find((items) => items.length > 0)?.[0]?.json;
      },
      inputFields: () => inputFields(latest.current, async (step, port) => (await firstItems(step))?.[port]?.[0]),
    }),
    [executionId, nodeId, stepKey, item, count, hasData, json, nodeNames, allNodeNames, variables, preview, firstItems],
  );
}

/** The list of before as long as the same is in it: typing changes the document, and draws no field anew. */
function useSame(list: readonly string[]): readonly string[] {
  const last = useRef(list);
  const isSame = last.current.length === list.length && last.current.every((text, index) => text === list[index]);
  if (!isSame) last.current = list;
  return last.current;
}

/** The chosen item, and how many there are. */
function useInputItem({ source, executionId, item }: HostInput): { json: Item["json"] | undefined; count: number } {
  const trpc = useTRPC();
  const step = source.kind === "own" || source.kind === "upstream" ? source.step.index : 0;
  const { data } = useQuery(
    trpc.executions.stepData.queryOptions(
      { id: executionId ?? 0, step, offset: item, limit: 1 },
      {
        enabled: executionId !== null && (source.kind === "own" || source.kind === "upstream"),
        placeholderData: keepPreviousData,
      },
    ),
  );
  switch (source.kind) {
    case "none":
      return { json: undefined, count: 0 };
    case "pinned":
      return { json: source.items[item]?.json, count: source.items.length };
    case "upstream":
      return { json: data?.outputs[source.port]?.[0]?.json, count: data?.outputTotals[source.port] ?? 0 };
    case "own": {
      // The first port by name is what `$json` reads.
      const [port = ""] = Object.keys(data?.inputs ?? {}).sort((a, b) => a.localeCompare(b));
      return { json: data?.inputs[port]?.[0]?.json, count: data?.inputTotals[port] ?? 0 };
    }
  }
}

/** Pinned items and notes may be megabytes, and no expression reads them. */
const withoutData = (document: WorkflowDocument): WorkflowDocument => ({
  ...document,
  notes: [],
  nodes: document.nodes.map(({ pinned: _pinned, notes: _notes, ...node }) => node),
});
