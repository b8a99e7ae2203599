import type { Store } from "@/server/db/client";
import type { SealedParts } from "@/server/redaction/sealed-parts";
import type { Json } from "@/shared/item";
import { Fenced, type Lease } from "./checkpoints";

/**
 * Changes of our own database that a step makes before it ends, each exactly once: the change and what it gave are one
 * commit, so that a step that runs again after a crash is told what it was told before.
 */
export type Ledger = ReturnType<typeof createLedger>;

export function createLedger(store: Store) {
  const holds = store.prepareWrite(
    "SELECT 1 FROM executions WHERE id = @executionId AND owner = @owner AND attempt = @attempt AND status = 'running'",
  );
  const find = store.prepareWrite(
    "SELECT result FROM ledger WHERE execution_id = @executionId AND step = @step AND key = @key",
  );
  const note = store.prepareWrite(
    "INSERT INTO ledger (execution_id, step, key, result) VALUES (@executionId, @step, @key, @result)",
  );
  const drop = store.prepareWrite("DELETE FROM ledger WHERE execution_id = @executionId AND step = @step");

  return {
    /**
     * `isResumed`: an earlier attempt may have noted changes of a step that this one ends. `sealed`: what they gave may
     * hold what the workflow hides.
     */
    open({ executionId, owner, attempt }: Lease, isResumed: boolean, sealed?: SealedParts) {
      const used = new Set<number>();
      return {
        /**
         * `work` is synchronous and uses statements of `prepareWrite`; what it throws undoes all of it. `key` names the
         * change within its step.
         */
        once<T extends Json>(step: number, key: string, work: () => T): Promise<T> {
          used.add(step);
          return store.commit(() => {
            if (!holds.get({ executionId, owner, attempt })) throw new Fenced();
            const before = find.get({ executionId, step, key }) as { result: string } | undefined;
            const part = `ledger ${step} ${key}` as const;
            if (before) {
              const bytes = () => Buffer.from(before.result, "base64");
              return JSON.parse(sealed ? sealed.open(executionId, part, bytes()) : before.result) as T;
            }
            const result = work();
            const text = JSON.stringify(result);
            const kept = sealed ? sealed.seal(executionId, part, text).toString("base64") : text;
            note.run({ executionId, step, key, result: kept });
            return result;
          });
        },

        /** Once the step is stored nobody asks again: to be called within its commit. */
        forget(step: number): (() => void)[] {
          return used.delete(step) || isResumed ? [() => void drop.run({ executionId, step })] : [];
        },
      };
    },
  };
}

export type ExecutionLedger = ReturnType<Ledger["open"]>;
