"use client";

import { Ban, Ellipsis, RotateCcw, Trash2, Workflow } from "lucide-react";
import { useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import type { ExecutionSummary } from "@/shared/api";
import { isFinal, shownStatus } from "@/shared/execution";
import { StatusBadge } from "../status-badge";
import { Duration, Time } from "../time";
import { Button } from "../ui/button";
import { Checkbox } from "../ui/checkbox";
import { cn } from "../ui/class-names";
import { ConfirmDialog } from "../ui/confirm-dialog";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "../ui/dropdown-menu";
import { Link } from "../ui/link";
import { TableCell, TableRow } from "../ui/table";
import { HiddenData, isDataGone } from "./hidden-data";
import { UnknownItems } from "./unknown-items";
import { useExecutionActions } from "./use-execution-actions";
import { reasonText } from "./wait-reason";

type ExecutionRowProps = { execution: ExecutionSummary; selected: boolean; onSelect: (selected: boolean) => void };

export function ExecutionRow({ execution, selected, onSelect }: ExecutionRowProps) {
  const { id, workflowName, status, mode, createdAt, startedAt, finishedAt, error } = execution;
  const t = useTranslations("executions");
  return (
    <TableRow data-state={selected ? "selected" : undefined} className="relative">
      <TableCell className="pr-0 pl-4">
        <Checkbox
          aria-label={t("table.select", { id })}
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
        <HiddenData short execution={execution} className="mt-0.5" />
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
        <StatusBadge status={shownStatus(status, error?.code)} />
      </TableCell>
      <TableCell className="hidden whitespace-nowrap text-muted lg:table-cell">{t(`modes.${mode}`)}</TableCell>
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

/** Why it failed, or does not run. */
function Note({ execution }: { execution: ExecutionSummary }) {
  const { status, error, reason } = execution;
  const t = useTranslations("executions.table");
  const reasons = useTranslations("executions.reasons");
  const locale = useLocale();
  if (reason) {
    const text = reasonText(reasons, reason, locale);
    return (
      <span className="line-clamp-2 text-muted text-xs" title={text} suppressHydrationWarning>
        {text}
      </span>
    );
  }
  if (status !== "failed" || !error) return null;
  return (
    <span
      className={cn(
        "block truncate text-xs",
        shownStatus(status, error.code) === "unknown" ? "text-warning" : "text-danger",
      )}
      title={error.message}
    >
      {error.nodeName ? t("errorIn", { node: error.nodeName, message: error.message }) : error.message}
    </span>
  );
}

function ExecutionMenu({ execution }: { execution: ExecutionSummary }) {
  const { id, workflowId, status } = execution;
  const t = useTranslations("executions");
  const common = useTranslations("common");
  const { retry, goOn, cancel, remove } = useExecutionActions();
  const [confirming, setConfirming] = useState(false);
  const final = isFinal(status);
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button variant="ghost" size="icon-sm" className="relative" aria-label={t("menu.actions", { id })}>
            <Ellipsis aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          <DropdownMenuItem asChild>
            <Link href={`/workflows/${workflowId}`}>
              <Workflow aria-hidden />
              {t("menu.openWorkflow")}
            </Link>
          </DropdownMenuItem>
          {isOpenQuestion(execution) ? (
            <UnknownItems onChoose={(how) => goOn.mutate({ ids: [id], how })} />
          ) : final && isDataGone(execution) ? null : final ? (
            <DropdownMenuItem onSelect={() => retry.mutate({ id })}>
              <RotateCcw aria-hidden />
              {t("menu.retry")}
            </DropdownMenuItem>
          ) : (
            <DropdownMenuItem onSelect={() => cancel.mutate({ id })}>
              <Ban aria-hidden />
              {t("menu.cancel")}
            </DropdownMenuItem>
          )}
          {final && (
            <>
              <DropdownMenuSeparator />
              <DropdownMenuItem variant="danger" onSelect={() => setConfirming(true)}>
                <Trash2 aria-hidden />
                {common("delete")}
              </DropdownMenuItem>
            </>
          )}
        </DropdownMenuContent>
      </DropdownMenu>
      <ConfirmDialog
        open={confirming}
        onOpenChange={setConfirming}
        title={t("deleteDialog.titleOne", { id })}
        description={t("deleteDialog.textOne")}
        action={common("delete")}
        onConfirm={() => remove.mutate({ ids: [id] })}
      />
    </>
  );
}

/** It is not known whether a step was done, and nobody has said how to go on. */
export const isOpenQuestion = ({ status, error, retriedAs }: ExecutionSummary) =>
  shownStatus(status, error?.code) === "unknown" && retriedAs === null;
