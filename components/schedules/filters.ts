"use client";

import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useMemo } from "react";

export const views = ["upcoming", "skipped"] as const;
export type View = (typeof views)[number];
export type Filters = { view: View; workflow: string };

/** They live in the address, so that a list can be shown to somebody. */
export function useFilters() {
  const params = useSearchParams();
  const router = useRouter();
  const pathname = usePathname();
  const workflow = params.get("workflow") ?? "";
  const view = views.find((known) => known === params.get("view")) ?? "upcoming";
  const filters = useMemo((): Filters => ({ view, workflow }), [view, workflow]);

  function setFilters(changes: Partial<Filters>) {
    const { view, workflow } = { ...filters, ...changes };
    const next = new URLSearchParams();
    if (view !== "upcoming") next.set("view", view);
    if (workflow) next.set("workflow", workflow);
    router.replace(next.size > 0 ? `${pathname}?${next}` : pathname, { scroll: false });
  }

  return { filters, setFilters };
}
