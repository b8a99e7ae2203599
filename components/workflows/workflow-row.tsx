"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useId } from "react";
import type { NodeTypeInfo, WorkflowSummary } from "@/shared/api";
import { useTRPC } from "../api";
import { NodeIconRow } from "../node-icon";
import { StatusBadge } from "../status-badge";
import { Time } from "../time";
import { Badge } from "../ui/badge";
import { toast } from "../ui/sonner";
import { Switch } from "../ui/switch";
import { Hint } from "../ui/tooltip";
import { WorkflowMenu } from "./workflow-menu";

type WorkflowRowProps = { workflow: WorkflowSummary; known: ReadonlyMap<string, NodeTypeInfo> };

export function WorkflowRow({ workflow, known }: WorkflowRowProps) {
  const { id, name, updatedAt, nodeTypes, lastExecution, published, changed } = workflow;
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
            <Hint label="The draft differs from what is published">
              <Badge variant="warning" className="relative hidden sm:inline-flex">
                Unpublished changes
              </Badge>
            </Hint>
          )}
        </h2>
        <div className="mt-1.5 flex items-center gap-3 text-muted text-xs">
          <NodeIconRow types={nodeTypes} known={known} />
          <span className="relative">
            Edited <Time at={updatedAt} />
          </span>
        </div>
      </div>

      <div className="order-3 col-span-2 flex items-center gap-2 text-muted text-xs lg:order-none lg:col-span-1">
        {lastExecution ? (
          <Link
            href={`/executions/${lastExecution.id}`}
            className="relative flex items-center gap-2 rounded-md"
            aria-label={`Last execution of ${name}: ${lastExecution.status}`}
          >
            <StatusBadge status={lastExecution.status} />
            <Time at={lastExecution.startedAt} />
          </Link>
        ) : (
          <span className="hidden lg:inline">Has not run yet</span>
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

function PublishSwitch({ workflow: { id, name, revision, published } }: { workflow: WorkflowSummary }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const labelId = useId();
  const refresh = () => queryClient.invalidateQueries(trpc.workflows.list.pathFilter());
  const publish = useMutation(
    trpc.workflows.publish.mutationOptions({
      onSuccess: () => toast.success(`“${name}” is published`, { description: "Its triggers are listening now." }),
      onSettled: refresh,
    }),
  );
  const unpublish = useMutation(
    trpc.workflows.unpublish.mutationOptions({
      onSuccess: () => toast.success(`“${name}” no longer listens to its triggers`),
      onSettled: refresh,
    }),
  );
  const pending = publish.isPending || unpublish.isPending;
  const shown = publish.isPending || (published && !unpublish.isPending);

  return (
    <span className="relative flex items-center gap-2 text-muted text-xs">
      <Switch
        aria-label={`Publish ${name}`}
        aria-describedby={labelId}
        checked={shown}
        disabled={pending}
        onCheckedChange={(next) => (next ? publish.mutate({ id, revision }) : unpublish.mutate({ id }))}
      />
      <span id={labelId} className={shown ? "text-text" : undefined}>
        {shown ? "Published" : "Off"}
      </span>
    </span>
  );
}
