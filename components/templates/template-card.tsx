"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useMessages, useTranslations } from "use-intl";
import type { NodeTypeInfo, TemplateInfo } from "@/shared/api";
import { useChosenProject } from "../access/chosen-project";
import { useTRPC } from "../api";
import { NodeIconRow } from "../node-icon";
import { Button } from "../ui/button";

type TemplateCardProps = { template: TemplateInfo; known: ReadonlyMap<string, NodeTypeInfo> };

export function TemplateCard({ template, known }: TemplateCardProps) {
  const { projectId, mayCreate } = useChosenProject();
  const { id, nodeTypes } = template;
  const t = useTranslations("templates");
  const { name, summary } = useTemplateTexts(template);
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
        disabled={!mayCreate}
        onClick={() => use.mutate({ id, projectId })}
        aria-label={t("useName", { name })}
      >
        {t("use")}
      </Button>
    </li>
  );
}

/** In the language of the reader; a template that the message files do not know says what the server says. */
function useTemplateTexts(template: TemplateInfo): { name: string; summary: string } {
  const { known } = useMessages().templates;
  return Object.entries(known).find(([id]) => id === template.id)?.[1] ?? template;
}
