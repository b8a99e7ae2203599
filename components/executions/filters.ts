"use client";

import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useMemo } from "react";
import { type ExecutionStatus, executionStatuses } from "@/shared/execution";

export const ranges = {
  hour: { label: "Last hour", ms: 3_600_000 },
  day: { label: "Last 24 hours", ms: 86_400_000 },
  week: { label: "Last 7 days", ms: 7 * 86_400_000 },
  month: { label: "Last 30 days", ms: 30 * 86_400_000 },
} as const;

export type Range = keyof typeof ranges;
export type Filters = { workflow: string | null; status: ExecutionStatus | null; range: Range | null };

/** The filters live in the address: they survive a reload, and a filtered list can be linked to. */
export function useFilters() {
  const params = useSearchParams();
  const router = useRouter();
  const pathname = usePathname();
  const workflow = params.get("workflow");
  const status = executionStatuses.find((known) => known === params.get("status")) ?? null;
  const range = isRange(params.get("range"));
  const filters = useMemo((): Filters => ({ workflow, status, range }), [workflow, status, range]);

  function setFilters(changes: Partial<Filters>) {
    const next = new URLSearchParams();
    for (const [name, value] of Object.entries({ ...filters, ...changes })) if (value) next.set(name, value);
    router.replace(next.size > 0 ? `${pathname}?${next}` : pathname, { scroll: false });
  }

  return { filters, setFilters, isFiltered: workflow !== null || status !== null || range !== null };
}

const isRange = (value: string | null): Range | null => {
  const known = Object.keys(ranges).find((range) => range === value);
  return known === "hour" || known === "day" || known === "week" || known === "month" ? known : null;
};
