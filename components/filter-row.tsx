"use client";

import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { type Range, rangeNames } from "./executions/filters";
import { Button } from "./ui/button";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "./ui/select";

type FilterRowProps = {
  /** Whether there is anything to clear. */
  isFiltered: boolean;
  onClear: () => void;
  children: ReactNode;
};

/** The filters over a list. */
export function FilterRow({ isFiltered, onClear, children }: FilterRowProps) {
  const t = useTranslations("executions.filters");
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      {children}
      {isFiltered && (
        <Button variant="ghost" onClick={onClear}>
          <X aria-hidden />
          {t("clear")}
        </Button>
      )}
    </div>
  );
}

export function TimeFilter({ value, onChange }: { value: Range | null; onChange: (range: Range | null) => void }) {
  const t = useTranslations("executions.filters");
  return (
    <Filter
      label={t("time")}
      all={t("anyTime")}
      value={value}
      options={rangeNames.map((name) => ({ value: name, label: t(`ranges.${name}`) }))}
      onChange={onChange}
    />
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
