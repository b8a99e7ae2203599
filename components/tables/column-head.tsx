"use client";

import {
  ArrowDown,
  ArrowDownAZ,
  ArrowLeft,
  ArrowRight,
  ArrowUp,
  ArrowUpAZ,
  Braces,
  Calendar,
  Hash,
  type LucideIcon,
  Pencil,
  ToggleLeft,
  Trash2,
  Type,
  X,
} from "lucide-react";
import { useTranslations } from "use-intl";
import type { ColumnType, TableColumn, TableInfo, TableSort } from "@/shared/tables";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "../ui/dropdown-menu";
import type { TableDialog } from "./table-toolbar";
import { useTableActions } from "./use-tables";

const icons = {
  text: Type,
  number: Hash,
  boolean: ToggleLeft,
  datetime: Calendar,
  json: Braces,
} as const satisfies { [type in ColumnType]: LucideIcon };

type ColumnHeadProps = {
  table: TableInfo;
  /** Absent for a column that every table has. */
  column?: TableColumn;
  name: string;
  sort: TableSort | null;
  onSort: (sort: TableSort | null) => void;
  onDialog: (dialog: TableDialog) => void;
};

/** The name of a column, and its menu. */
export function ColumnHead({ table, column, name, sort, onSort, onDialog }: ColumnHeadProps) {
  const t = useTranslations("tables.column");
  const types = useTranslations("tables.types");
  const way = sort?.column === name ? sort.way : undefined;
  const Icon = column && icons[column.type];
  return (
    <DropdownMenu>
      <DropdownMenuTrigger
        aria-label={t("menu", { name })}
        className="flex h-full w-full min-w-0 items-center gap-1.5 px-2 text-left font-medium text-xs hover:bg-hover focus-visible:-outline-offset-2"
      >
        {Icon && column && (
          <span title={types(column.type)}>
            <Icon aria-hidden className="size-3.5 shrink-0 text-muted" />
          </span>
        )}
        <span className="truncate" title={name}>
          {name}
        </span>
        {column?.required && <span aria-hidden>*</span>}
        {way === "up" && <ArrowUp aria-hidden className="size-3.5 shrink-0 text-primary" />}
        {way === "down" && <ArrowDown aria-hidden className="size-3.5 shrink-0 text-primary" />}
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start">
        <DropdownMenuItem onSelect={() => onSort({ column: name, way: "up" })}>
          <ArrowUpAZ aria-hidden />
          {t("sortUp")}
        </DropdownMenuItem>
        <DropdownMenuItem onSelect={() => onSort({ column: name, way: "down" })}>
          <ArrowDownAZ aria-hidden />
          {t("sortDown")}
        </DropdownMenuItem>
        {way && (
          <DropdownMenuItem onSelect={() => onSort(null)}>
            <X aria-hidden />
            {t("unsort")}
          </DropdownMenuItem>
        )}
        {column && <OwnColumnItems table={table} column={column} onDialog={onDialog} />}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

function OwnColumnItems({
  table,
  column,
  onDialog,
}: Pick<ColumnHeadProps, "table" | "onDialog"> & { column: TableColumn }) {
  const t = useTranslations("tables.column");
  const { orderColumns } = useTableActions();
  const order = table.columns.map(({ id }) => id);
  const place = order.indexOf(column.id);

  function move(by: number) {
    const next = order.toSpliced(place, 1).toSpliced(place + by, 0, column.id);
    orderColumns.mutate({ table: table.id, order: next });
  }

  return (
    <>
      <DropdownMenuSeparator />
      <DropdownMenuItem onSelect={() => onDialog({ is: "column", id: column.id })}>
        <Pencil aria-hidden />
        {t("edit")}
      </DropdownMenuItem>
      <DropdownMenuItem disabled={place === 0} onSelect={() => move(-1)}>
        <ArrowLeft aria-hidden />
        {t("left")}
      </DropdownMenuItem>
      <DropdownMenuItem disabled={place === order.length - 1} onSelect={() => move(1)}>
        <ArrowRight aria-hidden />
        {t("right")}
      </DropdownMenuItem>
      <DropdownMenuSeparator />
      <DropdownMenuItem variant="danger" onSelect={() => onDialog({ is: "deleteColumn", id: column.id })}>
        <Trash2 aria-hidden />
        {t("delete")}
      </DropdownMenuItem>
    </>
  );
}
