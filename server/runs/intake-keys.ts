import { createHash } from "node:crypto";
import type { Store } from "@/server/db/client";

/** What makes an event known again. */
export type Once = {
  /** Of `intakeKey`. */
  key: string;
  /** How long it is remembered. */
  forMs: number;
  /** Whoever sent it was told when the execution failed, and sends it again so that it is tried again. */
  triesFailedAgain: boolean;
  /** It cannot have come before: it is noted, and not looked for. */
  isNew?: boolean;
};

export type IntakeKeys = ReturnType<typeof intakeKeys>;

/** `event`: whatever names it, such as the id a service gives it. */
export const intakeKey = (nodeId: string, ...event: string[]): string =>
  createHash("sha256")
    .update(JSON.stringify([nodeId, ...event]))
    .digest("base64");

/** For use within the commit that stores the execution. */
export function intakeKeys(store: Store) {
  const find = store.prepareWrite(`
    SELECT k.execution_id AS id, e.status IN ('failed', 'cancelled') AS hasFailed
    FROM intake_keys k LEFT JOIN executions e ON e.id = k.execution_id
    WHERE k.workflow_id = ? AND k.key = ? AND k.until > ?`);
  const put = store.prepareWrite(`
    INSERT INTO intake_keys (workflow_id, key, at, until, execution_id) VALUES (@workflowId, @key, @now, @until, @id)
    ON CONFLICT (workflow_id, key) DO UPDATE SET at = @now, until = @until, execution_id = @id`);

  return {
    /** The execution that the event has started already. */
    known(workflowId: string, { key, triesFailedAgain, isNew }: Once, now: number): number | undefined {
      if (isNew) return undefined;
      const row = find.get(workflowId, key, now) as { id: number; hasFailed: 0 | 1 | null } | undefined;
      return row && !(triesFailedAgain && row.hasFailed) ? row.id : undefined;
    },
    note(workflowId: string, { key, forMs }: Once, id: number, now: number) {
      put.run({ workflowId, key, id, now, until: now + forMs });
    },
  };
}
