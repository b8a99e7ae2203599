"use client";

import { Ellipsis, FolderTree, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { allows } from "@/shared/access";
import type { TableSummary } from "@/shared/tables";
import { SharingDialog } from "../access/sharing-dialog";
import { useProjects } from "../access/use-me";
import { Time } from "../time";
import { Button } from "../ui/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "../ui/dropdown-menu";
import { Link } from "../ui/link";
import { TableCell, TableRow } from "../ui/table";
import { DeleteTableDialog } from "./delete-table-dialog";
import { TableNameDialog } from "./table-name-dialog";

export function TableListRow({ table }: { table: TableSummary }) {
  const { id, name, projectId, rowCount, columnCount, updatedAt } = table;
  const access = useTranslations("access");
  const projects = useProjects().data ?? [];
  const manages = projects.length > 1 && projects.some((one) => one.id === projectId && allows(one.role, "manage"));
  const t = useTranslations("tables");
  const common = useTranslations("common");
  const format = useFormatter();
  const [dialog, setDialog] = useState<"rename" | "move" | "delete">();
  return (
    <TableRow className="relative">
      <TableCell className="w-full max-w-0 pl-4">
        <Link
          href={`/tables/${id}`}
          title={name}
          className="block max-w-full truncate font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-ring"
        >
          {name}
        </Link>
      </TableCell>
      <TableCell className="text-right text-muted tabular-nums">{format.number(rowCount)}</TableCell>
      <TableCell className="hidden text-right text-muted tabular-nums md:table-cell">{columnCount}</TableCell>
      <TableCell className="hidden text-muted md:table-cell">
        <span className="relative">
          <Time at={updatedAt} />
        </span>
      </TableCell>
      <TableCell className="pl-0">
        <DropdownMenu>
          <DropdownMenuTrigger asChild>
            <Button variant="ghost" size="icon-sm" className="relative" aria-label={t("list.actionsFor", { name })}>
              <Ellipsis aria-hidden />
            </Button>
          </DropdownMenuTrigger>
          <DropdownMenuContent align="end">
            <DropdownMenuItem onSelect={() => setDialog("rename")}>
              <Pencil aria-hidden />
              {t("rename")}
            </DropdownMenuItem>
            {manages && (
              <DropdownMenuItem onSelect={() => setDialog("move")}>
                <FolderTree aria-hidden />
                {access("sharing.tableMenu")}
              </DropdownMenuItem>
            )}
            <DropdownMenuSeparator />
            <DropdownMenuItem variant="danger" onSelect={() => setDialog("delete")}>
              <Trash2 aria-hidden />
              {common("delete")}
            </DropdownMenuItem>
          </DropdownMenuContent>
        </DropdownMenu>
        {dialog === "rename" && <TableNameDialog table={table} onClose={() => setDialog(undefined)} />}
        {dialog === "move" && (
          <SharingDialog thing={{ kind: "table", id, name, projectId }} onClose={() => setDialog(undefined)} />
        )}
        {dialog === "delete" && <DeleteTableDialog table={table} onClose={() => setDialog(undefined)} />}
      </TableCell>
    </TableRow>
  );
}
