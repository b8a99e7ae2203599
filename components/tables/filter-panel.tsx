"use client";

import { Plus, X } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { readCell } from "@/shared/table-values";
import {
  type ColumnType,
  type FilterOperator,
  filterOperators,
  systemColumns,
  type TableFilter,
  type TableInfo,
} from "@/shared/tables";
import { Button } from "../ui/button";
import { Input } from "../ui/input";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "../ui/select";
import { plainView, type RowView } from "./use-rows";

type FilterPanelProps = {
  table: TableInfo;
  view: RowView;
  onChange: (view: RowView) => void;
  onClose: () => void;
};

/** A condition while it is written. */
type Draft = { column: string; is: FilterOperator; value: string };

const withoutValue: readonly FilterOperator[] = ["empty", "notEmpty"];

export function FilterPanel({ table, view, onChange, onClose }: FilterPanelProps) {
  const t = useTranslations("tables.filter");
  const first: Draft = { column: table.columns[0]?.name ?? "id", is: "equal", value: "" };
  const [drafts, setDrafts] = useState<Draft[]>(() => (view.where.length > 0 ? view.where.map(draftOf) : [first]));
  const problems = drafts.map((draft) => problemOf(table, draft));

  function apply() {
    if (problems.every((problem) => problem === undefined)) onChange({ ...view, where: drafts.map(filterOf) });
  }

  return (
    <form
      aria-label={t("title")}
      className="flex shrink-0 flex-col gap-2 border-border border-b bg-sunken px-3 py-3 sm:px-4"
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      {drafts.map((draft, index) => (
        <FilterRow
          // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no other name
          key={index}
          {...{ table, draft, number: index + 1, problem: problems[index] }}
          onChange={(next) => setDrafts(drafts.with(index, next))}
          onRemove={() => setDrafts(drafts.toSpliced(index, 1))}
        />
      ))}
      <div className="flex flex-wrap items-center gap-2">
        <Button variant="ghost" size="sm" onClick={() => setDrafts([...drafts, first])}>
          <Plus aria-hidden />
          {t("add")}
        </Button>
        {drafts.length > 1 && (
          <Select
            value={view.match}
            onValueChange={(match) => onChange({ ...view, match: match === "any" ? "any" : "all" })}
          >
            <SelectTrigger size="sm" aria-label={t("match")} className="w-auto">
              <SelectValue />
            </SelectTrigger>
            <SelectContent>
              <SelectItem value="all">{t("all")}</SelectItem>
              <SelectItem value="any">{t("any")}</SelectItem>
            </SelectContent>
          </Select>
        )}
        <span className="flex-1" />
        <Button
          variant="secondary"
          size="sm"
          onClick={() => {
            onChange({ ...plainView, sort: view.sort });
            onClose();
          }}
        >
          {t("clear")}
        </Button>
        <Button type="submit" size="sm">
          {t("apply")}
        </Button>
      </div>
    </form>
  );
}

type FilterRowProps = {
  table: TableInfo;
  draft: Draft;
  number: number;
  problem: string | undefined;
  onChange: (draft: Draft) => void;
  onRemove: () => void;
};

function FilterRow({ table, draft, number, problem, onChange, onRemove }: FilterRowProps) {
  const t = useTranslations("tables.filter");
  const names = [...table.columns.map(({ name }) => name), ...systemColumns];
  return (
    <fieldset className="flex flex-wrap items-center gap-2" aria-label={t("condition", { number })}>
      <Select value={draft.column} onValueChange={(column) => onChange({ ...draft, column })}>
        <SelectTrigger size="sm" aria-label={t("column")} className="w-40 max-sm:min-w-2/5 max-sm:flex-1">
          <SelectValue />
        </SelectTrigger>
        <SelectContent>
          {names.map((name) => (
            <SelectItem key={name} value={name}>
              {name}
            </SelectItem>
          ))}
        </SelectContent>
      </Select>
      <Select value={draft.is} onValueChange={(is) => onChange({ ...draft, is: is as FilterOperator })}>
        <SelectTrigger size="sm" aria-label={t("operator")} className="w-36 max-sm:min-w-2/5 max-sm:flex-1">
          <SelectValue />
        </SelectTrigger>
        <SelectContent>
          {filterOperators.map((is) => (
            <SelectItem key={is} value={is}>
              {t(`operators.${is}`)}
            </SelectItem>
          ))}
        </SelectContent>
      </Select>
      {!withoutValue.includes(draft.is) && (
        <Input
          aria-label={t("value")}
          aria-invalid={problem ? true : undefined}
          title={problem}
          className="h-8 min-w-32 flex-1 max-sm:basis-2/3 sm:max-w-72"
          value={draft.value}
          onChange={(event) => onChange({ ...draft, value: event.target.value })}
        />
      )}
      <Button variant="ghost" size="icon-sm" aria-label={t("remove", { number })} onClick={onRemove}>
        <X aria-hidden />
      </Button>
      {problem && <p className="w-full text-danger text-xs">{problem}</p>}
    </fieldset>
  );
}

const draftOf = ({ column, is, value }: TableFilter): Draft => ({
  ...{ column, is },
  value: value === undefined || value === null ? "" : String(value),
});

const filterOf = ({ column, is, value }: Draft): TableFilter =>
  withoutValue.includes(is) ? { column, is } : { column, is, value };

function problemOf(table: TableInfo, { column, is, value }: Draft): string | undefined {
  if (withoutValue.includes(is) || is === "contains" || is === "startsWith") return undefined;
  const read = readCell(typeOf(table, column), value);
  return read.ok ? undefined : read.problem;
}

function typeOf(table: TableInfo, name: string): ColumnType {
  if (name === "id") return "number";
  return table.columns.find((column) => column.name === name)?.type ?? "datetime";
}
