import type { Store } from "@/server/db/client";
import { systemActor } from "./access";
import { audit } from "./audit";

const everyMs = 3_600_000;
const dayMs = 86_400_000;
const batch = 2_000;

type Options = {
  /** 0: for ever. */
  keepDays: number;
  /** Sent to another place so far: what was not is kept. */
  delivered(): number | undefined;
  onError(thrown: unknown): void;
};

/**
 * Takes the oldest events out. The chain is told to begin behind them, which is an event itself, in one transaction; they are
 * deleted afterwards. So what is left can be verified at any moment.
 */
export function createAuditPruning(store: Store, { keepDays, delivered, onError }: Options) {
  const find = store.rawRead
    .prepare<[number], number>("SELECT id FROM audit_events WHERE at >= ? ORDER BY id LIMIT 1")
    .pluck();
  const findFirst = store.rawRead.prepare<[], { id: number; at: number }>(
    "SELECT id, at FROM audit_events WHERE id > (SELECT pruned_id FROM audit_head) ORDER BY id LIMIT 1",
  );
  const findLast = store.rawRead.prepare<[], number>("SELECT last_id FROM audit_head").pluck();
  const drop = store.prepareWrite(
    `DELETE FROM audit_events WHERE id IN (SELECT id FROM audit_events WHERE id <= (SELECT pruned_id FROM audit_head) ORDER BY id LIMIT ${batch})`,
  );
  let closed = false;
  let underWay: Promise<number> | undefined;
  const timer = setInterval(() => void pruneNow().catch(onError), everyMs);
  timer.unref();
  void pruneNow().catch(onError);

  return {
    /** The beginning is moved once at a time. Resolves with the number of events deleted. */
    pruneNow,
    close() {
      closed = true;
      clearInterval(timer);
    },
  };

  function pruneNow(now = Date.now()): Promise<number> {
    underWay ??= prune(now).finally(() => {
      underWay = undefined;
    });
    return underWay;
  }

  async function prune(now: number): Promise<number> {
    const before = now - keepDays * dayMs;
    const first = findFirst.get();
    // Once a day is enough: each time is an event of its own.
    if (keepDays > 0 && first && first.at < before - dayMs) await moveBeginning(first.id, before);
    let deleted = 0;
    while (!closed) {
      const { changes } = await store.commit(() => drop.run());
      deleted += changes;
      if (changes < batch) break;
    }
    return deleted;
  }

  async function moveBeginning(first: number, before: number): Promise<void> {
    // Up to the first that is young enough: times of a clock that was set back do not matter.
    const youngest = (find.get(before) ?? (findLast.get() ?? 0) + 1) - 1;
    const upTo = Math.min(youngest, delivered() ?? youngest);
    if (upTo < first) return;
    await store.commit(() => {
      store.audit.beginAfter(upTo);
      audit({ store, actor: systemActor }, "audit.prune", {
        details: { from: first, upTo, olderThan: new Date(before).toISOString() },
      });
    });
  }
}
