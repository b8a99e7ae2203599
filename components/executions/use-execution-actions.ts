"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { useTRPC } from "../api";
import { toast } from "../ui/toast";

/** Retry, cancel and delete; each refreshes the lists that show executions. */
export function useExecutionActions() {
  const t = useTranslations("executions");
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
        toast.success(t("startedAgain", { id }));
        return refresh();
      },
    }),
  );
  const cancel = useMutation(trpc.executions.cancel.mutationOptions({ onSettled: refresh }));
  const remove = useMutation(
    trpc.executions.delete.mutationOptions({
      onSuccess: (_answer, { ids }) => {
        toast.success(t("deleted", { count: ids.length }));
        return refresh();
      },
    }),
  );
  return { retry, cancel, remove };
}
