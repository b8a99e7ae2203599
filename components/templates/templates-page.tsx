"use client";

import { useQuery } from "@tanstack/react-query";
import { LayoutTemplate } from "lucide-react";
import { useTranslations } from "use-intl";
import { useChosenProject } from "../access/chosen-project";
import { ProjectChoice } from "../access/project-choice";
import { useTRPC } from "../api";
import { ListFailed } from "../list-failed";
import { Card, Page } from "../page";
import { EmptyState } from "../ui/empty-state";
import { Skeleton } from "../ui/skeleton";
import { useNodeTypes } from "../use-node-types";
import { TemplateCard } from "./template-card";

export function TemplatesPage() {
  const t = useTranslations("templates");
  const query = useQuery(useTRPC().templates.list.queryOptions());
  const { data, isPending } = query;
  const known = useNodeTypes();
  const { projects, projectId, choose } = useChosenProject();
  return (
    <Page
      title={t("title")}
      description={t("description")}
      actions={<ProjectChoice projects={projects} value={projectId} onChange={choose} />}
    >
      <ListFailed query={query} title={t("loadFailed")} />
      {data?.length === 0 && (
        <Card>
          <EmptyState icon={LayoutTemplate} title={t("none")} />
        </Card>
      )}
      <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3" aria-label={t("title")}>
        {isPending && [0, 1, 2, 3, 4, 5].map((card) => <CardSkeleton key={card} />)}
        {data?.map((template) => (
          <TemplateCard key={template.id} template={template} known={known} />
        ))}
      </ul>
    </Page>
  );
}

function CardSkeleton() {
  return (
    <li className="flex h-44 flex-col gap-3 rounded-xl border border-border bg-surface p-4">
      <Skeleton className="h-6 w-24" />
      <Skeleton className="h-4 w-1/2" />
      <Skeleton className="h-4 w-full" />
      <Skeleton className="mt-auto h-8 w-28" />
    </li>
  );
}
