"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { requestDoors } from "@/shared/webhook-request";
import { useTRPC } from "../api";
import { Filter, FilterRow, TimeFilter } from "../filter-row";
import { TextFilter } from "../ui/text-filter";
import { type Filters, noFilters, resultFilters } from "./filters";

type FilterBarProps = { filters: Filters; onChange: (changes: Partial<Filters>) => void };

export function FilterBar({ filters, onChange }: FilterBarProps) {
  const t = useTranslations();
  const { data: workflows = [] } = useQuery(useTRPC().workflows.list.queryOptions({}));
  const byName = workflows.toSorted((a, b) => a.name.localeCompare(b.name));
  return (
    <FilterRow isFiltered={Object.values(filters).some(Boolean)} onClear={() => onChange(noFilters)}>
      <TextFilter
        label={t("webhooks.filters.path")}
        placeholder={t("webhooks.filters.pathPlaceholder")}
        maxLength={200}
        value={filters.path ?? ""}
        onChange={(path) => onChange({ path: path || null })}
      />
      <Filter
        label={t("webhooks.filters.door")}
        all={t("webhooks.filters.anyDoor")}
        value={filters.door}
        options={requestDoors.map((value) => ({ value, label: t(`webhooks.filters.${value}`) }))}
        onChange={(door) => onChange({ door })}
      />
      <Filter
        label={t("webhooks.filters.result")}
        all={t("webhooks.filters.anyResult")}
        value={filters.result}
        options={resultFilters.map((value) => ({ value, label: t(`webhooks.results.${value}`) }))}
        onChange={(result) => onChange({ result })}
      />
      <Filter
        label={t("executions.filters.workflow")}
        all={t("executions.filters.allWorkflows")}
        value={filters.workflow}
        options={byName.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(workflow) => onChange({ workflow })}
      />
      <TimeFilter value={filters.range} onChange={(range) => onChange({ range })} />
    </FilterRow>
  );
}
