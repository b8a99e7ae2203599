"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId } from "react";
import { useTranslations } from "use-intl";
import type { NodeTypeInfo, WorkflowSummary } from "@/shared/api";
import { useTRPC } from "../api";
import { NodeIconRow } from "../node-icon";
import { StatusBadge } from "../status-badge";
import { Time } from "../time";
import { Badge } from "../ui/badge";
import { Link } from "../ui/link";
import { Switch } from "../ui/switch";
import { toast } from "../ui/toast";
import { Hint } from "../ui/tooltip";
import { QuarantineBadge } from "./quarantine-badge";
import { WorkflowMenu } from "./workflow-menu";

type WorkflowRowProps = {
  workflow: WorkflowSummary;
  known: ReadonlyMap<string, NodeTypeInfo>;
  /** Where there are several. */
  project?: string;
};

export function WorkflowRow({ workflow, known, project }: WorkflowRowProps) {
  const access = useTranslations("access.choice");
  const t = useTranslations("workflows.row");
  const { id, name, updatedAt, nodeTypes, lastExecution, published, changed, quarantine } = workflow;
  return (
    <li className="relative grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-2 border-border border-b px-4 py-3 transition-colors [contain-intrinsic-size:auto_68px] [content-visibility:auto] last:border-0 hover:bg-hover/60 lg:grid-cols-[minmax(0,1fr)_13rem_8rem_auto]">
      <div className="min-w-0">
        <h2 className="flex min-w-0 items-center gap-2">
          <Link
            href={`/workflows/${id}`}
            className="min-w-0 truncate font-medium text-sm after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-ring"
            title={name}
          >
            {name}
          </Link>
          {published && changed && (
            <Hint label={t("draftDiffers")}>
              <Badge variant="warning" className="relative hidden sm:inline-flex">
                {t("unpublishedChanges")}
              </Badge>
            </Hint>
          )}
          {quarantine && <QuarantineBadge workflow={workflow} quarantine={quarantine} />}
        </h2>
        <div className="mt-1.5 flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1 text-muted text-xs">
          <NodeIconRow types={nodeTypes} known={known} />
          <span className="relative">{t.rich("edited", { time: () => <Time at={updatedAt} /> })}</span>
          {project !== undefined && <span className="min-w-0 truncate">{access("in", { name: project })}</span>}
        </div>
      </div>

      <div className="order-3 col-span-2 flex items-center gap-2 text-muted text-xs lg:order-none lg:col-span-1">
        {lastExecution ? (
          <Link href={`/executions/${lastExecution.id}`} className="relative flex items-center gap-2 rounded-md">
            <span className="sr-only">{t("lastExecution", { name })}</span>
            <StatusBadge status={lastExecution.status} />
            <Time at={lastExecution.startedAt} />
          </Link>
        ) : (
          <span className="hidden lg:inline">{t("neverRan")}</span>
        )}
        <span className="ml-auto lg:hidden">
          <PublishSwitch workflow={workflow} />
        </span>
      </div>

      <span className="hidden lg:block">
        <PublishSwitch workflow={workflow} />
      </span>

      <WorkflowMenu workflow={workflow} />
    </li>
  );
}

function PublishSwitch({ workflow: { id, name, revision, published, changed } }: { workflow: WorkflowSummary }) {
  const t = useTranslations("workflows");
  const common = useTranslations("common");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const labelId = useId();
  const refresh = () => queryClient.invalidateQueries(trpc.workflows.list.pathFilter());
  const publish = useMutation(
    trpc.workflows.publish.mutationOptions({
      onSuccess: () => toast.success(t("toasts.published", { name }), { description: t("toasts.publishedHint") }),
      onSettled: refresh,
    }),
  );
  const unpublish = useMutation(
    trpc.workflows.unpublish.mutationOptions({
      // What was published may be older than the draft; only the draft can be published from here.
      onSuccess: () =>
        toast.success(t("toasts.unpublished", { name }), {
          action: changed ? undefined : { label: common("undo"), onClick: () => publish.mutate({ id, revision }) },
        }),
      onSettled: refresh,
    }),
  );
  const pending = publish.isPending || unpublish.isPending;
  const shown = publish.isPending || (published && !unpublish.isPending);

  return (
    <span className="relative flex items-center gap-2 text-muted text-xs">
      <Switch
        aria-label={t("row.publish", { name })}
        aria-describedby={labelId}
        checked={shown}
        disabled={pending}
        onCheckedChange={(next) => (next ? publish.mutate({ id, revision }) : unpublish.mutate({ id }))}
      />
      <span id={labelId} className={shown ? "text-text" : undefined}>
        {shown ? t("row.published") : t("row.off")}
      </span>
    </span>
  );
}
