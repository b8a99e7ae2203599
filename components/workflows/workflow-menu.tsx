"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { BrainCircuit, Copy, Download, Ellipsis, FolderTree, History, PencilRuler, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { allows } from "@/shared/access";
import type { WorkflowSummary } from "@/shared/api";
import { SharingDialog } from "../access/sharing-dialog";
import { useProjects } from "../access/use-me";
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
import { Link } from "../ui/link";
import { toast } from "../ui/toast";

export function WorkflowMenu({ workflow }: { workflow: WorkflowSummary }) {
  const { id, name, published, projectId } = workflow;
  const t = useTranslations("workflows");
  const common = useTranslations("common");
  const access = useTranslations("access");
  const [confirming, setConfirming] = useState(false);
  const [sharing, setSharing] = useState(false);
  const role = useProjects().data?.find((project) => project.id === projectId)?.role;
  const { duplicate, remove, download } = useWorkflowActions(id, name);
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button variant="ghost" size="icon-sm" className="relative" aria-label={t("menu.actions", { name })}>
            <Ellipsis aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          <DropdownMenuItem asChild>
            <Link href={`/workflows/${id}`}>
              <PencilRuler aria-hidden />
              {t("menu.open")}
            </Link>
          </DropdownMenuItem>
          <DropdownMenuItem asChild>
            <Link href={`/executions?workflow=${id}`}>
              <History aria-hidden />
              {t("menu.executions")}
            </Link>
          </DropdownMenuItem>
          <DropdownMenuItem asChild>
            <Link href={`/workflows/${id}/state`}>
              <BrainCircuit aria-hidden />
              {t("menu.state")}
            </Link>
          </DropdownMenuItem>
          <DropdownMenuItem onSelect={() => duplicate.mutate({ id })}>
            <Copy aria-hidden />
            {t("menu.duplicate")}
          </DropdownMenuItem>
          <DropdownMenuItem onSelect={() => void download()}>
            <Download aria-hidden />
            {t("menu.export")}
          </DropdownMenuItem>
          {allows(role, "manage") && (
            <DropdownMenuItem onSelect={() => setSharing(true)}>
              <FolderTree aria-hidden />
              {access("sharing.menu")}
            </DropdownMenuItem>
          )}
          <DropdownMenuSeparator />
          <DropdownMenuItem variant="danger" onSelect={() => setConfirming(true)}>
            <Trash2 aria-hidden />
            {common("delete")}
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      {sharing && <SharingDialog thing={{ kind: "workflow", id, name, projectId }} onClose={() => setSharing(false)} />}
      <ConfirmDialog
        open={confirming}
        onOpenChange={setConfirming}
        title={t("deleteDialog.title")}
        description={t(published ? "deleteDialog.textPublished" : "deleteDialog.text", { name })}
        action={common("delete")}
        onConfirm={() => remove.mutate({ id })}
      />
    </>
  );
}

function useWorkflowActions(id: string, name: string) {
  const t = useTranslations("workflows.toasts");
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const refresh = () => queryClient.invalidateQueries(trpc.workflows.list.pathFilter());

  const duplicate = useMutation(
    trpc.workflows.duplicate.mutationOptions({
      onSuccess: () => {
        toast.success(t("duplicated", { name }), { description: t("duplicatedHint") });
        return refresh();
      },
    }),
  );
  const remove = useMutation(
    trpc.workflows.delete.mutationOptions({
      onSuccess: () => {
        toast.success(t("deleted", { name }));
        return refresh();
      },
    }),
  );

  async function download() {
    try {
      const { fileName, text } = await client.workflows.export.query({ id });
      saveAsFile(fileName, text, "application/json");
    } catch (error) {
      toast.error(t("exportFailed"), { description: errorText(error).message });
    }
  }

  return { duplicate, remove, download };
}
