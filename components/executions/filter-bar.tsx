"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { shownStatuses } from "@/shared/execution";
import { useTRPC } from "../api";
import { Filter, FilterRow, TimeFilter } from "../filter-row";
import { TextFilter } from "../ui/text-filter";
import { type Filters, noFilters } from "./filters";

type FilterBarProps = { filters: Filters; onChange: (changes: Partial<Filters>) => void };

export function FilterBar({ filters, onChange }: FilterBarProps) {
  const t = useTranslations("executions");
  const { data: workflows = [] } = useQuery(useTRPC().workflows.list.queryOptions({}));
  // A bar of the chart says itself that it is chosen, and the chart must not move under the pointer.
  const isFiltered = Object.values({ ...filters, ended: null }).some(Boolean);
  const byName = workflows.toSorted((a, b) => a.name.localeCompare(b.name));
  return (
    <FilterRow isFiltered={isFiltered} onClear={() => onChange(noFilters)}>
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
      <TimeFilter value={filters.range} onChange={(range) => onChange({ range, ended: null })} />
      <TextFilter
        label={t("filters.key")}
        placeholder={t("filters.keyPlaceholder")}
        maxLength={512}
        value={filters.key ?? ""}
        onChange={(key) => onChange({ key: key || null })}
      />
    </FilterRow>
  );
}
