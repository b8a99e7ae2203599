"use client";

import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";
import { useTRPC, useTRPCClient } from "@/components/api";
import type { ExpressionHost } from "@/components/param-form/expression-host";
import type { StepSummary } from "@/shared/execution";
import type { Item } from "@/shared/item";
import type { WorkflowDocument } from "@/shared/workflow";
import { ancestorsOf } from "./neighbours";
import { createPreviewQueue } from "./preview-queue";
import { type InputSource, lastStep } from "./run-data";

type HostInput = {
  workflowId: string;
  document: WorkflowDocument;
  nodeId: string;
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
  const nodeNames = useMemo(() => ancestorsOf(document, nodeId).map(({ name }) => name), [document, nodeId]);
  const allNodeNames = useMemo(() => document.nodes.map(({ name }) => name), [document.nodes]);
  const stepKey =
    source.kind === "own" || source.kind === "upstream" ? `${source.step.index}${source.step.status}` : "";
  const hasData = executionId !== null && source.kind !== "none";

  return useMemo(
    () => ({
      dataKey: [executionId, nodeId, stepKey, item].join("/"),
      hasData,
      itemLabel: `Item ${item + 1}`,
      itemIndex: item,
      itemCount: count,
      onItem: (index) => latest.current.onItem(index),
      input: json,
      nodeNames,
      allNodeNames,
      variableNames: variables?.map(({ name }) => name) ?? [],
      preview,
      async fieldsOf(name) {
        const { document: whole, steps, executionId: id } = latest.current;
        const node = whole.nodes.find((one) => one.name === name);
        const pinned = Object.values(node?.pinned ?? {})[0]?.[0];
        if (pinned) return pinned.json;
        const step = node && lastStep(steps, node.id, ({ status }) => status === "succeeded");
        if (!step || id === null) return undefined;
        const data = await queryClient.fetchQuery(
          trpc.executions.stepData.queryOptions({ id, step: step.index, offset: 0, limit: 1 }, { staleTime: 60_000 }),
        );
        return Object.values(data.outputs).find((items) => items.length > 0)?.[0]?.json;
      },
    }),
    [
      executionId,
      nodeId,
      stepKey,
      item,
      count,
      hasData,
      json,
      nodeNames,
      allNodeNames,
      variables,
      preview,
      queryClient,
      trpc,
    ],
  );
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
