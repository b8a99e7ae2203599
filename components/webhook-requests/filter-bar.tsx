"use client";

import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useTranslations } from "use-intl";
import { requestDoors } from "@/shared/webhook-request";
import { useTRPC } from "../api";
import { Filter } from "../executions/filter-bar";
import { rangeNames } from "../executions/filters";
import { Button } from "../ui/button";
import { TextFilter } from "../ui/text-filter";
import { type Filters, noFilters, resultFilters } from "./filters";

type FilterBarProps = { filters: Filters; onChange: (changes: Partial<Filters>) => void };

export function FilterBar({ filters, onChange }: FilterBarProps) {
  const t = useTranslations();
  const { data: workflows = [] } = useQuery(useTRPC().workflows.list.queryOptions({}));
  const byName = workflows.toSorted((a, b) => a.name.localeCompare(b.name));
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
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
