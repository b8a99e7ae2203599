"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { TableInfo } from "@/shared/tables";
import { errorText, useTRPC } from "../api";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { ErrorState } from "../ui/error-state";
import { Skeleton } from "../ui/skeleton";
import { toast } from "../ui/toast";
import { ColumnDialog } from "./column-dialog";
import { CsvDialog } from "./csv-dialog";
import { CsvDrop } from "./csv-drop";
import { DeleteTableDialog } from "./delete-table-dialog";
import { FilterPanel } from "./filter-panel";
import { Grid } from "./grid";
import { KeysDialog } from "./keys-dialog";
import { RowDialog } from "./row-dialog";
import { TableNameDialog } from "./table-name-dialog";
import { type TableDialog, TableToolbar } from "./table-toolbar";
import { plainView, type RowView, useRows } from "./use-rows";
import { useTableActions } from "./use-tables";

/** The rows of a table, to look at and to edit. */
export function TablePage({ id }: { id: number }) {
  const t = useTranslations("tables");
  const { data: table, error, refetch } = useQuery(useTRPC().tables.get.queryOptions({ table: id }));
  if (error && !table) {
    return <ErrorState title={t("openFailed")} message={errorText(error).message} onRetry={() => void refetch()} />;
  }
  return table ? <OpenTable table={table} /> : <Skeleton className="m-6 h-8 w-64" />;
}

function OpenTable({ table }: { table: TableInfo }) {
  const router = useRouter();
  const [view, setView] = useState<RowView>(plainView);
  const [isFiltering, setFiltering] = useState(false);
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [dialog, setDialog] = useState<TableDialog | null>(null);
  const list = useRows(table.id, view);
  const close = () => setDialog(null);
  const openRow = list.rows.find(({ id }) => dialog?.is === "row" && id === dialog.id);
  return (
    <CsvDrop onFile={(file) => setDialog({ is: "csv", file })}>
      <div className="flex h-full min-h-0 flex-col">
        <TableToolbar
          {...{ table, view, chosen, isFiltering, onDialog: setDialog }}
          onFilter={() => setFiltering(!isFiltering)}
        />
        {isFiltering && (
          <FilterPanel table={table} view={view} onChange={setView} onClose={() => setFiltering(false)} />
        )}
        <Grid {...{ table, list, view, chosen }} onView={setView} onChosen={setChosen} onDialog={setDialog} />
      </div>
      {dialog?.is === "column" && (
        <ColumnDialog table={table} column={table.columns.find(({ id }) => id === dialog.id)} onClose={close} />
      )}
      {dialog?.is === "deleteColumn" && <DeleteColumnDialog table={table} columnId={dialog.id} onClose={close} />}
      {dialog?.is === "keys" && <KeysDialog table={table} onClose={close} />}
      {dialog?.is === "csv" && <CsvDialog file={dialog.file} table={table} onClose={close} />}
      {dialog?.is === "addRow" && <RowDialog table={table} onClose={close} />}
      {openRow && <RowDialog table={table} row={openRow} onClose={close} />}
      {dialog?.is === "rename" && <TableNameDialog table={table} onClose={close} />}
      {dialog?.is === "delete" && (
        <DeleteTableDialog table={table} onClose={close} onDeleted={() => router.push("/tables")} />
      )}
      {dialog?.is === "clear" && <ClearDialog table={table} onClose={close} />}
      {dialog?.is === "deleteRows" && (
        <DeleteRowsDialog table={table} ids={[...chosen]} onClose={close} onDeleted={() => setChosen(new Set())} />
      )}
    </CsvDrop>
  );
}

type OfTable = { table: TableInfo; onClose: () => void };

function DeleteColumnDialog({ table, columnId, onClose }: OfTable & { columnId: number }) {
  const t = useTranslations("tables.deleteColumn");
  const common = useTranslations("common");
  const { deleteColumn } = useTableActions();
  const name = table.columns.find(({ id }) => id === columnId)?.name ?? "";
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("title", { name })}
      description={t("text", { count: table.rowCount })}
      action={common("delete")}
      onConfirm={() => deleteColumn.mutate({ table: table.id, columnId })}
    />
  );
}

function ClearDialog({ table, onClose }: OfTable) {
  const t = useTranslations("tables.clearDialog");
  const { clear } = useTableActions();
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("title")}
      description={t("text", { count: table.rowCount })}
      action={t("action")}
      onConfirm={() => clear.mutate({ table: table.id })}
    />
  );
}

function DeleteRowsDialog({ table, ids, onClose, onDeleted }: OfTable & { ids: number[]; onDeleted: () => void }) {
  const t = useTranslations("tables.deleteRows");
  const common = useTranslations("common");
  const { deleteRows } = useTableActions();
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("title", { count: ids.length })}
      description={t("text")}
      action={common("delete")}
      onConfirm={() =>
        deleteRows.mutate(
          { table: table.id, ids },
          {
            onSuccess: ({ deleted }) => {
              toast.success(t("deleted", { count: deleted }));
              onDeleted();
            },
          },
        )
      }
    />
  );
}
