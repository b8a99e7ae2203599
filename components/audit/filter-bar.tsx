"use client";

import { useTranslations } from "use-intl";
import { auditActions, auditOutcomes } from "@/shared/audit";
import { Filter, FilterRow, TimeFilter } from "../filter-row";
import { TextFilter } from "../ui/text-filter";
import { type Filters, noFilters } from "./filters";

type FilterBarProps = { filters: Filters; onChange: (changes: Partial<Filters>) => void };

export function FilterBar({ filters, onChange }: FilterBarProps) {
  const t = useTranslations();
  return (
    <FilterRow isFiltered={Object.values(filters).some(Boolean)} onClear={() => onChange(noFilters)}>
      <TextFilter
        label={t("audit.filters.actor")}
        placeholder={t("audit.filters.actorPlaceholder")}
        maxLength={200}
        value={filters.actor ?? ""}
        onChange={(actor) => onChange({ actor: actor || null })}
      />
      <TextFilter
        label={t("audit.filters.target")}
        placeholder={t("audit.filters.targetPlaceholder")}
        maxLength={200}
        value={filters.target ?? ""}
        onChange={(target) => onChange({ target: target || null })}
      />
      <Filter
        label={t("audit.filters.action")}
        all={t("audit.filters.anyAction")}
        value={filters.action}
        options={auditActions.map((value) => ({ value, label: t(`audit.actions.${value}`) }))}
        onChange={(action) => onChange({ action })}
      />
      <Filter
        label={t("audit.filters.outcome")}
        all={t("audit.filters.anyOutcome")}
        value={filters.outcome}
        options={auditOutcomes.map((value) => ({ value, label: t(`audit.outcomes.${value}`) }))}
        onChange={(outcome) => onChange({ outcome })}
      />
      <TimeFilter value={filters.range} onChange={(range) => onChange({ range })} />
    </FilterRow>
  );
}
