import type { Store } from "@/server/db/client";
import { logger } from "@/server/processes/logger";
import { dataDropper } from "./drop-data";
import { executionDropper, isPrunable } from "./drop-executions";
import { requestPruning } from "./request-pruning";
import { skipPruning } from "./schedule-skips";

export type KeepRules = { keepExecutionsDays: number; keepExecutionsCount: number; keepExecutionsMb?: number };

const everyMs = 60_000;
const dayMs = 86_400_000;
const batch = 200;
/** Batches of one round: the rest follows a minute later. */
const maxBatches = 50;
/** Deleting goes on for that long in a round, in commits between those of others. More than is started in a minute is deleted in it. */
const roundMs = 40_000;
/** Kept whatever the size: it may be that of tables and files of others. */
const newest = 100;
/** Ids that are looked through at once, where rows are left. */
const walk = 20_000;
const lookAgainMs = 3_600_000;
const breath = () => new Promise((resolve) => setImmediate(resolve));
export const findKeptSql = `SELECT x.id FROM executions x INDEXED BY executions_keep
  WHERE x.keep_until IS NOT NULL AND x.keep_until <= ? AND ${isPrunable} LIMIT ${batch}`;
/** Such rows are small. */
const expiredBatch = 2_000;

/** Deletes finished executions that are older than the rules keep and what was remembered for a time, and thins out old saves, a small batch at a time. */
export function createPruning(store: Store, rules: () => KeepRules) {
  const log = logger("pruning");
  const findOld = store.rawRead.prepare<
    [{ from: number; last: number; before: number; batch: number }],
    { id: number }
  >(
    `SELECT x.id FROM executions x NOT INDEXED WHERE ${isPrunable} AND x.keep_until IS NULL AND x.id > @from AND x.id <= @last
     AND x.created_at < @before ORDER BY x.id LIMIT @batch`,
  );
  /** Those of workflows with a rule of their own. */
  const findKept = store.rawRead.prepare<[number], { id: number }>(findKeptSql);
  const findFrom = store.rawRead.prepare<[number], { id: number; at: number }>(
    "SELECT id, created_at AS at FROM executions WHERE id >= ? ORDER BY id LIMIT 1",
  );
  const findNewest = store.rawRead.prepare<[], number>("SELECT max(id) FROM executions").pluck();
  const findUpTo = store.rawRead.prepare<[number, number], { id: number }>(
    `SELECT x.id FROM executions x NOT INDEXED WHERE ${isPrunable} AND x.id <= ? ORDER BY x.id LIMIT ?`,
  );
  /** The newest of those beyond a number: to find it takes a look at as many. */
  const findLastBeyond = store.rawRead
    .prepare<[number], number>("SELECT id FROM executions ORDER BY id DESC LIMIT 1 OFFSET ?")
    .pluck();
  const drop = executionDropper(store);
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
  const { dropLeft } = dataDropper(store);
  const pruneRequests = requestPruning(store);
  const pruneSkips = skipPruning(store);
  let closed = false;
  let underWay: Promise<number> | undefined;
  /** Up to there, all that is left is kept by rules of workflows, or was not over: looked through again some time later. */
  let passed = { id: 0, at: 0 };
  const pruning = {
    /** Resolves with the number of executions deleted. One round at a time. */
    pruneNow(now = Date.now()): Promise<number> {
      underWay ??= prune(now).finally(() => {
        underWay = undefined;
      });
      return underWay;
    },
    close() {
      closed = true;
      clearInterval(timer);
    },
  };
  const timer = setInterval(() => void pruning.pruneNow(), everyMs);
  timer.unref();
  return pruning;

  async function prune(now: number): Promise<number> {
    const { keepExecutionsDays: days, keepExecutionsCount: count, keepExecutionsMb: mb = 0 } = rules();
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
      await dropLeft(now);
      for (let round = 0; round < maxBatches; round++) {
        if ((await store.commit(() => forgetEvents.run(now).changes)) < batch * 10) break;
      }
      const excess = count > 0 ? (findLastBeyond.get(count) ?? 0) : 0;
      for (const end = performance.now() + roundMs; performance.now() < end && !closed; ) {
        const rows = [
          ...findKept.all(now),
          ...(days > 0 ? await findOlder(now, now - days * dayMs) : []),
          ...(excess > 0 ? findUpTo.all(excess, batch) : []),
        ];
        if (rows.length === 0 && mb > 0 && usedBytes() > mb * 1024 * 1024)
          rows.push(...findUpTo.all(findLastBeyond.get(newest) ?? 0, batch));
        if (rows.length === 0) break;
        const dropped = await drop([...new Set(rows.map(({ id }) => id))]);
        if (dropped === 0) break;
        deleted += dropped;
      }
    } catch (err) {
      log.error({ err }, "Old executions could not be deleted; it is tried again");
    }
    return deleted;
  }

  async function findOlder(now: number, before: number): Promise<{ id: number }[]> {
    if (now - passed.at > lookAgainMs || now < passed.at) passed = { id: 0, at: now };
    for (const last = lastBefore(before); passed.id < last && !closed; await breath()) {
      const upTo = Math.min(last, passed.id + walk);
      const rows = findOld.all({ from: passed.id, last: upTo, before, batch });
      if (rows.length > 0) return rows;
      passed.id = upTo;
    }
    return [];
  }

  /** Ids rise with the time: the one up to which executions are older is found without a look at each. */
  function lastBefore(time: number): number {
    let [low, high] = [0, (findNewest.get() ?? 0) + 1];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const row = findFrom.get(middle);
      if (!row || row.at >= time) high = middle;
      else low = row.id + 1;
    }
    return low - 1;
  }

  /** Free pages are of the file, but are used again. */
  function usedBytes(): number {
    const pragma = (name: string) => Number(store.rawRead.pragma(name, { simple: true }));
    return (pragma("page_count") - pragma("freelist_count")) * pragma("page_size");
  }

  /** What workflows remembered for a time. */
  async function forgetExpired(now: number) {
    for (const { find, drop } of dropExpired)
      for (let round = 0; round < maxBatches && find.get(now); round++) await store.commit(() => drop.run(now));
  }
}
