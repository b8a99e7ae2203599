"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTRPC } from "../api";

/** Creates a workflow and opens it. */
export function useCreateWorkflow() {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  return useMutation(
    trpc.workflows.create.mutationOptions({
      onSuccess: ({ id }) => {
        router.push(`/workflows/${id}`);
        return queryClient.invalidateQueries(trpc.workflows.list.pathFilter());
      },
    }),
  );
}
