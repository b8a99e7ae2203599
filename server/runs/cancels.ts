import type { Store } from "@/server/db/client";
import type { ExecutionMode } from "@/shared/execution";
import { executionStatements } from "./execution-statements";
import type { KeepRules } from "./keep-rules";

type EndedRow = { id: number; versionId: number; mode?: ExecutionMode };

/** Ends executions that no worker has. For use in a commit. */
export function cancels(store: Store, keep: KeepRules) {
  const { cancelIdle, dropOrphans, wakeCaller } = executionStatements(store);
  return {
    /** `false`: it runs, or is over. Who waits for it goes on. */
    idle(id: number): boolean {
      const row = cancelIdle.get(Date.now(), id) as EndedRow | undefined;
      if (!row) return false;
      keep.ended({ ...row, status: "cancelled" });
      wakeCaller.run(id);
      return true;
    },

    /** Those that nobody calls any more. Returns how many they were. */
    orphans(now: number): number {
      const rows = dropOrphans.all(now) as EndedRow[];
      for (const row of rows) keep.ended({ ...row, status: "cancelled" }, now);
      return rows.length;
    },
  };
}
