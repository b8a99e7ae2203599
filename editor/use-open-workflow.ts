"use client";

import { useQueryClient } from "@tanstack/react-query";
import { TRPCClientError } from "@trpc/client";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { errorText, useTRPC, useTRPCClient } from "@/components/api";
import { toast } from "@/components/ui/toast";
import type { AppRouter } from "@/server/api/root";
import { allows } from "@/shared/access";
import type { SaveFailure } from "./autosave";
import type { Editor } from "./editor-context";
import { createRunControl } from "./run-control";
import { createEditorStore, lastSave } from "./store";

/** Loads a workflow and keeps its editor for as long as the page shows it. */
export function useOpenWorkflow(id: string, reload: () => void): { editor: Editor | null; error: string | null } {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const router = useRouter();
  const [editor, setEditor] = useState<Editor | null>(null);
  const [error, setError] = useState<string | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: one editor for each workflow; the rest are stable services
  useEffect(() => {
    let opened: Editor | undefined;
    let gone = false;

    async function open() {
      await lastSave(id);
      const types = trpc.nodeTypes.list.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY });
      const [detail, infos] = await Promise.all([client.workflows.get.query({ id }), queryClient.fetchQuery(types)]);
      if (gone) return;
      const store = createEditorStore(
        detail,
        new Map(infos.map((info) => [info.type, info])),
        allows(detail.role, "edit") ? { save: (input) => client.workflows.save.mutate(input), explain } : null,
        storage(),
      );
      const canvas: Editor["canvas"] = { current: null };
      const run = createRunControl(client, store.state, report);
      opened = {
        ...{ ...store, run, client, canvas, pointer: { current: null }, reload },
        navigate: (href) => router.push(href),
      };
      setEditor(opened);
      const execution = Number(new URLSearchParams(window.location.search).get("execution"));
      if (Number.isSafeInteger(execution) && execution > 0) run.watch(execution);
    }

    const beforeUnload = (event: BeforeUnloadEvent) => {
      opened?.backUpNow();
      const is = opened?.state.getState().save.is;
      // Everything is kept in the browser; only what the server refuses would wait there unseen.
      if (is === "refused" || is === "conflict") event.preventDefault();
    };
    const pageHide = () => {
      opened?.backUpNow();
      opened?.flush().catch(() => {});
    };
    window.addEventListener("beforeunload", beforeUnload);
    window.addEventListener("pagehide", pageHide);
    open().catch((thrown) => !gone && setError(errorText(thrown).message));

    return () => {
      gone = true;
      window.removeEventListener("beforeunload", beforeUnload);
      window.removeEventListener("pagehide", pageHide);
      opened?.leave();
      opened?.run.close();
      void queryClient.invalidateQueries(trpc.workflows.list.pathFilter());
    };
  }, [id]);

  return { editor, error };
}

export function report(error: unknown) {
  const { message, hint } = errorText(error);
  toast.error(message, { description: hint });
}

function explain(error: unknown): SaveFailure {
  const { message, hint } = errorText(error);
  const status = error instanceof TRPCClientError ? (error as TRPCClientError<AppRouter>).data?.httpStatus : undefined;
  if (status === 409) return { kind: "conflict", message, hint };
  return { kind: status === undefined || status >= 500 || status === 401 ? "unreachable" : "refused", message, hint };
}

function storage(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}
