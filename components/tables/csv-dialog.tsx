"use client";

import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import type { TableImport, TableInfo } from "@/shared/tables";
import { FormError } from "../form-field";
import { Button } from "../ui/button";
import { Dialog, DialogContent, DialogDescription, DialogFooter, DialogHeader, DialogTitle } from "../ui/dialog";
import { Skeleton } from "../ui/skeleton";
import { CsvForm } from "./csv-form";
import { CsvResult } from "./csv-result";
import { readBeginning } from "./read-csv";

type CsvDialogProps = {
  file: File;
  /** Where the rows go; without it a table is made of the file. */
  table?: TableInfo;
  onClose: () => void;
};

/** Shows the beginning of a file, lets choose where its columns go, and tells what became of its lines. */
export function CsvDialog({ file, table, onClose }: CsvDialogProps) {
  const t = useTranslations("tables.csv");
  const [text, setText] = useState<string>();
  const [failed, setFailed] = useState(false);
  const [told, setTold] = useState<{ result: TableImport; tableId: number }>();
  useEffect(() => {
    readBeginning(file).then(setText, () => setFailed(true));
  }, [file]);
  const isEmpty = failed || text?.trim() === "";
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        className="max-w-3xl"
        // What there is to fill in comes once the file is read.
        onOpenAutoFocus={(event) => {
          event.preventDefault();
          if (event.target instanceof HTMLElement) event.target.focus();
        }}
      >
        <DialogHeader>
          <DialogTitle className="break-words">{t("title", { file: file.name })}</DialogTitle>
          <DialogDescription>{table ? t("into", { name: table.name }) : t("asNew")}</DialogDescription>
        </DialogHeader>
        {text === undefined && !failed && <Skeleton className="h-40 w-full" />}
        {isEmpty && (
          <>
            <FormError message={t(failed ? "unreadable" : "emptyFile")} />
            <DialogFooter>
              <Button variant="secondary" onClick={onClose}>
                {t("close")}
              </Button>
            </DialogFooter>
          </>
        )}
        {told && <CsvResult {...told} isNew={!table} onClose={onClose} />}
        {text !== undefined && !isEmpty && !told && (
          <CsvForm {...{ file, text, table, onClose }} onDone={(result, tableId) => setTold({ result, tableId })} />
        )}
      </DialogContent>
    </Dialog>
  );
}
