"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import type { NodeTypeInfo, TemplateInfo } from "@/shared/api";
import { useTRPC } from "../api";
import { NodeIconRow } from "../node-icon";
import { Button } from "../ui/button";

type TemplateCardProps = { template: TemplateInfo; known: ReadonlyMap<string, NodeTypeInfo> };

export function TemplateCard({ template: { id, name, summary, nodeTypes }, known }: TemplateCardProps) {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const use = useMutation(
    trpc.templates.use.mutationOptions({
      onSuccess: (workflow) => {
        router.push(`/workflows/${workflow.id}`);
        return queryClient.invalidateQueries(trpc.workflows.list.pathFilter());
      },
    }),
  );
  return (
    <li className="flex flex-col gap-3 rounded-xl border border-border bg-surface p-4 shadow-xs">
      <NodeIconRow types={nodeTypes} known={known} max={6} />
      <div className="flex-1">
        <h2 className="font-medium">{name}</h2>
        <p className="mt-1 text-muted">{summary}</p>
      </div>
      <Button
        variant="secondary"
        size="sm"
        className="self-start"
        pending={use.isPending}
        onClick={() => use.mutate({ id })}
        aria-label={`Use template ${name}`}
      >
        Use template
      </Button>
    </li>
  );
}
