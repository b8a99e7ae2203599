"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { cellText, readCell } from "@/shared/table-values";
import type { Cell, TableColumn, TableInfo, TableRow } from "@/shared/tables";
import { useTRPC } from "../api";
import { DialogActions } from "../dialog-actions";
import { FormField } from "../form-field";
import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle } from "../ui/dialog";
import { Input } from "../ui/input";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "../ui/select";
import { Textarea } from "../ui/textarea";
import { useTableActions } from "./use-tables";

type RowDialogProps = {
  table: TableInfo;
  /** The one to change; without it a new one is added. */
  row?: TableRow;
  onClose: () => void;
};

/** All values of one row, one below the other: for long texts, for phones, and for new rows. */
export function RowDialog({ table, row, onClose }: RowDialogProps) {
  const t = useTranslations("tables.row");
  const common = useTranslations("common");
  const trpc = useTRPC();
  const { insertRows, refresh } = useTableActions();
  const update = useMutation(trpc.tables.updateRow.mutationOptions({ meta: { quiet: true }, onSuccess: refresh }));
  const [texts, setTexts] = useState<{ [column: number]: string }>(() => startOf(table, row));
  const [touched, setTouched] = useState(false);
  const { error, isPending } = row ? update : insertRows;
  const problems = new Map(table.columns.map((column) => [column.id, problemOf(column, texts[column.id] ?? "", t)]));

  function save(event: FormEvent) {
    event.preventDefault();
    setTouched(true);
    if ([...problems.values()].some(Boolean)) return;
    const values: { [column: string]: Cell } = {};
    for (const { id, name, type } of table.columns) {
      const text = texts[id] ?? "";
      if (row && text === cellText(type, row[name] ?? null)) continue;
      values[name] = text === "" ? null : text;
    }
    if (row) update.mutate({ table: table.id, id: row.id, values }, { onSuccess: onClose });
    else insertRows.mutate({ table: table.id, rows: [values] }, { onSuccess: onClose });
  }

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent className="max-w-xl">
        <DialogHeader>
          <DialogTitle>{row ? t("title", { id: row.id }) : t("add")}</DialogTitle>
          <DialogDescription>{t("description")}</DialogDescription>
        </DialogHeader>
        <form onSubmit={save} className="flex flex-col gap-4" noValidate>
          {table.columns.length === 0 && <p className="text-muted text-sm">{t("noColumns")}</p>}
          {table.columns.map((column) => (
            <FormField
              key={column.id}
              label={column.required ? `${column.name} *` : column.name}
              error={touched ? problems.get(column.id) : undefined}
            >
              {(control) => (
                <CellControl
                  control={control}
                  column={column}
                  value={texts[column.id] ?? ""}
                  onChange={(value) => setTexts({ ...texts, [column.id]: value })}
                />
              )}
            </FormField>
          ))}
          <DialogActions
            error={error}
            pending={isPending}
            action={row ? common("save") : t("add")}
            onCancel={onClose}
          />
        </form>
      </DialogContent>
    </Dialog>
  );
}

type CellControlProps = {
  control: { id: string; "aria-describedby": string | undefined; "aria-invalid": true | undefined };
  column: TableColumn;
  value: string;
  onChange: (value: string) => void;
};

function CellControl({ control, column: { type }, value, onChange }: CellControlProps) {
  const t = useTranslations("tables.row");
  if (type === "boolean") {
    return (
      <Select value={value || "none"} onValueChange={(next) => onChange(next === "none" ? "" : next)}>
        <SelectTrigger {...control}>
          <SelectValue />
        </SelectTrigger>
        <SelectContent>
          <SelectItem value="none">{t("noValue")}</SelectItem>
          <SelectItem value="true">{t("yes")}</SelectItem>
          <SelectItem value="false">{t("no")}</SelectItem>
        </SelectContent>
      </Select>
    );
  }
  if (type === "text" || type === "json") {
    return (
      <Textarea
        {...control}
        rows={type === "json" ? 3 : 1}
        spellCheck={type === "text"}
        className={type === "json" ? "max-h-64 font-mono text-xs" : "max-h-64 min-h-9"}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    );
  }
  return (
    <Input
      {...control}
      autoComplete="off"
      inputMode={type === "number" ? "decimal" : undefined}
      placeholder={type === "datetime" ? "2026-01-31T12:00:00Z" : undefined}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

const startOf = (table: TableInfo, row: TableRow | undefined) =>
  Object.fromEntries(
    table.columns.map((column) => [
      column.id,
      cellText(column.type, row ? (row[column.name] ?? null) : column.default),
    ]),
  );

function problemOf({ type, required }: TableColumn, text: string, t: (key: "required") => string): string | undefined {
  if (text === "") return required ? t("required") : undefined;
  const read = readCell(type, text);
  return read.ok ? undefined : read.problem;
}
