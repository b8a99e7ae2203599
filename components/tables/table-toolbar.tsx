"use client";

import {
  ArrowLeft,
  Download,
  Ellipsis,
  Eraser,
  FileUp,
  KeyRound,
  ListFilter,
  Pencil,
  Plus,
  Trash2,
} from "lucide-react";
import { useRef } from "react";
import { useFormatter, useTranslations } from "use-intl";
import type { TableInfo } from "@/shared/tables";
import { Button } from "../ui/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "../ui/dropdown-menu";
import { Link } from "../ui/link";
import { Hint } from "../ui/tooltip";
import type { RowView } from "./use-rows";

/** What is open over the rows. */
export type TableDialog =
  | { is: "column"; id?: number }
  | { is: "deleteColumn"; id: number }
  | { is: "row"; id: number }
  | { is: "csv"; file: File }
  | { is: "addRow" | "keys" | "rename" | "delete" | "clear" | "deleteRows" };

type TableToolbarProps = {
  table: TableInfo;
  view: RowView;
  chosen: ReadonlySet<number>;
  isFiltering: boolean;
  onFilter: () => void;
  onDialog: (dialog: TableDialog) => void;
};

export function TableToolbar({ table, view, chosen, isFiltering, onFilter, onDialog }: TableToolbarProps) {
  const t = useTranslations("tables");
  const format = useFormatter();
  const count = view.where.length;
  return (
    <header className="flex shrink-0 flex-wrap items-center gap-2 border-border border-b bg-surface px-3 py-2 sm:px-4">
      <Hint label={t("back")}>
        <Button asChild variant="ghost" size="icon-sm">
          <Link href="/tables" aria-label={t("back")}>
            <ArrowLeft aria-hidden />
          </Link>
        </Button>
      </Hint>
      <div className="min-w-0 flex-1">
        <h1 className="truncate font-semibold text-sm leading-5" title={table.name}>
          {table.name}
        </h1>
        <p className="text-muted text-xs tabular-nums">
          {t("rowCount", { count: table.rowCount, text: format.number(table.rowCount) })}
        </p>
      </div>
      {/* Beside the name on a phone, where the others have a line of their own. */}
      <span className="order-3 max-sm:order-none">
        <MoreMenu table={table} view={view} onDialog={onDialog} />
      </span>
      <span className="w-full sm:hidden" />
      {chosen.size > 0 && (
        <Button variant="danger" size="sm" onClick={() => onDialog({ is: "deleteRows" })}>
          <Trash2 aria-hidden />
          {t("deleteRows.action", { count: chosen.size })}
        </Button>
      )}
      <Button
        variant="secondary"
        size="sm"
        aria-expanded={isFiltering}
        aria-label={count > 0 ? t("filter.active", { count }) : t("filter.title")}
        onClick={onFilter}
      >
        <ListFilter aria-hidden />
        <span className="max-sm:hidden">{t("filter.title")}</span>
        {count > 0 && <span className="rounded-full bg-primary-soft px-1.5 text-primary text-xs">{count}</span>}
      </Button>
      <Button variant="secondary" size="sm" onClick={() => onDialog({ is: "keys" })} aria-label={t("keys.title")}>
        <KeyRound aria-hidden />
        <span className="max-sm:hidden">{t("keys.title")}</span>
      </Button>
      <Button size="sm" onClick={() => onDialog({ is: "addRow" })}>
        <Plus aria-hidden />
        {t("row.add")}
      </Button>
    </header>
  );
}

function MoreMenu({ table, view, onDialog }: Pick<TableToolbarProps, "table" | "view" | "onDialog">) {
  const t = useTranslations("tables");
  const picker = useRef<HTMLInputElement>(null);
  const options = { where: view.where, match: view.match, ...(view.sort && { sort: view.sort }) };
  const address = (format: string) =>
    `/api/tables/${table.id}/export?format=${format}&options=${encodeURIComponent(JSON.stringify(options))}`;
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button variant="ghost" size="icon-sm" aria-label={t("more")}>
            <Ellipsis aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          <DropdownMenuItem onSelect={() => onDialog({ is: "column" })}>
            <Plus aria-hidden />
            {t("columnDialog.add")}
          </DropdownMenuItem>
          <DropdownMenuSeparator />
          <DropdownMenuItem onSelect={() => setTimeout(() => picker.current?.click(), 0)}>
            <FileUp aria-hidden />
            {t("importCsv")}
          </DropdownMenuItem>
          {(["csv", "json"] as const).map((format) => (
            <DropdownMenuItem key={format} asChild>
              <a href={address(format)} download>
                <Download aria-hidden />
                {t(format === "csv" ? "exportCsv" : "exportJson")}
              </a>
            </DropdownMenuItem>
          ))}
          <DropdownMenuSeparator />
          <DropdownMenuItem onSelect={() => onDialog({ is: "rename" })}>
            <Pencil aria-hidden />
            {t("rename")}
          </DropdownMenuItem>
          <DropdownMenuItem disabled={table.rowCount === 0} onSelect={() => onDialog({ is: "clear" })}>
            <Eraser aria-hidden />
            {t("clear")}
          </DropdownMenuItem>
          <DropdownMenuItem variant="danger" onSelect={() => onDialog({ is: "delete" })}>
            <Trash2 aria-hidden />
            {t("deleteTable")}
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      <input
        ref={picker}
        type="file"
        accept=".csv,.tsv,.txt,text/csv"
        aria-label={t("csv.input")}
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) onDialog({ is: "csv", file });
          event.target.value = "";
        }}
      />
    </>
  );
}
