"use client";

import { Ban, Ellipsis, RotateCcw, Trash2, Workflow } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import type { ExecutionSummary } from "@/shared/api";
import { type ExecutionMode, isFinal } from "@/shared/execution";
import { StatusBadge } from "../status-badge";
import { Duration, exactTime, Time } from "../time";
import { Button } from "../ui/button";
import { Checkbox } from "../ui/checkbox";
import { ConfirmDialog } from "../ui/confirm-dialog";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "../ui/dropdown-menu";
import { TableCell, TableRow } from "../ui/table";
import { useExecutionActions } from "./use-execution-actions";

export const modeLabels = {
  manual: "Editor",
  webhook: "Webhook",
  schedule: "Schedule",
  workflow: "Other workflow",
  retry: "Retry",
  error: "Failed workflow",
  cli: "Command line",
  test: "Test webhook",
} as const satisfies { [mode in ExecutionMode]: string };

type ExecutionRowProps = { execution: ExecutionSummary; selected: boolean; onSelect: (selected: boolean) => void };

export function ExecutionRow({ execution, selected, onSelect }: ExecutionRowProps) {
  const { id, workflowName, status, mode, createdAt, startedAt, finishedAt } = execution;
  return (
    <TableRow data-state={selected ? "selected" : undefined} className="relative">
      <TableCell className="pr-0 pl-4">
        <Checkbox
          aria-label={`Select execution ${id}`}
          className="z-10 align-middle"
          checked={selected}
          onCheckedChange={(on) => onSelect(on === true)}
        />
      </TableCell>
      <TableCell className="w-full max-w-0">
        <Link
          href={`/executions/${id}`}
          className="block truncate font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-ring"
          title={workflowName}
        >
          {workflowName} <span className="font-normal text-muted tabular-nums">#{id}</span>
        </Link>
        <Note execution={execution} />
        <span className="mt-0.5 block text-muted text-xs md:hidden">
          <Time at={startedAt ?? createdAt} />
          {startedAt !== null && (
            <>
              {" · "}
              <Duration startedAt={startedAt} finishedAt={finishedAt} />
            </>
          )}
        </span>
      </TableCell>
      <TableCell className="max-md:text-right">
        <StatusBadge status={status} />
      </TableCell>
      <TableCell className="hidden whitespace-nowrap text-muted lg:table-cell">{modeLabels[mode]}</TableCell>
      <TableCell className="hidden text-muted md:table-cell">
        <span className="relative">
          <Time at={startedAt ?? createdAt} />
        </span>
      </TableCell>
      <TableCell className="hidden text-right text-muted md:table-cell">
        {startedAt === null ? "–" : <Duration startedAt={startedAt} finishedAt={finishedAt} />}
      </TableCell>
      <TableCell className="pl-0">
        <ExecutionMenu execution={execution} />
      </TableCell>
    </TableRow>
  );
}

/** Why it failed, or what it waits for. */
function Note({ execution: { status, error, waitingUntil } }: { execution: ExecutionSummary }) {
  if (status === "waiting") {
    return (
      <span className="block truncate text-muted text-xs">
        {waitingUntil === null ? "Waits for an answer" : `Waits until ${exactTime(waitingUntil)}`}
      </span>
    );
  }
  if (status !== "failed" || !error) return null;
  return (
    <span className="block truncate text-danger text-xs" title={error.message}>
      {error.nodeName ? `${error.nodeName}: ${error.message}` : error.message}
    </span>
  );
}

function ExecutionMenu({ execution: { id, workflowId, status } }: { execution: ExecutionSummary }) {
  const { retry, cancel, remove } = useExecutionActions();
  const [confirming, setConfirming] = useState(false);
  const final = isFinal(status);
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button variant="ghost" size="icon-sm" className="relative" aria-label={`Actions for execution ${id}`}>
            <Ellipsis aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          <DropdownMenuItem asChild>
            <Link href={`/workflows/${workflowId}`}>
              <Workflow aria-hidden />
              Open the workflow
            </Link>
          </DropdownMenuItem>
          {final ? (
            <DropdownMenuItem onSelect={() => retry.mutate({ id })}>
              <RotateCcw aria-hidden />
              Retry
            </DropdownMenuItem>
          ) : (
            <DropdownMenuItem onSelect={() => cancel.mutate({ id })}>
              <Ban aria-hidden />
              Cancel
            </DropdownMenuItem>
          )}
          {final && (
            <>
              <DropdownMenuSeparator />
              <DropdownMenuItem variant="danger" onSelect={() => setConfirming(true)}>
                <Trash2 aria-hidden />
                Delete
              </DropdownMenuItem>
            </>
          )}
        </DropdownMenuContent>
      </DropdownMenu>
      <ConfirmDialog
        open={confirming}
        onOpenChange={setConfirming}
        title={`Delete execution ${id}?`}
        description="Its steps and data will be gone for good. The workflow stays."
        action="Delete"
        onConfirm={() => remove.mutate({ ids: [id] })}
      />
    </>
  );
}
