"use client";

import { Ellipsis, RotateCw, Trash2 } from "lucide-react";
import { useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import type { ApiNodeSummary } from "@/shared/api";
import { Time } from "../time";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuTrigger } from "../ui/dropdown-menu";
import { TableCell, TableRow } from "../ui/table";
import { useApiNodeActions } from "./use-api-nodes";

/** More names would not fit into a question. */
const shownNames = 5;

export function ApiNodeRow({ node, onUpdate }: { node: ApiNodeSummary; onUpdate: () => void }) {
  const t = useTranslations("apiNodes");
  const common = useTranslations("common");
  const format = useFormatter();
  const { remove } = useApiNodeActions();
  const [confirming, setConfirming] = useState(false);
  const { label, type, operationCount, version, release, updatedAt, usedBy, url } = node;
  const names = format.list(
    usedBy.slice(0, shownNames).map(({ name }) => t("quoted", { name })),
    { type: "conjunction" },
  );
  return (
    <TableRow>
      <TableCell className="w-full max-w-0 pl-4">
        <span className="block truncate font-medium">{label}</span>
        <span className="mt-0.5 block truncate text-muted text-xs" title={url}>
          <span className="font-mono">{type}</span>
          {usedBy.length > 0 && ` · ${t("usedBy", { count: usedBy.length })}`}
        </span>
      </TableCell>
      <TableCell className="hidden whitespace-nowrap text-muted tabular-nums sm:table-cell">
        {format.number(operationCount)}
      </TableCell>
      <TableCell className="hidden whitespace-nowrap text-muted md:table-cell">
        {t("version", { version, release: release || "–" })}
      </TableCell>
      <TableCell className="hidden text-muted md:table-cell">
        <Time at={updatedAt} />
      </TableCell>
      <TableCell className="pl-0">
        <DropdownMenu>
          <DropdownMenuTrigger asChild>
            <Button variant="ghost" size="icon" aria-label={t("actionsOf", { name: label })}>
              <Ellipsis aria-hidden />
            </Button>
          </DropdownMenuTrigger>
          <DropdownMenuContent align="end">
            <DropdownMenuItem onSelect={onUpdate}>
              <RotateCw aria-hidden />
              {t("update")}
            </DropdownMenuItem>
            <DropdownMenuItem variant="danger" onSelect={() => setConfirming(true)}>
              <Trash2 aria-hidden />
              {common("delete")}
            </DropdownMenuItem>
          </DropdownMenuContent>
        </DropdownMenu>
        <ConfirmDialog
          open={confirming}
          onOpenChange={setConfirming}
          title={t("deleteDialog.title")}
          description={
            usedBy.length > 0
              ? t("deleteDialog.used", { name: label, names, count: usedBy.length })
              : t("deleteDialog.text", { name: label })
          }
          action={common("delete")}
          onConfirm={() => remove.mutate({ id: node.id })}
        />
      </TableCell>
    </TableRow>
  );
}
