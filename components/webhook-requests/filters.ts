"use client";

import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useMemo } from "react";
import { type RequestResult, requestResults } from "@/shared/webhook-request";
import { type Range, rangeNames } from "../executions/filters";

export const resultFilters = ["welcome", "refused", ...requestResults] as const;
export type ResultFilter = RequestResult | "welcome" | "refused";
export type Filters = {
  workflow: string | null;
  result: ResultFilter | null;
  range: Range | null;
  path: string | null;
};

/** The filters live in the address: a node leads to the requests of its own. */
export function useFilters() {
  const params = useSearchParams();
  const router = useRouter();
  const pathname = usePathname();
  const workflow = params.get("workflow");
  const path = params.get("path");
  const result = resultFilters.find((known) => known === params.get("result")) ?? null;
  const range = rangeNames.find((known) => known === params.get("range")) ?? null;
  const filters = useMemo((): Filters => ({ workflow, result, range, path }), [workflow, result, range, path]);

  function setFilters(changes: Partial<Filters>) {
    const next = new URLSearchParams();
    for (const [name, value] of Object.entries({ ...filters, ...changes })) if (value) next.set(name, value);
    router.replace(next.size > 0 ? `${pathname}?${next}` : pathname, { scroll: false });
  }

  return { filters, setFilters, isFiltered: Object.values(filters).some(Boolean) };
}

export const noFilters: Filters = { workflow: null, result: null, range: null, path: null };
