"use client";

import { Ban, CircleHelp, Diff, RotateCcw, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { ExecutionSummary } from "@/shared/api";
import { isFinal } from "@/shared/execution";
import { Card } from "../page";
import { SelectAll, SelectionBar, useSelection } from "../selection";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { DropdownMenu, DropdownMenuContent, DropdownMenuTrigger } from "../ui/dropdown-menu";
import { Link } from "../ui/link";
import { Table, TableBody, TableHead, TableHeader, TableRow } from "../ui/table";
import { ExecutionRow, isOpenQuestion } from "./execution-row";
import { UnknownItems } from "./unknown-items";
import { useExecutionActions } from "./use-execution-actions";

export function ExecutionTable({ executions }: { executions: ExecutionSummary[] }) {
  const t = useTranslations("executions");
  const selection = useSelection(executions);
  const { selected } = selection;

  return (
    <>
      <Card>
        <Table aria-label={t("title")} className="table-fixed md:table-auto">
          <TableHeader>
            <TableRow className="hover:bg-transparent">
              <TableHead className="w-10 pr-0 pl-4">
                <SelectAll label={t("table.selectAll")} selection={selection} />
              </TableHead>
              <TableHead>{t("table.workflow")}</TableHead>
              <TableHead className="w-28 max-md:text-right">{t("table.status")}</TableHead>
              <TableHead className="hidden lg:table-cell">{t("table.startedBy")}</TableHead>
              <TableHead className="hidden md:table-cell">{t("table.started")}</TableHead>
              <TableHead className="hidden text-right md:table-cell">{t("table.took")}</TableHead>
              <TableHead className="w-12">
                <span className="sr-only">{t("table.actions")}</span>
              </TableHead>
            </TableRow>
          </TableHeader>
          <TableBody>
            {executions.map((execution) => (
              <ExecutionRow
                key={execution.id}
                execution={execution}
                selected={selection.isSelected(execution.id)}
                onSelect={(on) => selection.choose(execution.id, on)}
              />
            ))}
          </TableBody>
        </Table>
      </Card>
      {selected.length > 0 && <SelectedExecutions selected={selected} onClear={selection.clear} />}
    </>
  );
}

function SelectedExecutions({ selected, onClear }: { selected: ExecutionSummary[]; onClear: () => void }) {
  const t = useTranslations("executions");
  const common = useTranslations("common");
  const compare = useTranslations("compare");
  const { goOn, cancel, remove } = useExecutionActions();
  const [confirming, setConfirming] = useState(false);
  const active = selected.filter(({ status }) => !isFinal(status));
  const final = selected.filter(({ status }) => isFinal(status));
  const unknown = selected.filter(isOpenQuestion);
  const failed = selected.filter((one) => one.status === "failed" && one.retriedAs === null && !isOpenQuestion(one));
  const pair = pairOf(selected);

  return (
    <SelectionBar
      count={t("selection.count", { count: selected.length })}
      clear={t("selection.clear")}
      onClear={onClear}
    >
      {pair && (
        <Button asChild variant="secondary" size="sm">
          <Link href={`/executions/compare?a=${pair[0]}&b=${pair[1]}`}>
            <Diff aria-hidden />
            {compare("choose.selected")}
          </Link>
        </Button>
      )}
      {unknown.length > 0 && (
        <DropdownMenu>
          <DropdownMenuTrigger asChild>
            <Button variant="secondary" size="sm" pending={goOn.isPending}>
              <CircleHelp aria-hidden />
              {t("selection.answer", { count: unknown.length })}
            </Button>
          </DropdownMenuTrigger>
          <DropdownMenuContent align="center" side="top">
            <UnknownItems
              onChoose={(how) => goOn.mutate({ ids: unknown.map(({ id }) => id), how }, { onSuccess: onClear })}
            />
          </DropdownMenuContent>
        </DropdownMenu>
      )}
      {failed.length > 0 && (
        <Button
          variant="secondary"
          size="sm"
          pending={goOn.isPending}
          onClick={() => goOn.mutate({ ids: failed.map(({ id }) => id), how: "again" }, { onSuccess: onClear })}
        >
          <RotateCcw aria-hidden />
          {t("selection.retry", { count: failed.length })}
        </Button>
      )}
      {active.length > 0 && (
        <Button
          variant="secondary"
          size="sm"
          onClick={() => {
            for (const { id } of active) cancel.mutate({ id });
          }}
        >
          <Ban aria-hidden />
          {t("selection.cancel", { count: active.length })}
        </Button>
      )}
      {final.length > 0 && (
        <Button variant="danger" size="sm" pending={remove.isPending} onClick={() => setConfirming(true)}>
          <Trash2 aria-hidden />
          {t("selection.delete", { count: final.length })}
        </Button>
      )}
      <ConfirmDialog
        open={confirming}
        onOpenChange={setConfirming}
        title={t("deleteDialog.title", { count: final.length })}
        description={t("deleteDialog.text")}
        action={common("delete")}
        onConfirm={() => remove.mutate({ ids: final.map(({ id }) => id) }, { onSuccess: onClear })}
      />
    </SelectionBar>
  );
}

/** Two of one workflow, the older first. */
function pairOf(selected: ExecutionSummary[]): [number, number] | undefined {
  const [one, other] = selected;
  if (!one || !other || selected.length !== 2 || one.workflowId !== other.workflowId) return undefined;
  return [Math.min(one.id, other.id), Math.max(one.id, other.id)];
}
