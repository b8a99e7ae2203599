"use client";

import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useTranslations } from "use-intl";
import { shownStatuses } from "@/shared/execution";
import { useTRPC } from "../api";
import { Button } from "../ui/button";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "../ui/select";
import { TextFilter } from "../ui/text-filter";
import { type Filters, noFilters, rangeNames } from "./filters";

type FilterBarProps = { filters: Filters; onChange: (changes: Partial<Filters>) => void };

export function FilterBar({ filters, onChange }: FilterBarProps) {
  const t = useTranslations("executions");
  const { data: workflows = [] } = useQuery(useTRPC().workflows.list.queryOptions({}));
  // A bar of the chart says itself that it is chosen, and the chart must not move under the pointer.
  const isFiltered = Object.values({ ...filters, ended: null }).some(Boolean);
  const byName = workflows.toSorted((a, b) => a.name.localeCompare(b.name));
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      <Filter
        label={t("filters.workflow")}
        all={t("filters.allWorkflows")}
        value={filters.workflow}
        options={byName.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(workflow) => onChange({ workflow })}
      />
      <Filter
        label={t("filters.status")}
        all={t("filters.anyStatus")}
        value={filters.status}
        options={shownStatuses.map((value) => ({ value, label: t(`statuses.${value}`) }))}
        onChange={(status) => onChange({ status })}
      />
      <Filter
        label={t("filters.time")}
        all={t("filters.anyTime")}
        value={filters.range}
        options={rangeNames.map((value) => ({ value, label: t(`filters.ranges.${value}`) }))}
        onChange={(range) => onChange({ range, ended: null })}
      />
      <TextFilter
        label={t("filters.key")}
        placeholder={t("filters.keyPlaceholder")}
        maxLength={512}
        value={filters.key ?? ""}
        onChange={(key) => onChange({ key: key || null })}
      />
      {isFiltered && (
        <Button variant="ghost" onClick={() => onChange(noFilters)}>
          <X aria-hidden />
          {t("filters.clear")}
        </Button>
      )}
    </div>
  );
}

type FilterProps<V extends string> = {
  label: string;
  all: string;
  value: V | null;
  options: readonly { value: V; label: string }[];
  onChange: (value: V | null) => void;
};

/** A select cannot hold an empty value, so "all" has a name of its own. */
export function Filter<V extends string>({ label, all, value, options, onChange }: FilterProps<V>) {
  return (
    <Select
      value={value ?? "*"}
      onValueChange={(next) => onChange(options.find((option) => option.value === next)?.value ?? null)}
    >
      <SelectTrigger aria-label={label} className="min-w-0 flex-1 basis-32 sm:w-44 sm:flex-none">
        <SelectValue />
      </SelectTrigger>
      <SelectContent>
        <SelectItem value="*">{all}</SelectItem>
        {options.map((option) => (
          <SelectItem key={option.value} value={option.value}>
            {option.label}
          </SelectItem>
        ))}
      </SelectContent>
    </Select>
  );
}
