"use client";

import { useQuery } from "@tanstack/react-query";
import { FileUp, Plus, Search } from "lucide-react";
import { type ReactNode, useDeferredValue, useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import type { ProjectSummary } from "@/shared/access";
import type { WorkflowSummary } from "@/shared/api";
import { useChosenProject } from "../access/chosen-project";
import { ProjectChoice } from "../access/project-choice";
import { useTRPC } from "../api";
import { ListFailed } from "../list-failed";
import { Card, Page } from "../page";
import { Button } from "../ui/button";
import { Input } from "../ui/input";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "../ui/select";
import { Skeleton } from "../ui/skeleton";
import { useNodeTypes } from "../use-node-types";
import { DropTarget } from "./drop-target";
import { FirstWorkflow } from "./first-workflow";
import { ImportResult } from "./import-result";
import { useCreateWorkflow } from "./use-create-workflow";
import { useImportFiles } from "./use-import-files";
import { WorkflowRow } from "./workflow-row";

type Show = "all" | "published" | "drafts";
type Order = "edited" | "name";

export function WorkflowsPage() {
  const t = useTranslations("workflows");
  const query = useQuery(useTRPC().workflows.list.queryOptions({}, { refetchInterval: 15_000 }));
  const { data, isPending } = query;
  const { projects, projectId, choose, isIn, mayCreate } = useChosenProject();
  const importing = useImportFiles(projectId);
  const create = useCreateWorkflow();

  return (
    <DropTarget onFiles={importing.importFiles}>
      <Page
        title={t("title")}
        description={t("description")}
        actions={
          <>
            <Button
              variant="secondary"
              onClick={importing.chooseFiles}
              pending={importing.pending}
              disabled={!mayCreate}
            >
              <FileUp aria-hidden />
              {t("importFiles")}
            </Button>
            <Button onClick={() => create.mutate({ projectId })} pending={create.isPending} disabled={!mayCreate}>
              <Plus aria-hidden />
              {t("create")}
            </Button>
          </>
        }
      >
        {isPending && <ListSkeleton />}
        <ListFailed query={query} title={t("loadFailed")} />
        {data?.length === 0 && (
          <FirstWorkflow
            onCreate={() => create.mutate({ projectId })}
            creating={create.isPending}
            onImport={importing.chooseFiles}
          />
        )}
        {data && data.length > 0 && (
          <WorkflowList
            workflows={data.filter(isIn)}
            projects={projects}
            chosen={<ProjectChoice projects={projects} value={projectId} onChange={choose} />}
          />
        )}
      </Page>
      {importing.input}
      <ImportResult result={importing.result} onClose={importing.forgetResult} />
    </DropTarget>
  );
}

type WorkflowListProps = {
  workflows: WorkflowSummary[];
  projects: readonly ProjectSummary[];
  /** The choice of a project. */
  chosen: ReactNode;
};

function WorkflowList({ workflows, projects, chosen }: WorkflowListProps) {
  const t = useTranslations("workflows");
  const [search, setSearch] = useState("");
  const [show, setShow] = useState<Show>("all");
  const [order, setOrder] = useState<Order>("edited");
  const wanted = useDeferredValue(search);
  const known = useNodeTypes();
  const found = useMemo(() => select(workflows, wanted, show, order), [workflows, wanted, show, order]);

  return (
    <>
      <div className="mb-3 flex flex-wrap gap-2">
        <div className="relative min-w-48 flex-1 sm:max-w-80">
          <Search aria-hidden className="absolute top-2.5 left-3 size-4 text-muted" />
          <Input
            type="search"
            aria-label={t("list.search")}
            placeholder={t("list.searchPlaceholder")}
            className="pl-9"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
        </div>
        {chosen}
        <Select value={show} onValueChange={(value) => setShow(asShow(value))}>
          <SelectTrigger aria-label={t("list.show")} className="w-auto min-w-32 flex-1 sm:flex-none">
            <SelectValue />
          </SelectTrigger>
          <SelectContent>
            <SelectItem value="all">{t("list.all")}</SelectItem>
            <SelectItem value="published">{t("list.published")}</SelectItem>
            <SelectItem value="drafts">{t("list.drafts")}</SelectItem>
          </SelectContent>
        </Select>
        <Select value={order} onValueChange={(value) => setOrder(value === "name" ? "name" : "edited")}>
          <SelectTrigger aria-label={t("list.order")} className="w-auto min-w-36 flex-1 sm:flex-none">
            <SelectValue />
          </SelectTrigger>
          <SelectContent>
            <SelectItem value="edited">{t("list.byEdited")}</SelectItem>
            <SelectItem value="name">{t("list.byName")}</SelectItem>
          </SelectContent>
        </Select>
      </div>
      <p className="sr-only" role="status">
        {t("list.found", { found: found.length, total: workflows.length })}
      </p>
      <Card>
        {found.length === 0 ? (
          <NothingFound
            onReset={() => {
              setSearch("");
              setShow("all");
            }}
          />
        ) : (
          <ul aria-label={t("title")}>
            {found.map((workflow) => (
              <WorkflowRow
                key={workflow.id}
                workflow={workflow}
                known={known}
                project={projects.length > 1 ? projects.find(({ id }) => id === workflow.projectId)?.name : undefined}
              />
            ))}
          </ul>
        )}
      </Card>
    </>
  );
}

function NothingFound({ onReset }: { onReset: () => void }) {
  const t = useTranslations("workflows.list");
  return (
    <div className="flex flex-col items-center gap-3 py-12 text-center">
      <p className="text-muted">{t("nothingFound")}</p>
      <Button variant="secondary" size="sm" onClick={onReset}>
        {t("showAll")}
      </Button>
    </div>
  );
}

function ListSkeleton() {
  return (
    <>
      <Skeleton className="mb-3 h-9 w-full sm:max-w-80" />
      <Card>
        {[0, 1, 2, 3, 4].map((row) => (
          <div key={row} className="flex h-[68px] items-center gap-4 border-border border-b px-4 last:border-0">
            <div className="flex flex-1 flex-col gap-2">
              <Skeleton className="h-4 w-2/5" />
              <Skeleton className="h-3 w-1/4" />
            </div>
            <Skeleton className="h-5 w-24" />
          </div>
        ))}
      </Card>
    </>
  );
}

const asShow = (value: string): Show => (value === "published" || value === "drafts" ? value : "all");

function select(workflows: WorkflowSummary[], search: string, show: Show, order: Order) {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return workflows
    .filter(({ published }) => show === "all" || published === (show === "published"))
    .filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)))
    .toSorted((a, b) => (order === "name" ? a.name.localeCompare(b.name) : b.updatedAt - a.updatedAt));
}
