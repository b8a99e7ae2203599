"use client";

import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { cellText } from "@/shared/table-values";
import { type ColumnType, columnTypes, type TableColumn, type TableInfo, tableLimits } from "@/shared/tables";
import { DialogActions } from "../dialog-actions";
import { FormField } from "../form-field";
import { Checkbox } from "../ui/checkbox";
import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle } from "../ui/dialog";
import { Input } from "../ui/input";
import { Label } from "../ui/label";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "../ui/select";
import { useTableActions } from "./use-tables";

type ColumnDialogProps = {
  table: TableInfo;
  /** The one to change; without it one is added. */
  column?: TableColumn;
  onClose: () => void;
};

export function ColumnDialog({ table, column, onClose }: ColumnDialogProps) {
  const t = useTranslations("tables.columnDialog");
  const common = useTranslations("common");
  const types = useTranslations("tables.types");
  const [name, setName] = useState(column?.name ?? "");
  const [type, setType] = useState<ColumnType>(column?.type ?? "text");
  const [required, setRequired] = useState(column?.required ?? false);
  const [preset, setPreset] = useState(column ? cellText(column.type, column.default) : "");
  const { addColumn, changeColumn } = useTableActions();
  const { error, isPending } = column ? changeColumn : addColumn;

  function save(event: FormEvent) {
    event.preventDefault();
    const values = { table: table.id, name: name.trim(), type, required, default: preset === "" ? null : preset };
    if (column) changeColumn.mutate({ ...values, columnId: column.id }, { onSuccess: onClose });
    else addColumn.mutate(values, { onSuccess: onClose });
  }

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>{column ? t("change", { name: column.name }) : t("add")}</DialogTitle>
          <DialogDescription>{t("description")}</DialogDescription>
        </DialogHeader>
        <form onSubmit={save} className="flex flex-col gap-4" noValidate>
          <div className="grid gap-4 sm:grid-cols-2">
            <FormField label={t("name")}>
              {(control) => (
                <Input
                  {...control}
                  autoComplete="off"
                  maxLength={tableLimits.nameLength}
                  value={name}
                  onChange={(event) => setName(event.target.value)}
                />
              )}
            </FormField>
            <FormField label={t("type")}>
              {(control) => (
                <Select value={type} onValueChange={(value) => setType(value as ColumnType)}>
                  <SelectTrigger {...control}>
                    <SelectValue />
                  </SelectTrigger>
                  <SelectContent>
                    {columnTypes.map((value) => (
                      <SelectItem key={value} value={value}>
                        {types(value)}
                      </SelectItem>
                    ))}
                  </SelectContent>
                </Select>
              )}
            </FormField>
          </div>
          <FormField label={t("default")} help={t("defaultHelp")}>
            {(control) => (
              <Input
                {...control}
                autoComplete="off"
                value={preset}
                onChange={(event) => setPreset(event.target.value)}
              />
            )}
          </FormField>
          <Label className="flex items-center gap-2 font-normal">
            <Checkbox checked={required} onCheckedChange={(on) => setRequired(on === true)} />
            {t("required")}
          </Label>
          <DialogActions
            error={error}
            pending={isPending}
            disabled={name.trim() === ""}
            action={column ? common("save") : t("add")}
            onCancel={onClose}
          />
        </form>
      </DialogContent>
    </Dialog>
  );
}
