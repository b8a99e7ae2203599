import type { Store } from "@/server/db/client";
import { logger } from "@/server/processes/logger";
import { requestPruning } from "./request-pruning";
import { skipPruning } from "./schedule-skips";

export type KeepRules = { keepExecutionsDays: number; keepExecutionsCount: number };

const everyMs = 60_000;
const dayMs = 86_400_000;
const batch = 200;
/** Batches of one round: the rest follows a minute later, so that pruning never holds up the work. */
const maxBatches = 50;
/** Such rows are small. */
const expiredBatch = 2_000;

/** Deletes finished executions that are older than the rules keep and what was remembered for a time, and thins out old saves, a small batch at a time. */
export function createPruning(store: Store, rules: () => KeepRules) {
  const log = logger("pruning");
  const over = "status IN ('succeeded', 'failed', 'cancelled')";
  const findOld = store.rawRead.prepare<[number, number], { id: number }>(
    `SELECT id FROM executions WHERE ${over} AND created_at < ? ORDER BY id LIMIT ?`,
  );
  const findExcess = store.rawRead.prepare<[number, number], { id: number }>(
    `SELECT id FROM executions WHERE ${over} AND id <= (SELECT id FROM executions ORDER BY id DESC LIMIT 1 OFFSET ?) ORDER BY id LIMIT ?`,
  );
  const dropSteps = store.prepareWrite("DELETE FROM steps WHERE execution_id = ?");
  const dropLedger = store.prepareWrite("DELETE FROM ledger WHERE execution_id = ?");
  const dropKeys = store.prepareWrite("DELETE FROM execution_keys WHERE execution_id = ?");
  const drop = store.prepareWrite("DELETE FROM executions WHERE id = ?");
  /** Beside the named, the published and the newest, the last of each hour stays for a week, then of each day. */
  const thinOut = store.prepareWrite(`
    DELETE FROM revisions WHERE rowid IN (
      SELECT r.rowid FROM revisions r WHERE r.name IS NULL AND r.published_at IS NULL AND r.created_at < @dayAgo
        AND EXISTS (SELECT 1 FROM revisions later WHERE later.workflow_id = r.workflow_id AND later.revision > r.revision
          AND later.created_at / CAST(@periodMs AS INTEGER) = r.created_at / CAST(@periodMs AS INTEGER))
        AND r.created_at >= @from AND r.created_at < @to
      LIMIT ${batch})`);
  const dropExpired = ["memories", "seen_values"].map((table) => ({
    find: store.rawRead.prepare<[number]>(`SELECT 1 FROM ${table} WHERE expires_at <= ? LIMIT 1`),
    drop: store.prepareWrite(
      `DELETE FROM ${table} WHERE rowid IN (SELECT rowid FROM ${table} WHERE expires_at <= ? LIMIT ${expiredBatch})`,
    ),
  }));
  const forgetEvents = store.prepareWrite(
    `DELETE FROM intake_keys WHERE rowid IN (SELECT rowid FROM intake_keys WHERE until < ? LIMIT ${batch * 10})`,
  );
  const pruneRequests = requestPruning(store);
  const pruneSkips = skipPruning(store);
  const timer = setInterval(() => void pruneNow(), everyMs);
  timer.unref();

  return { pruneNow, close: () => clearInterval(timer) };

  /** Resolves with the number of executions deleted. */
  async function pruneNow(now = Date.now()): Promise<number> {
    const { keepExecutionsDays: days, keepExecutionsCount: count } = rules();
    let deleted = 0;
    try {
      await store.commit(() => {
        const dayAgo = now - dayMs;
        thinOut.run({ dayAgo, periodMs: 3_600_000, from: now - 7 * dayMs, to: dayAgo });
        thinOut.run({ dayAgo, periodMs: dayMs, from: 0, to: now - 7 * dayMs });
      });
      await forgetExpired(now);
      await pruneRequests(now);
      await pruneSkips(now);
      for (let round = 0; round < maxBatches; round++) {
        if ((await store.commit(() => forgetEvents.run(now).changes)) < batch * 10) break;
      }
      for (let round = 0; round < maxBatches; round++) {
        const rows = [
          ...(days > 0 ? findOld.all(now - days * dayMs, batch) : []),
          ...(count > 0 ? findExcess.all(count, batch) : []),
        ];
        const ids = [...new Set(rows.map(({ id }) => id))];
        if (ids.length === 0) break;
        await store.commit(() => {
          for (const id of ids) {
            dropSteps.run(id);
            dropLedger.run(id);
            dropKeys.run(id);
            drop.run(id);
          }
        });
        deleted += ids.length;
      }
    } catch (err) {
      log.error({ err }, "Old executions could not be deleted; it is tried again");
    }
    return deleted;
  }
  /** What workflows remembered for a time. */
  async function forgetExpired(now: number) {
    for (const { find, drop } of dropExpired)
      for (let round = 0; round < maxBatches && find.get(now); round++) await store.commit(() => drop.run(now));
  }
}
