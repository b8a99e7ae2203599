"use client";

import { KeyRound, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { TableInfo, TableKey } from "@/shared/tables";
import { errorText } from "../api";
import { FormError } from "../form-field";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { Checkbox } from "../ui/checkbox";
import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle } from "../ui/dialog";
import { Label } from "../ui/label";
import { Switch } from "../ui/switch";
import { useTableActions } from "./use-tables";

export function KeysDialog({ table, onClose }: { table: TableInfo; onClose: () => void }) {
  const t = useTranslations("tables.keys");
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>{t("title")}</DialogTitle>
          <DialogDescription>{t("description")}</DialogDescription>
        </DialogHeader>
        {table.keys.length === 0 ? (
          <p className="rounded-lg bg-sunken px-3 py-4 text-center text-muted text-sm">{t("none")}</p>
        ) : (
          <ul aria-label={t("title")} className="rounded-lg border border-border">
            {table.keys.map((key) => (
              <KeyRow key={key.id} table={table} tableKey={key} />
            ))}
          </ul>
        )}
        <NewKey table={table} />
      </DialogContent>
    </Dialog>
  );
}

export const keyLabel = (table: TableInfo, { columns }: Pick<TableKey, "columns">) =>
  columns.map((id) => table.columns.find((column) => column.id === id)?.name ?? "?").join(" + ");

function KeyRow({ table, tableKey }: { table: TableInfo; tableKey: TableKey }) {
  const t = useTranslations("tables.keys");
  const { deleteKey } = useTableActions();
  const name = keyLabel(table, tableKey);
  return (
    <li className="flex items-center gap-2 border-border border-b py-1.5 pr-1.5 pl-3 last:border-0">
      <KeyRound aria-hidden className="size-4 shrink-0 text-muted" />
      <span className="min-w-0 flex-1 truncate text-sm" title={name}>
        {name}
      </span>
      <Badge variant={tableKey.isUnique ? "primary" : "neutral"}>{t(tableKey.isUnique ? "unique" : "index")}</Badge>
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label={t("delete", { name })}
        pending={deleteKey.isPending}
        onClick={() => deleteKey.mutate({ table: table.id, keyId: tableKey.id })}
      >
        <Trash2 aria-hidden />
      </Button>
    </li>
  );
}

function NewKey({ table }: { table: TableInfo }) {
  const t = useTranslations("tables.keys");
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const [isUnique, setUnique] = useState(true);
  const { addKey } = useTableActions();

  function toggle(id: number, on: boolean) {
    addKey.reset();
    setChosen(on ? [...chosen, id] : chosen.filter((one) => one !== id));
  }

  return (
    <fieldset className="flex flex-col gap-3 rounded-lg border border-border p-3">
      <legend className="px-1 font-medium text-sm">{t("new")}</legend>
      <div className="flex max-h-48 flex-wrap gap-x-4 gap-y-2 overflow-y-auto">
        {table.columns
          .filter(({ type }) => type !== "json")
          .map(({ id, name }) => (
            <Label key={id} className="flex max-w-full items-center gap-2 font-normal">
              <Checkbox checked={chosen.includes(id)} onCheckedChange={(on) => toggle(id, on === true)} />
              <span className="truncate">{name}</span>
            </Label>
          ))}
      </div>
      <Label className="flex items-center gap-2 font-normal">
        <Switch checked={isUnique} onCheckedChange={setUnique} />
        {t("isUnique")}
      </Label>
      <p className="text-muted text-xs">{t(isUnique ? "uniqueHelp" : "indexHelp")}</p>
      {addKey.error && <FormError {...errorText(addKey.error)} />}
      <Button
        size="sm"
        className="self-start"
        disabled={chosen.length === 0}
        pending={addKey.isPending}
        onClick={() =>
          addKey.mutate({ table: table.id, columns: [...chosen], isUnique }, { onSuccess: () => setChosen([]) })
        }
      >
        {t("add")}
      </Button>
    </fieldset>
  );
}
