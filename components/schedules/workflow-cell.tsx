"use client";

import type { ReactNode } from "react";
import type { ScheduleSkip, UpcomingSchedule } from "@/shared/schedule";
import { NodeIcon } from "../node-icon";
import { Link } from "../ui/link";
import { TableCell } from "../ui/table";
import { useNodeTypes } from "../use-node-types";

type WorkflowCellProps = {
  place: Pick<UpcomingSchedule | ScheduleSkip, "workflowId" | "workflowName" | "nodeName" | "nodeType">;
  /** What has no column of its own on a phone. */
  children?: ReactNode;
};

/** Whose schedule it is. The whole row leads there. */
export function WorkflowCell({ place: { workflowId, workflowName, nodeName, nodeType }, children }: WorkflowCellProps) {
  const known = useNodeTypes();
  const type = nodeType === null ? undefined : known.get(nodeType);
  return (
    <TableCell className="pl-4 align-top">
      <span className="flex items-start gap-3">
        <NodeIcon icon={type?.icon} category={type?.category} className="mt-0.5 max-sm:hidden" />
        <span className="min-w-0 flex-1">
          <Link
            href={`/workflows/${workflowId}`}
            title={workflowName}
            className="block truncate font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-ring"
          >
            {workflowName}
          </Link>
          <span className="mt-0.5 block truncate text-muted text-xs" title={nodeName}>
            {nodeName}
          </span>
          {children}
        </span>
      </span>
    </TableCell>
  );
}
