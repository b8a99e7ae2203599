"use client";

import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import type { TableImport, TableInfo } from "@/shared/tables";
import { FormError, FormField } from "../form-field";
import { Button } from "../ui/button";
import { Checkbox } from "../ui/checkbox";
import { DialogFooter } from "../ui/dialog";
import { Input } from "../ui/input";
import { Label } from "../ui/label";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "../ui/select";
import { CsvMapping } from "./csv-mapping";
import { keyLabel } from "./keys-dialog";
import { type Delimiter, delimiters, guessDelimiter, guessTargets, rowsOf } from "./read-csv";
import { useCsvImport } from "./use-csv-import";

type CsvFormProps = {
  file: File;
  /** How it begins. */
  text: string;
  table: TableInfo | undefined;
  onClose: () => void;
  onDone: (result: TableImport, tableId: number) => void;
};

const names = { ",": "comma", ";": "semicolon", "\t": "tab", "|": "bar" } as const satisfies {
  [delimiter in Delimiter]: string;
};

export function CsvForm({ file, text, table, onClose, onDone }: CsvFormProps) {
  const t = useTranslations("tables.csv");
  const common = useTranslations("common");
  const [name, setName] = useState(() => file.name.replace(/\.\w+$/, "").slice(0, 64));
  const [delimiter, setDelimiter] = useState<Delimiter>(() => guessDelimiter(text));
  const [hasHeader, setHeader] = useState(true);
  const [keyId, setKeyId] = useState("none");
  const rows = rowsOf(text, delimiter);
  const [targets, setTargets] = useState(() => guessTargets(rows, hasHeader, table));
  const keys = table?.keys.filter(({ isUnique }) => isUnique) ?? [];
  const { importFile, error, pending } = useCsvImport(file, table);

  function reread(next: { delimiter: Delimiter; hasHeader: boolean }) {
    setDelimiter(next.delimiter);
    setHeader(next.hasHeader);
    setTargets(guessTargets(rowsOf(text, next.delimiter), next.hasHeader, table));
  }

  async function run(event: FormEvent) {
    event.preventDefault();
    const key = keys.find(({ id }) => String(id) === keyId);
    const keyColumns = key?.columns.map((id) => table?.columns.find((column) => column.id === id)?.name ?? "") ?? [];
    const done = await importFile({ name: name.trim(), targets, delimiter, hasHeader, key: keyColumns });
    if (done) onDone(done.result, done.tableId);
  }

  return (
    <form onSubmit={(event) => void run(event)} className="flex min-w-0 flex-col gap-4" noValidate>
      {!table && (
        <FormField label={t("tableName")}>
          {(control) => (
            <Input {...control} maxLength={64} value={name} onChange={(event) => setName(event.target.value)} />
          )}
        </FormField>
      )}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
        <Label className="flex items-center gap-2 font-normal">
          <Checkbox checked={hasHeader} onCheckedChange={(on) => reread({ delimiter, hasHeader: on === true })} />
          {t("hasHeader")}
        </Label>
        <Select value={delimiter} onValueChange={(value) => reread({ delimiter: value as Delimiter, hasHeader })}>
          <SelectTrigger size="sm" aria-label={t("delimiter")} className="w-auto">
            <SelectValue />
          </SelectTrigger>
          <SelectContent>
            {delimiters.map((value) => (
              <SelectItem key={value} value={value}>
                {t(`delimiters.${names[value]}`)}
              </SelectItem>
            ))}
          </SelectContent>
        </Select>
        {keys.length > 0 && (
          <Select value={keyId} onValueChange={setKeyId}>
            <SelectTrigger size="sm" aria-label={t("key")} className="w-auto max-w-full">
              <SelectValue />
            </SelectTrigger>
            <SelectContent>
              <SelectItem value="none">{t("noKey")}</SelectItem>
              {table &&
                keys.map((key) => (
                  <SelectItem key={key.id} value={String(key.id)}>
                    {t("byKey", { key: keyLabel(table, key) })}
                  </SelectItem>
                ))}
            </SelectContent>
          </Select>
        )}
      </div>
      <CsvMapping {...{ rows, hasHeader, targets, table }} onChange={setTargets} />
      {error && <FormError {...error} />}
      <DialogFooter>
        <Button variant="secondary" onClick={onClose}>
          {common("cancel")}
        </Button>
        <Button
          type="submit"
          pending={pending}
          disabled={targets.every(({ is }) => is === "skip") || (!table && name.trim() === "")}
        >
          {t("import")}
        </Button>
      </DialogFooter>
    </form>
  );
}
