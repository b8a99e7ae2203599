"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Copy, Download, Ellipsis, History, PencilRuler, Trash2 } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import type { WorkflowSummary } from "@/shared/api";
import { errorText, useTRPC, useTRPCClient } from "../api";
import { saveAsFile } from "../save-as-file";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "../ui/dropdown-menu";
import { toast } from "../ui/sonner";

export function WorkflowMenu({ workflow: { id, name, published } }: { workflow: WorkflowSummary }) {
  const [confirming, setConfirming] = useState(false);
  const { duplicate, remove, download } = useWorkflowActions(id, name);
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button variant="ghost" size="icon-sm" className="relative" aria-label={`Actions for ${name}`}>
            <Ellipsis aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          <DropdownMenuItem asChild>
            <Link href={`/workflows/${id}`}>
              <PencilRuler aria-hidden />
              Open
            </Link>
          </DropdownMenuItem>
          <DropdownMenuItem asChild>
            <Link href={`/executions?workflow=${id}`}>
              <History aria-hidden />
              Executions
            </Link>
          </DropdownMenuItem>
          <DropdownMenuItem onSelect={() => duplicate.mutate({ id })}>
            <Copy aria-hidden />
            Duplicate
          </DropdownMenuItem>
          <DropdownMenuItem onSelect={() => void download()}>
            <Download aria-hidden />
            Export
          </DropdownMenuItem>
          <DropdownMenuSeparator />
          <DropdownMenuItem variant="danger" onSelect={() => setConfirming(true)}>
            <Trash2 aria-hidden />
            Delete
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      <ConfirmDialog
        open={confirming}
        onOpenChange={setConfirming}
        title="Delete this workflow?"
        description={
          <>
            “{name}” and its executions will be gone for good.
            {published && " It is published: its triggers stop at once."}
          </>
        }
        action="Delete"
        onConfirm={() => remove.mutate({ id })}
      />
    </>
  );
}

function useWorkflowActions(id: string, name: string) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const refresh = () => queryClient.invalidateQueries(trpc.workflows.list.pathFilter());

  const duplicate = useMutation(
    trpc.workflows.duplicate.mutationOptions({
      onSuccess: () => {
        toast.success(`Duplicated “${name}”`, { description: "The copy is not published." });
        return refresh();
      },
    }),
  );
  const remove = useMutation(
    trpc.workflows.delete.mutationOptions({
      onSuccess: () => {
        toast.success(`Deleted “${name}”`);
        return refresh();
      },
    }),
  );

  async function download() {
    try {
      const { fileName, text } = await client.workflows.export.query({ id });
      saveAsFile(fileName, text, "application/json");
    } catch (error) {
      toast.error("The export did not work", { description: errorText(error).message });
    }
  }

  return { duplicate, remove, download };
}
