"use client";

import { useSearchParams } from "next/navigation";
import { useMemo } from "react";
import { type ShownStatus, shownStatuses } from "@/shared/execution";
import { type ChartRange, rangeNames } from "@/shared/execution-chart";
import { replaceInAddress } from "../address-filters";

/** Milliseconds back from now. */
export const ranges = { hour: 3_600_000, day: 86_400_000, week: 7 * 86_400_000, month: 30 * 86_400_000 } as const;
export { rangeNames };

export type Range = ChartRange;
export type Filters = {
  workflow: string | null;
  status: ShownStatus | null;
  range: Range | null;
  /** From when to when they ended, in milliseconds since 1970 with a hyphen between: one bar of the chart. */
  ended: string | null;
  key: string | null;
};
export const noFilters: Filters = { workflow: null, status: null, range: null, ended: null, key: null };

const endedPattern = /^\d{1,15}-\d{1,15}$/;

export function endedTimes(ended: string | null): { endedFrom?: number; endedBefore?: number } {
  if (ended === null) return {};
  const [endedFrom, endedBefore] = ended.split("-").map(Number);
  return { endedFrom, endedBefore };
}

/** The filters live in the address: they survive a reload, and a filtered list can be linked to. */
export function useFilters() {
  const params = useSearchParams();
  const workflow = params.get("workflow");
  const status = shownStatuses.find((known) => known === params.get("status")) ?? null;
  const range = rangeNames.find((known) => known === params.get("range")) ?? null;
  const ended = endedPattern.exec(params.get("ended") ?? "")?.[0] ?? null;
  const key = params.get("key") || null;
  const filters = useMemo(
    (): Filters => ({ workflow, status, range, ended, key }),
    [workflow, status, range, ended, key],
  );

  return {
    filters,
    setFilters: (changes: Partial<Filters>) => replaceInAddress(changes),
    isFiltered: Object.values(filters).some((value) => value !== null),
  };
}
