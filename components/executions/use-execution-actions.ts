"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../api";
import { toast } from "../ui/sonner";

/** Retry, cancel and delete; each refreshes the lists that show executions. */
export function useExecutionActions() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const refresh = () =>
    Promise.all([
      queryClient.invalidateQueries(trpc.executions.pathFilter()),
      queryClient.invalidateQueries(trpc.workflows.list.pathFilter()),
    ]);

  const retry = useMutation(
    trpc.executions.retry.mutationOptions({
      onSuccess: ({ id }) => {
        toast.success(`Started again as execution ${id}`);
        return refresh();
      },
    }),
  );
  const cancel = useMutation(trpc.executions.cancel.mutationOptions({ onSettled: refresh }));
  const remove = useMutation(
    trpc.executions.delete.mutationOptions({
      onSuccess: (_answer, { ids }) => {
        toast.success(ids.length === 1 ? "Deleted 1 execution" : `Deleted ${ids.length} executions`);
        return refresh();
      },
    }),
  );
  return { retry, cancel, remove };
}
