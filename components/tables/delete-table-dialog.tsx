"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { useTRPC } from "../api";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { toast } from "../ui/toast";
import { useTableActions } from "./use-tables";

type DeleteTableDialogProps = {
  table: { id: number; name: string; rowCount: number };
  onClose: () => void;
  onDeleted?: () => void;
};

/** Names the workflows that read or write the table. */
export function DeleteTableDialog({ table: { id, name, rowCount }, onClose, onDeleted }: DeleteTableDialogProps) {
  const t = useTranslations("tables.deleteDialog");
  const common = useTranslations("common");
  const { data: usage = [] } = useQuery(useTRPC().tables.usage.queryOptions({ table: id }));
  const { remove } = useTableActions();
  const names = usage.map((workflow) => `“${workflow.name}”`).join(", ");
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("title")}
      description={
        <>
          {t("text", { name, count: rowCount })}
          {usage.length > 0 && (
            <span className="mt-2 block font-medium text-danger">{t("usedBy", { count: usage.length, names })}</span>
          )}
        </>
      }
      action={common("delete")}
      onConfirm={() =>
        remove.mutate(
          { table: id },
          {
            onSuccess: () => {
              toast.success(t("deleted", { name }));
              onDeleted?.();
            },
          },
        )
      }
    />
  );
}
