"use client";

import { useSearchParams } from "next/navigation";
import { useMemo } from "react";
import { type AuditAction, type AuditOutcome, auditActions, auditOutcomes } from "@/shared/audit";
import { replaceInAddress } from "../address-filters";
import { type Range, rangeNames, ranges } from "../executions/filters";

export type Filters = {
  actor: string | null;
  action: AuditAction | null;
  target: string | null;
  outcome: AuditOutcome | null;
  range: Range | null;
};
export const noFilters: Filters = { actor: null, action: null, target: null, outcome: null, range: null };

/** The filters live in the address: what was found can be shown to somebody. */
export function useFilters() {
  const params = useSearchParams();
  const actor = params.get("actor");
  const target = params.get("target");
  const action = auditActions.find((known) => known === params.get("action")) ?? null;
  const outcome = auditOutcomes.find((known) => known === params.get("outcome")) ?? null;
  const range = rangeNames.find((known) => known === params.get("range")) ?? null;
  const filters = useMemo(
    (): Filters => ({ actor, action, target, outcome, range }),
    [actor, action, target, outcome, range],
  );
  return {
    filters,
    setFilters: (changes: Partial<Filters>) => replaceInAddress(changes),
    isFiltered: Object.values(filters).some(Boolean),
  };
}

/** As the server takes them. The start of a range is fixed when it is chosen: a moving one would be a new list each second. */
export function useServerFilter({ actor, action, target, outcome, range }: Filters) {
  const from = useMemo(() => (range ? Date.now() - ranges[range] : undefined), [range]);
  return {
    ...(actor && { actor }),
    ...(action && { action }),
    ...(target && { target }),
    ...(outcome && { outcome }),
    ...(from !== undefined && { from }),
  };
}
