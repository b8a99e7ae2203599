"use client";

import { CircleCheck, TriangleAlert } from "lucide-react";
import { useTranslations } from "use-intl";
import type { TableImport } from "@/shared/tables";
import { Button } from "../ui/button";
import { DialogFooter } from "../ui/dialog";
import { Link } from "../ui/link";

type CsvResultProps = { result: TableImport; tableId: number; isNew: boolean; onClose: () => void };

export function CsvResult({ result, tableId, isNew, onClose }: CsvResultProps) {
  const t = useTranslations("tables.csv");
  const { inserted, updated, refusedCount, refused } = result;
  return (
    <>
      <p role="status" className="flex items-center gap-2 text-sm">
        <CircleCheck aria-hidden className="size-5 shrink-0 text-success" />
        {t("done", { inserted, updated })}
      </p>
      {refusedCount > 0 && (
        <section aria-label={t("refusedLines")} className="rounded-lg border border-border">
          <p className="flex items-center gap-2 border-border border-b px-3 py-2 font-medium text-sm text-warning">
            <TriangleAlert aria-hidden className="size-4 shrink-0" />
            {t("refused", { count: refusedCount })}
          </p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls a focusable region only */}
          <ul className="max-h-60 overflow-y-auto text-sm" tabIndex={0} aria-label={t("refusedLines")}>
            {refused.map(({ line, message }) => (
              <li key={line} className="flex gap-3 border-border border-b px-3 py-1.5 last:border-0">
                <span className="w-20 shrink-0 text-muted tabular-nums">{t("line", { line })}</span>
                <span className="min-w-0 break-words">{message}</span>
              </li>
            ))}
          </ul>
          {refusedCount > refused.length && (
            <p className="border-border border-t px-3 py-2 text-muted text-xs">
              {t("moreRefused", { count: refusedCount - refused.length })}
            </p>
          )}
        </section>
      )}
      <DialogFooter>
        {isNew ? (
          <Button asChild>
            <Link href={`/tables/${tableId}`}>{t("openTable")}</Link>
          </Button>
        ) : (
          <Button onClick={onClose}>{t("close")}</Button>
        )}
      </DialogFooter>
    </>
  );
}
