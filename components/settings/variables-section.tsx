"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import type { Variable } from "@/shared/api";
import { errorText, useTRPC } from "../api";
import { CopyButton } from "../item-view/copy-button";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { ErrorState } from "../ui/error-state";
import { Skeleton } from "../ui/skeleton";
import { toast } from "../ui/sonner";
import { Section } from "./section";
import { VariableDialog } from "./variable-dialog";

export function VariablesSection() {
  const { data, error, refetch } = useQuery(useTRPC().variables.list.queryOptions());
  const [dialog, setDialog] = useState<{ variable?: Variable }>();
  return (
    <Section
      title="Variables"
      description={
        <>
          Values that all workflows share. In expressions: <code className="text-xs">$vars.NAME</code>. For secrets use
          credentials.
        </>
      }
      actions={
        <Button variant="secondary" size="sm" onClick={() => setDialog({})}>
          <Plus aria-hidden />
          Add variable
        </Button>
      }
    >
      {error && !data && (
        <ErrorState
          title="The variables could not be loaded"
          message={errorText(error).message}
          onRetry={() => void refetch()}
          className="py-8"
        />
      )}
      {!data && !error && <Skeleton className="m-4 h-5 w-48" />}
      {data?.length === 0 && <p className="px-4 py-6 text-center text-muted text-sm">No variables yet.</p>}
      {data && data.length > 0 && (
        <ul aria-label="Variables">
          {data.map((variable) => (
            <VariableRow key={variable.name} variable={variable} onEdit={() => setDialog({ variable })} />
          ))}
        </ul>
      )}
      {dialog && (
        <VariableDialog
          variable={dialog.variable}
          taken={data?.map(({ name }) => name) ?? []}
          onClose={() => setDialog(undefined)}
        />
      )}
    </Section>
  );
}

function VariableRow({ variable: { name, value }, onEdit }: { variable: Variable; onEdit: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [confirming, setConfirming] = useState(false);
  const remove = useMutation(
    trpc.variables.delete.mutationOptions({
      onSuccess: () => toast.success(`Deleted “${name}”`),
      onSettled: () => queryClient.invalidateQueries(trpc.variables.pathFilter()),
    }),
  );
  return (
    <li className="flex items-center gap-1 border-border border-b py-2 pr-2 pl-4 last:border-0">
      <span className="grid min-w-0 flex-1 gap-x-4 sm:grid-cols-[14rem_minmax(0,1fr)]">
        <code className="truncate font-medium text-sm" title={name}>
          {name}
        </code>
        <span className="truncate text-muted text-sm" title={value.slice(0, 1_000)}>
          {value === "" ? <em>empty</em> : value}
        </span>
      </span>
      <CopyButton label={`Copy $vars.${name}`} text={() => `$vars.${name}`} />
      <Button variant="ghost" size="icon-sm" aria-label={`Edit ${name}`} onClick={onEdit}>
        <Pencil aria-hidden />
      </Button>
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label={`Delete ${name}`}
        pending={remove.isPending}
        onClick={() => setConfirming(true)}
      >
        <Trash2 aria-hidden />
      </Button>
      <ConfirmDialog
        open={confirming}
        onOpenChange={setConfirming}
        title="Delete this variable?"
        description={`Expressions with $vars.${name} will give nothing.`}
        action="Delete"
        onConfirm={() => remove.mutate({ name })}
      />
    </li>
  );
}
