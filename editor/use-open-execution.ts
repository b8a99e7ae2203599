"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { errorText, useTRPC, useTRPCClient } from "@/components/api";
import type { ExecutionDetail } from "@/shared/api";
import type { Editor } from "./editor-context";
import { createReadOnlyEditor } from "./read-only-editor";

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
      editor = createReadOnlyEditor({
        ...{ workflowId, document, updatedAt: createdAt, types: infos, client },
        reload: () => setAttempt((count) => count + 1),
        navigate: (href) => router.push(href),
      });
      editor.run.watch(id);
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
