"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { useTRPC } from "../api";
import { toast } from "../ui/toast";

export const useCredentials = () => useQuery(useTRPC().credentials.list.queryOptions());

/** They change with the version of the server only. */
export const useCredentialTypes = () =>
  useQuery(useTRPC().credentialTypes.list.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY }));

/** Create, update, delete and test. The first two leave their errors to the form that shows them. */
export function useCredentialActions() {
  const t = useTranslations("credentials");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const refresh = () => queryClient.invalidateQueries(trpc.credentials.pathFilter());
  const quiet = { meta: { quiet: true }, onSuccess: refresh };

  const create = useMutation(trpc.credentials.create.mutationOptions(quiet));
  const update = useMutation(trpc.credentials.update.mutationOptions(quiet));
  const test = useMutation(trpc.credentials.test.mutationOptions({ meta: { quiet: true } }));
  const remove = useMutation(
    trpc.credentials.delete.mutationOptions({
      onSuccess: () => {
        toast.success(t("deleted"));
        return refresh();
      },
    }),
  );
  return { create, update, test, remove };
}
