import type { Store } from "@/server/db/client";
import type { ExecutionMode } from "@/shared/execution";
import type { WorkflowSettings } from "@/shared/workflow";
import { dataDropper } from "./drop-data";

type Rules = Pick<WorkflowSettings, "keepSucceeded" | "keepFailed">;
type Ended = { id: number; versionId: number; status: "succeeded" | "failed" | "cancelled"; mode?: ExecutionMode };

export type KeepRules = ReturnType<typeof keepRules>;

const dayMs = 86_400_000;

/** How long a workflow itself wants its executions kept. Most say nothing: of a known version, that is one look into a map. */
export function keepRules(store: Store) {
  const findRules = store.rawRead.prepare<
    [number],
    { succeeded: string | number | null; failed: string | number | null }
  >(`
    SELECT json_extract(document, '$.settings.keepSucceeded') AS succeeded, json_extract(document, '$.settings.keepFailed') AS failed
    FROM versions WHERE id = ?`);
  const keepUntil = store.prepareWrite("UPDATE executions SET keep_until = ? WHERE id = ?");
  const drop = dataDropper(store);
  const versions = new Map<number, Rules | undefined>();

  return {
    of,

    /** For use in the commit that ends an execution, after its last write. */
    ended({ id, versionId, status, mode }: Ended, now = Date.now()): void {
      const rules = of(versionId);
      const rule = status === "succeeded" ? rules?.keepSucceeded : rules?.keepFailed;
      if (rule === undefined) return;
      // Whoever tries a workflow out looks at what came of it.
      const isTrial = mode === "manual" || mode === "test";
      if (rule === "none" && !isTrial) drop.atEnd(id, now);
      else keepUntil.run(now + (rule === "none" ? 1 : rule) * dayMs, id);
    },
  };

  function of(versionId: number): Rules | undefined {
    if (versions.has(versionId)) return versions.get(versionId);
    const found = findRules.get(versionId);
    // It may be in a transaction still.
    if (!found) return undefined;
    const { succeeded, failed } = found;
    const rules = { keepSucceeded: ruleOf(succeeded), keepFailed: ruleOf(failed) };
    const isNone = rules.keepSucceeded === undefined && rules.keepFailed === undefined;
    if (versions.size > 10_000) versions.clear();
    versions.set(versionId, isNone ? undefined : rules);
    return isNone ? undefined : rules;
  }
}

const ruleOf = (stored: string | number | null): Rules["keepFailed"] =>
  stored === "none" || typeof stored === "number" ? stored : undefined;
