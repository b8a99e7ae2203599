"use client";

import { useSearchParams } from "next/navigation";

export const views = ["upcoming", "skipped"] as const;
export type View = (typeof views)[number];
export type Filters = { view: View; workflow: string };

/** They live in the address, so that a list can be shown to somebody. */
export function useFilters(): Filters {
  const params = useSearchParams();
  return {
    view: views.find((known) => known === params.get("view")) ?? "upcoming",
    workflow: params.get("workflow") ?? "",
  };
}

/** At once, and onto what is in the address by then: a text that is typed comes later than a tab that is chosen meanwhile. */
export function setFilters({ view, workflow }: Partial<Filters>) {
  const address = new URL(window.location.href);
  const put = (name: string, value: string) =>
    value ? address.searchParams.set(name, value) : address.searchParams.delete(name);
  if (view !== undefined) put("view", view === "upcoming" ? "" : view);
  if (workflow !== undefined) put("workflow", workflow);
  window.history.replaceState(null, "", address);
}
