"use client";

import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { executionStatuses } from "@/shared/execution";
import { useTRPC } from "../api";
import { statusLabel } from "../status-badge";
import { Button } from "../ui/button";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "../ui/select";
import { type Filters, type Range, ranges } from "./filters";

type FilterBarProps = { filters: Filters; onChange: (changes: Partial<Filters>) => void };

export function FilterBar({ filters, onChange }: FilterBarProps) {
  const { data: workflows = [] } = useQuery(useTRPC().workflows.list.queryOptions({}));
  const isFiltered = Object.values(filters).some(Boolean);
  const byName = workflows.toSorted((a, b) => a.name.localeCompare(b.name));
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      <Filter
        label="Workflow"
        all="All workflows"
        value={filters.workflow}
        options={byName.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(workflow) => onChange({ workflow })}
      />
      <Filter
        label="Status"
        all="Any status"
        value={filters.status}
        options={executionStatuses.map((value) => ({ value, label: statusLabel(value) }))}
        onChange={(status) => onChange({ status })}
      />
      <Filter
        label="Time"
        all="Any time"
        value={filters.range}
        options={rangeOptions}
        onChange={(range) => onChange({ range })}
      />
      {isFiltered && (
        <Button variant="ghost" onClick={() => onChange({ workflow: null, status: null, range: null })}>
          <X aria-hidden />
          Clear
        </Button>
      )}
    </div>
  );
}

const rangeOptions: { value: Range; label: string }[] = [
  { value: "hour", label: ranges.hour.label },
  { value: "day", label: ranges.day.label },
  { value: "week", label: ranges.week.label },
  { value: "month", label: ranges.month.label },
];

type FilterProps<V extends string> = {
  label: string;
  all: string;
  value: V | null;
  options: readonly { value: V; label: string }[];
  onChange: (value: V | null) => void;
};

/** A select cannot hold an empty value, so "all" has a name of its own. */
function Filter<V extends string>({ label, all, value, options, onChange }: FilterProps<V>) {
  return (
    <Select
      value={value ?? "*"}
      onValueChange={(next) => onChange(options.find((option) => option.value === next)?.value ?? null)}
    >
      <SelectTrigger aria-label={label} className="min-w-0 flex-1 basis-28 sm:w-44 sm:flex-none">
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
