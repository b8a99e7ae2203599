"use client";

import { X } from "lucide-react";
import { useTranslations } from "use-intl";
import { auditActions, auditOutcomes } from "@/shared/audit";
import { Filter } from "../executions/filter-bar";
import { rangeNames } from "../executions/filters";
import { Button } from "../ui/button";
import { TextFilter } from "../ui/text-filter";
import { type Filters, noFilters } from "./filters";

type FilterBarProps = { filters: Filters; onChange: (changes: Partial<Filters>) => void };

export function FilterBar({ filters, onChange }: FilterBarProps) {
  const t = useTranslations();
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
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
      <Filter
        label={t("executions.filters.time")}
        all={t("executions.filters.anyTime")}
        value={filters.range}
        options={rangeNames.map((value) => ({ value, label: t(`executions.filters.ranges.${value}`) }))}
        onChange={(range) => onChange({ range })}
      />
      {Object.values(filters).some(Boolean) && (
        <Button variant="ghost" onClick={() => onChange(noFilters)}>
          <X aria-hidden />
          {t("executions.filters.clear")}
        </Button>
      )}
    </div>
  );
}
