"use client";

import { useSearchParams } from "next/navigation";
import { useMemo } from "react";
import { type RequestDoor, type RequestResult, requestDoors, requestResults } from "@/shared/webhook-request";
import { replaceInAddress } from "../address-filters";
import { type Range, rangeNames } from "../executions/filters";

export const resultFilters = ["welcome", "refused", ...requestResults] as const;
export type ResultFilter = RequestResult | "welcome" | "refused";
export type Filters = {
  workflow: string | null;
  result: ResultFilter | null;
  door: RequestDoor | null;
  range: Range | null;
  path: string | null;
};

/** The filters live in the address: a node leads to the requests of its own. */
export function useFilters() {
  const params = useSearchParams();
  const workflow = params.get("workflow");
  const path = params.get("path");
  const result = resultFilters.find((known) => known === params.get("result")) ?? null;
  const door = requestDoors.find((known) => known === params.get("door")) ?? null;
  const range = rangeNames.find((known) => known === params.get("range")) ?? null;
  const filters = useMemo(
    (): Filters => ({ workflow, result, door, range, path }),
    [workflow, result, door, range, path],
  );

  return {
    filters,
    setFilters: (changes: Partial<Filters>) => replaceInAddress(changes),
    isFiltered: Object.values(filters).some(Boolean),
  };
}

export const noFilters: Filters = { workflow: null, result: null, door: null, range: null, path: null };
