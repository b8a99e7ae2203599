"use client";

import { Ellipsis, FolderTree, Pencil, PlugZap, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { allows } from "@/shared/access";
import type { CredentialSummary, CredentialTypeInfo } from "@/shared/api";
import { SharingDialog } from "../access/sharing-dialog";
import { useProjects } from "../access/use-me";
import { errorText } from "../api";
import { Time } from "../time";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "../ui/dropdown-menu";
import { TableCell, TableRow } from "../ui/table";
import { toast } from "../ui/toast";
import { useCredentialActions } from "./use-credentials";

type CredentialRowProps = {
  credential: CredentialSummary;
  type: CredentialTypeInfo | undefined;
  onEdit: () => void;
};

export function CredentialRow({ credential, type, onEdit }: CredentialRowProps) {
  const { name, updatedAt, usedBy } = credential;
  const label = type?.label ?? credential.type;
  const t = useTranslations("credentials.table");
  return (
    <TableRow className="relative">
      <TableCell className="w-full max-w-0 pl-4">
        <button
          type="button"
          onClick={onEdit}
          title={name}
          className="block max-w-full truncate text-left font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-ring"
        >
          {name}
        </button>
        <span className="mt-0.5 block truncate text-muted text-xs md:hidden">
          <span className="sm:hidden">{label} · </span>
          {usedBy > 0 ? t("usedByWorkflows", { count: usedBy }) : t("notUsed")}
        </span>
      </TableCell>
      <TableCell className="hidden whitespace-nowrap text-muted sm:table-cell">{label}</TableCell>
      <TableCell className="hidden whitespace-nowrap text-muted md:table-cell">
        {usedBy > 0 ? t("workflows", { count: usedBy }) : "–"}
      </TableCell>
      <TableCell className="hidden text-muted md:table-cell">
        <span className="relative">
          <Time at={updatedAt} />
        </span>
      </TableCell>
      <TableCell className="pl-0">
        <CredentialMenu credential={credential} canTest={type?.canTest ?? false} onEdit={onEdit} />
      </TableCell>
    </TableRow>
  );
}

type CredentialMenuProps = { credential: CredentialSummary; canTest: boolean; onEdit: () => void };

function CredentialMenu({ credential, canTest, onEdit }: CredentialMenuProps) {
  const { id, name, usedBy, projectId } = credential;
  const t = useTranslations("credentials");
  const common = useTranslations("common");
  const access = useTranslations("access.sharing");
  const [confirming, setConfirming] = useState(false);
  const [sharing, setSharing] = useState(false);
  const role = useProjects().data?.find((project) => project.id === projectId)?.role;
  const { remove, test } = useCredentialActions();

  function runTest() {
    toast.promise(
      test.mutateAsync({ id }).then(({ ok, message }) => {
        if (!ok) throw new Error(message);
        return message;
      }),
      {
        loading: t("testing", { name }),
        success: (message) => message || t("passed", { name }),
        error: (error) => errorText(error).message,
      },
    );
  }

  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button variant="ghost" size="icon-sm" className="relative" aria-label={t("menu.actions", { name })}>
            <Ellipsis aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          <DropdownMenuItem onSelect={onEdit}>
            <Pencil aria-hidden />
            {t("menu.edit")}
          </DropdownMenuItem>
          {canTest && (
            <DropdownMenuItem onSelect={runTest}>
              <PlugZap aria-hidden />
              {t("menu.test")}
            </DropdownMenuItem>
          )}
          {allows(role, "manage") && (
            <DropdownMenuItem onSelect={() => setSharing(true)}>
              <FolderTree aria-hidden />
              {access("menu")}
            </DropdownMenuItem>
          )}
          <DropdownMenuSeparator />
          <DropdownMenuItem variant="danger" onSelect={() => setConfirming(true)}>
            <Trash2 aria-hidden />
            {common("delete")}
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      {sharing && (
        <SharingDialog thing={{ kind: "credential", id, name, projectId }} onClose={() => setSharing(false)} />
      )}
      <ConfirmDialog
        open={confirming}
        onOpenChange={setConfirming}
        title={t("deleteDialog.title")}
        description={t("deleteDialog.text", { name, usedBy })}
        action={common("delete")}
        onConfirm={() => remove.mutate({ id })}
      />
    </>
  );
}
