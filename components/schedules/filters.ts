"use client";

import { useSearchParams } from "next/navigation";
import { replaceInAddress } from "../address-filters";

export const views = ["upcoming", "skipped"] as const;
export type View = (typeof views)[number];
export type Filters = { view: View; workflow: string };

export function useFilters(): Filters {
  const params = useSearchParams();
  return {
    view: views.find((known) => known === params.get("view")) ?? "upcoming",
    workflow: params.get("workflow") ?? "",
  };
}

export function setFilters({ view, workflow }: Partial<Filters>) {
  replaceInAddress({ view: view === "upcoming" ? null : view, workflow });
}
