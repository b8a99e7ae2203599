import type { Store } from "@/server/db/client";
import { logger } from "@/server/processes/logger";

const everyMs = 60_000;
const hourMs = 3_600_000;
/** As much as the longest chart shows, and what its first bar may reach back. */
const keptHours = 33 * 24;
/** Hours moved in one round: after an upgrade there is a month of them. */
const maxHours = 200;

/**
 * Moves the counts of minutes on to their hours once the chart of the last hour is past them. What is counted is in
 * one of both tables at any time, so a crash loses and doubles nothing, and clocks may jump.
 */
export function createRollUp(store: Store) {
  const log = logger("roll-up");
  const findFirst = store.rawRead
    .prepare<[number], number | null>("SELECT min(at) FROM ended_by_minute WHERE at < ?")
    .pluck();
  const add = (workflow: string) =>
    store.prepareWrite(`
      INSERT INTO ended_by_hour (at, workflow_id, status, duration_class, count)
      SELECT @hour, ${workflow} AS workflow, status, duration_class, sum(count) FROM ended_by_minute
      WHERE at >= @hour AND at < @hour + ${hourMs} GROUP BY workflow, status, duration_class
      ON CONFLICT DO UPDATE SET count = count + excluded.count`);
  const addEach = add("workflow_id");
  const addAll = add("''");
  const dropMinutes = store.prepareWrite(`DELETE FROM ended_by_minute WHERE at >= @hour AND at < @hour + ${hourMs}`);
  const dropOld = store.prepareWrite(
    "DELETE FROM ended_by_hour WHERE rowid IN (SELECT rowid FROM ended_by_hour WHERE at < ? LIMIT 5000)",
  );
  const timer = setInterval(() => void rollUpNow(), everyMs);
  timer.unref();

  return { rollUpNow, close: () => clearInterval(timer) };

  async function rollUpNow(now = Date.now()): Promise<void> {
    const thisHour = now - (now % hourMs);
    try {
      for (let round = 0; round < maxHours; round++) {
        const first = findFirst.get(thisHour - hourMs) ?? null;
        if (first === null) return;
        const hour = first - (first % hourMs);
        await store.commit(() => {
          addEach.run({ hour });
          addAll.run({ hour });
          dropMinutes.run({ hour });
          dropOld.run(thisHour - keptHours * hourMs);
        });
      }
    } catch (err) {
      log.error({ err }, "Counts of executions could not be summed up; it is tried again");
    }
  }
}
