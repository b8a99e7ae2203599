"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { errorText, useTRPC, useTRPCClient } from "@/components/api";
import type { ExecutionDetail } from "@/shared/api";
import type { Editor } from "./editor-context";
import { createRunControl } from "./run-control";
import { createEditorStore } from "./store";
import { report } from "./use-open-workflow";

export type OpenedExecution = { editor: Editor; execution: ExecutionDetail };

/** Loads an execution into a read-only editor that follows it while it runs. */
export function useOpenExecution(id: number) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const router = useRouter();
  const [opened, setOpened] = useState<OpenedExecution | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [attempt, setAttempt] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: one editor for each execution; the rest are stable services
  useEffect(() => {
    let editor: Editor | undefined;
    let gone = false;

    async function open() {
      const types = trpc.nodeTypes.list.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY });
      const [execution, infos] = await Promise.all([
        client.executions.get.query({ id }),
        queryClient.fetchQuery(types),
      ]);
      if (gone) return;
      const { workflowId, document, createdAt } = execution;
      const store = createEditorStore(
        { id: workflowId, document, revision: 0, updatedAt: createdAt, published: null, webhooks: [] },
        new Map(infos.map((info) => [info.type, info])),
        null,
        null,
      );
      const run = createRunControl(client, store.state, report);
      editor = {
        ...{ ...store, run, client, canvas: { current: null }, pointer: { current: null } },
        reload: () => setAttempt((count) => count + 1),
        navigate: (href) => router.push(href),
      };
      run.watch(id);
      setOpened({ editor, execution });
    }

    setError(null);
    open().catch((thrown) => !gone && setError(errorText(thrown).message));
    return () => {
      gone = true;
      editor?.run.close();
    };
  }, [id, attempt]);

  return { opened, error, retry: () => setAttempt((count) => count + 1) };
}
