"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { useTRPC } from "../api";
import { toast } from "../ui/toast";

/** Retry, go on, cancel and delete; each refreshes the lists that show executions. */
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
  const goOn = useMutation(
    trpc.executions.continue.mutationOptions({
      onSuccess: ({ started }, { ids }) => {
        const count = started.length;
        if (count < ids.length) toast.info(t("startedSome", { count, all: ids.length }));
        else if (count > 1) toast.success(t("startedMany", { count }));
        else toast.success(t("startedAgain", { id: started[0]?.id ?? 0 }));
      },
      // Refused, somebody else was quicker: the list is out of date.
      onSettled: refresh,
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
  return { retry, goOn, cancel, remove };
}
