"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { useTRPC } from "../api";
import { toast } from "../ui/toast";

export const useApiNodes = () => useQuery(useTRPC().apiNodes.list.queryOptions());

/** What reads a document leaves its errors to the dialog that shows them. */
export function useApiNodeActions() {
  const t = useTranslations("apiNodes");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  // The palette shows them too.
  const refresh = () =>
    Promise.all([
      queryClient.invalidateQueries(trpc.apiNodes.pathFilter()),
      queryClient.invalidateQueries(trpc.nodeTypes.pathFilter()),
    ]);
  const quiet = { meta: { quiet: true } };
  const preview = useMutation(trpc.apiNodes.preview.mutationOptions(quiet));
  const add = useMutation(trpc.apiNodes.add.mutationOptions({ ...quiet, onSuccess: refresh }));
  const update = useMutation(trpc.apiNodes.update.mutationOptions({ ...quiet, onSuccess: refresh }));
  const remove = useMutation(
    trpc.apiNodes.delete.mutationOptions({
      onSuccess: () => {
        toast.success(t("deleted"));
        return refresh();
      },
    }),
  );
  return { preview, add, update, remove };
}
