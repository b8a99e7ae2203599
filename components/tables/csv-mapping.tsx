"use client";

import { useTranslations } from "use-intl";
import { type ColumnType, columnTypes, type TableInfo } from "@/shared/tables";
import { cn } from "../ui/class-names";
import { Input } from "../ui/input";
import { Select, SelectContent, SelectItem, SelectSeparator, SelectTrigger, SelectValue } from "../ui/select";
import type { Target } from "./read-csv";

type CsvMappingProps = {
  rows: string[][];
  hasHeader: boolean;
  targets: readonly Target[];
  table: TableInfo | undefined;
  onChange: (targets: Target[]) => void;
};

const shownRows = 4;

/** The columns of the file with their first values, and where each goes. */
export function CsvMapping({ rows, hasHeader, targets, table, onChange }: CsvMappingProps) {
  const t = useTranslations("tables.csv");
  const body = hasHeader ? rows.slice(1) : rows;
  return (
    <section
      className="max-h-[45dvh] overflow-auto rounded-lg border border-border"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls a focusable region only
      tabIndex={0}
      aria-label={t("columns")}
    >
      <table className="w-full min-w-[34rem] table-fixed border-collapse text-left text-xs">
        <thead className="sticky top-0 z-10 bg-sunken">
          <tr className="border-border border-b">
            <th scope="col" className="w-1/4 px-3 py-2 font-medium text-muted">
              {t("inFile")}
            </th>
            <th scope="col" className="w-1/3 px-3 py-2 font-medium text-muted">
              {t("firstValues")}
            </th>
            <th scope="col" className="px-3 py-2 font-medium text-muted">
              {t("goesTo")}
            </th>
          </tr>
        </thead>
        <tbody>
          {targets.map((target, index) => {
            const name = (hasHeader && rows[0]?.[index]) || t("columnNumber", { number: index + 1 });
            const values = body.slice(0, shownRows).map((row) => row[index] ?? "");
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns of a file have no other name
              <tr key={index} className="border-border border-b align-top last:border-0">
                <th scope="row" className="break-words px-3 py-2 font-medium">
                  {name}
                </th>
                <td className="px-3 py-2 text-muted">
                  <span className="line-clamp-2 break-words">{values.filter(Boolean).join(" · ") || "–"}</span>
                </td>
                <td className={cn("px-3 py-1.5", target.is === "skip" && "opacity-80")}>
                  <TargetField
                    {...{ name, target, table }}
                    fallback={name}
                    onChange={(next) => onChange(targets.with(index, next))}
                  />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

type TargetFieldProps = {
  name: string;
  target: Target;
  table: TableInfo | undefined;
  /** The name of a new column. */
  fallback: string;
  onChange: (target: Target) => void;
};

function TargetField({ name, target, table, fallback, onChange }: TargetFieldProps) {
  const t = useTranslations("tables.csv");
  const types = useTranslations("tables.types");
  const value = target.is === "column" ? `column ${target.name}` : target.is;

  function choose(next: string) {
    if (next === "skip") onChange({ is: "skip" });
    else if (next === "new") onChange({ is: "new", name: fallback.slice(0, 64), type: "text" });
    else onChange({ is: "column", name: next.slice("column ".length) });
  }

  return (
    <div className="flex flex-col gap-1.5">
      <Select value={value} onValueChange={choose}>
        <SelectTrigger size="sm" aria-label={t("targetOf", { name })}>
          <SelectValue />
        </SelectTrigger>
        <SelectContent>
          <SelectItem value="skip">{t("skip")}</SelectItem>
          <SelectItem value="new">{t("newColumn")}</SelectItem>
          {table && table.columns.length > 0 && <SelectSeparator />}
          {table?.columns.map((column) => (
            <SelectItem key={column.id} value={`column ${column.name}`}>
              {column.name}
            </SelectItem>
          ))}
        </SelectContent>
      </Select>
      {target.is === "new" && (
        <div className="flex gap-1.5">
          <Input
            aria-label={t("newName", { name })}
            className="h-8 min-w-0 flex-1"
            maxLength={64}
            value={target.name}
            onChange={(event) => onChange({ ...target, name: event.target.value })}
          />
          <Select value={target.type} onValueChange={(type) => onChange({ ...target, type: type as ColumnType })}>
            <SelectTrigger size="sm" aria-label={t("newType", { name })} className="w-28 shrink-0">
              <SelectValue />
            </SelectTrigger>
            <SelectContent>
              {columnTypes.map((type) => (
                <SelectItem key={type} value={type}>
                  {types(type)}
                </SelectItem>
              ))}
            </SelectContent>
          </Select>
        </div>
      )}
    </div>
  );
}
