"use client";

import { Ban, Trash2 } from "lucide-react";
import { useState } from "react";
import type { ExecutionSummary } from "@/shared/api";
import { isFinal } from "@/shared/execution";
import { Card } from "../page";
import { Button } from "../ui/button";
import { Checkbox } from "../ui/checkbox";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { Table, TableBody, TableHead, TableHeader, TableRow } from "../ui/table";
import { ExecutionRow } from "./execution-row";
import { useExecutionActions } from "./use-execution-actions";

export function ExecutionTable({ executions }: { executions: ExecutionSummary[] }) {
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  // What was pruned or deleted meanwhile is no longer chosen.
  const selected = executions.filter(({ id }) => chosen.has(id));
  const all = selected.length === executions.length;

  function choose(id: number, on: boolean) {
    const next = new Set(chosen);
    if (on) next.add(id);
    else next.delete(id);
    setChosen(next);
  }

  return (
    <>
      <Card>
        <Table aria-label="Executions" className="table-fixed md:table-auto">
          <TableHeader>
            <TableRow className="hover:bg-transparent">
              <TableHead className="w-10 pr-0 pl-4">
                <Checkbox
                  aria-label="Select all"
                  className="align-middle"
                  checked={all || (selected.length > 0 && "indeterminate")}
                  onCheckedChange={(on) => setChosen(new Set(on === true ? executions.map(({ id }) => id) : []))}
                />
              </TableHead>
              <TableHead>Workflow</TableHead>
              <TableHead className="w-28 max-md:text-right">Status</TableHead>
              <TableHead className="hidden lg:table-cell">Started by</TableHead>
              <TableHead className="hidden md:table-cell">Started</TableHead>
              <TableHead className="hidden text-right md:table-cell">Took</TableHead>
              <TableHead className="w-12">
                <span className="sr-only">Actions</span>
              </TableHead>
            </TableRow>
          </TableHeader>
          <TableBody>
            {executions.map((execution) => (
              <ExecutionRow
                key={execution.id}
                execution={execution}
                selected={chosen.has(execution.id)}
                onSelect={(on) => choose(execution.id, on)}
              />
            ))}
          </TableBody>
        </Table>
      </Card>
      {selected.length > 0 && <SelectionBar selected={selected} onClear={() => setChosen(new Set())} />}
    </>
  );
}

function SelectionBar({ selected, onClear }: { selected: ExecutionSummary[]; onClear: () => void }) {
  const { cancel, remove } = useExecutionActions();
  const [confirming, setConfirming] = useState(false);
  const active = selected.filter(({ status }) => !isFinal(status));
  const final = selected.filter(({ status }) => isFinal(status));
  const count = final.length === 1 ? "1 execution" : `${final.length} executions`;

  return (
    <div className="sticky bottom-4 z-10 mx-auto mt-4 flex w-fit max-w-full flex-wrap items-center gap-2 rounded-xl border border-border bg-raised p-2 pl-4 shadow-md">
      <span role="status" className="mr-2 font-medium tabular-nums">
        {selected.length} selected
      </span>
      {active.length > 0 && (
        <Button
          variant="secondary"
          size="sm"
          onClick={() => {
            for (const { id } of active) cancel.mutate({ id });
          }}
        >
          <Ban aria-hidden />
          Cancel {active.length} unfinished
        </Button>
      )}
      {final.length > 0 && (
        <Button variant="danger" size="sm" pending={remove.isPending} onClick={() => setConfirming(true)}>
          <Trash2 aria-hidden />
          Delete {final.length}
        </Button>
      )}
      <Button variant="ghost" size="sm" onClick={onClear}>
        Clear
      </Button>
      <ConfirmDialog
        open={confirming}
        onOpenChange={setConfirming}
        title={`Delete ${count}?`}
        description="Their steps and data will be gone for good. The workflows stay."
        action="Delete"
        onConfirm={() => remove.mutate({ ids: final.map(({ id }) => id) }, { onSuccess: onClear })}
      />
    </div>
  );
}
