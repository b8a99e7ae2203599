"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { useTRPC } from "../api";
import { toast } from "../ui/toast";

export const useSettings = () => useQuery(useTRPC().settings.get.queryOptions());

export function useUpdateSettings() {
  const t = useTranslations("settings");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return useMutation(
    trpc.settings.update.mutationOptions({
      onSuccess: (saved) => {
        queryClient.setQueryData(trpc.settings.get.queryKey(), saved);
        toast.success(t("saved"));
      },
    }),
  );
}
