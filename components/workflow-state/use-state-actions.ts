"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { useTRPC, useTRPCClient } from "../api";
import { toast } from "../ui/toast";

/** Changes of what a workflow remembers. A single value comes back by Undo in the message. */
export function useStateActions(workflowId: string) {
  const t = useTranslations("state");
  const undoLabel = useTranslations("common")("undo");
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const refresh = () => queryClient.invalidateQueries(trpc.workflows.pathFilter());
  const putBack = useMutation(trpc.workflows.setStateValue.mutationOptions({ onSettled: refresh }));

  function say(message: string, key: string, now: string | null, before: string) {
    const onClick = () => putBack.mutate({ workflowId, key, was: now, value: before });
    toast.success(message, { action: { label: undoLabel, onClick } });
  }

  const set = useMutation(
    trpc.workflows.setStateValue.mutationOptions({
      meta: { quiet: true },
      onSuccess: (_, { key, was, value }) => {
        if (was !== null && value !== null) say(t("changed"), key, JSON.stringify(JSON.parse(value)), was);
      },
      onSettled: refresh,
    }),
  );
  const forget = useMutation({
    mutationFn: async (key: string) => {
      const { value } = await client.workflows.stateValue.query({ workflowId, key });
      await client.workflows.setStateValue.mutate({ workflowId, key, was: value, value: null });
      return value;
    },
    onSuccess: (value, key) => say(t("forgotten"), key, null, value),
    onSettled: refresh,
  });
  const forgetSeen = useMutation(
    trpc.workflows.forgetSeen.mutationOptions({
      onSuccess: () => void toast.success(t("forgotten")),
      onSettled: refresh,
    }),
  );
  const reset = useMutation(
    trpc.workflows.resetState.mutationOptions({
      onSuccess: () => void toast.success(t("wasReset")),
      onSettled: refresh,
    }),
  );
  return { set, forget, forgetSeen, reset };
}
