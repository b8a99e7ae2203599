"use client";

import { useQuery } from "@tanstack/react-query";
import { FileUp, Plus, Workflow } from "lucide-react";
import { useTranslations } from "use-intl";
import { useChosenProject } from "../access/chosen-project";
import { useTRPC } from "../api";
import { Card } from "../page";
import { TemplateCard } from "../templates/template-card";
import { Button } from "../ui/button";
import { EmptyState } from "../ui/empty-state";
import { Link } from "../ui/link";
import { useNodeTypes } from "../use-node-types";

type FirstWorkflowProps = { onCreate: () => void; creating: boolean; onImport: () => void };

/** The empty list: says what a workflow is, and offers three ways to a first one. */
export function FirstWorkflow({ onCreate, creating, onImport }: FirstWorkflowProps) {
  const t = useTranslations("workflows.first");
  const { data: templates } = useQuery(useTRPC().templates.list.queryOptions());
  const known = useNodeTypes();
  const { mayCreate } = useChosenProject();
  return (
    <div className="flex flex-col gap-6">
      <Card>
        <EmptyState
          icon={Workflow}
          title={t("title")}
          actions={
            <>
              <Button onClick={onCreate} pending={creating} disabled={!mayCreate}>
                <Plus aria-hidden />
                {t("scratch")}
              </Button>
              <Button variant="secondary" onClick={onImport} disabled={!mayCreate}>
                <FileUp aria-hidden />
                {t("importFile")}
              </Button>
            </>
          }
        >
          {t("text")}
        </EmptyState>
      </Card>
      {templates && templates.length > 0 && (
        <section aria-labelledby="template-heading">
          <div className="mb-3 flex items-baseline justify-between gap-4">
            <h2 id="template-heading" className="font-semibold text-base">
              {t("templates")}
            </h2>
            <Link href="/templates" className="rounded-sm text-primary text-sm hover:underline">
              {t("allTemplates")}
            </Link>
          </div>
          <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
            {templates.slice(0, 3).map((template) => (
              <TemplateCard key={template.id} template={template} known={known} />
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
