"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { tableLimits } from "@/shared/tables";
import { useProjectOfNew } from "../access/chosen-project";
import { useTRPC } from "../api";
import { DialogActions } from "../dialog-actions";
import { FormField } from "../form-field";
import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle } from "../ui/dialog";
import { Input } from "../ui/input";
import { useTableActions } from "./use-tables";

type TableNameDialogProps = {
  /** The one to rename; without it a new one is made and opened. */
  table?: { id: number; name: string };
  onClose: () => void;
};

export function TableNameDialog({ table, onClose }: TableNameDialogProps) {
  const t = useTranslations("tables");
  const router = useRouter();
  const [name, setName] = useState(table?.name ?? "");
  const { create, rename } = useTableActions();
  const projectId = useProjectOfNew();
  const { error, isPending } = table ? rename : create;

  function save(event: FormEvent) {
    event.preventDefault();
    const wanted = name.trim();
    if (table) rename.mutate({ table: table.id, name: wanted }, { onSuccess: onClose });
    else {
      create.mutate(
        { name: wanted, projectId, columns: [{ name: t("nameDialog.firstColumn"), type: "text" }] },
        { onSuccess: ({ id }) => router.push(`/tables/${id}`) },
      );
    }
  }

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>{table ? t("nameDialog.rename", { name: table.name }) : t("create")}</DialogTitle>
          <DialogDescription>{t("nameDialog.description")}</DialogDescription>
        </DialogHeader>
        <form onSubmit={save} className="flex flex-col gap-4" noValidate>
          <FormField label={t("nameDialog.name")}>
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
          {table && <UsedBy table={table.id} />}
          <DialogActions
            error={error}
            pending={isPending}
            disabled={name.trim() === ""}
            action={table ? t("rename") : t("nameDialog.create")}
            onCancel={onClose}
          />
        </form>
      </DialogContent>
    </Dialog>
  );
}

/** Workflows know a table by its name. */
function UsedBy({ table }: { table: number }) {
  const t = useTranslations("tables.nameDialog");
  const { data: usage = [] } = useQuery(useTRPC().tables.usage.queryOptions({ table }));
  if (usage.length === 0) return null;
  const names = usage.map(({ name }) => `“${name}”`).join(", ");
  return (
    <p className="rounded-lg bg-warning-soft px-3 py-2 text-sm text-warning">
      {t("usedBy", { count: usage.length, names })}
    </p>
  );
}
