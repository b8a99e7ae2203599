import type { Store } from "@/server/db/client";
import type { SkipReason } from "@/shared/schedule";

/** Due times of a schedule that follow each other; `next` is the one after them. */
export type Skipped = {
  reason: SkipReason;
  from: number;
  to: number;
  count: number;
  isAtLeast: boolean;
  next: number | null;
};

type Schedule = { id: number; workflow_id: string; version_id: number; node_id: string; timezone: string };

/** What schedules left out, and why. */
export function recordSkips(store: Store) {
  const goOn = store.prepareWrite(`
    UPDATE schedule_skips SET to_at = @to, count = count + @count, is_at_least = max(is_at_least, @isAtLeast), next_at = @next,
      version_id = @versionId, at = @now
    WHERE id = (SELECT max(id) FROM schedule_skips WHERE schedule_id = @scheduleId) AND reason = @reason AND next_at = @from`);
  const insert = store.prepareWrite(`
    INSERT INTO schedule_skips (schedule_id, workflow_id, version_id, node_id, timezone, reason, from_at, to_at, count, is_at_least, next_at, at)
    VALUES (@scheduleId, @workflowId, @versionId, @nodeId, @timezone, @reason, @from, @to, @count, @isAtLeast, @next, @now)`);

  return {
    /** To be called within a commit. One that goes on where the last one of the schedule ended becomes part of it. */
    record({ id, workflow_id, version_id, node_id, timezone }: Schedule, skipped: Skipped, now: number) {
      const { reason, from, to, count, next } = skipped;
      const what = { reason, from, to, count, next, isAtLeast: Number(skipped.isAtLeast), now };
      const whose = { scheduleId: id, versionId: version_id };
      if (goOn.run({ ...what, ...whose }).changes > 0) return;
      insert.run({ ...what, ...whose, workflowId: workflow_id, nodeId: node_id, timezone });
    },
  };
}

const dayMs = 86_400_000;
const batch = 2_000;
const maxBatches = 10;

/** What is kept of them. */
export type SkipLimits = { days: number; rows: number };
const skipLimits: SkipLimits = { days: 30, rows: 10_000 };

export function skipPruning(store: Store, { days, rows }: SkipLimits = skipLimits) {
  const find = store.rawRead.prepare<[number, number], { id: number }>(`
    SELECT id FROM schedule_skips WHERE at < ?
      OR id <= (SELECT id FROM schedule_skips ORDER BY id DESC LIMIT 1 OFFSET ?) ORDER BY id LIMIT ${batch}`);
  const drop = store.prepareWrite("DELETE FROM schedule_skips WHERE id = ?");

  return async function prune(now: number): Promise<void> {
    for (let round = 0; round < maxBatches; round++) {
      const old = find.all(now - days * dayMs, rows);
      if (old.length === 0) return;
      await store.commit(() => {
        for (const { id } of old) drop.run(id);
      });
    }
  };
}
