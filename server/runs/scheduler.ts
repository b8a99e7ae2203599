import { Cron } from "croner";
import { DateTime } from "luxon";
import type { ScheduleRule } from "@/nodes/sdk/define-node";
import type { Store } from "@/server/db/client";
import { pack } from "@/server/db/packed-json";
import { logger } from "@/server/processes/logger";
import { AppError } from "@/shared/errors";

type Row = {
  id: number;
  workflow_id: string;
  version_id: number;
  node_id: string;
  rule: string;
  timezone: string;
  next_at: number;
  is_poll: 0 | 1;
};

/**
 * Starts what is due. The execution's row and the schedule's next time are one commit, so a tick happens once, also
 * when the server dies in between. Times missed while the server was down are made up for once.
 */
export function createScheduler(store: Store, onQueued: () => void) {
  const log = logger("scheduler");
  const findDue = store.rawRead.prepare<[number], Row>(
    "SELECT * FROM schedules WHERE next_at <= ? ORDER BY next_at LIMIT 500",
  );
  const findNext = store.rawRead.prepare<[], { at: number | null }>("SELECT min(next_at) AS at FROM schedules");
  const insert = store.prepareWrite(`
    INSERT INTO executions (workflow_id, version_id, status, mode, start_node, input, created_at)
    VALUES (?, ?, 'queued', 'schedule', ?, ?, ?)`);
  const findOpen = store.rawRead.prepare<[string, string], { id: number }>(
    "SELECT id FROM executions WHERE status IN ('queued', 'running') AND workflow_id = ? AND start_node = ? LIMIT 1",
  );
  const move = store.prepareWrite("UPDATE schedules SET next_at = ? WHERE id = ? AND next_at = ?");
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  return {
    /** Call after schedules were added or removed. */
    refresh: () => arm(),
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };

  function arm(atLeastMs = 0) {
    clearTimeout(timer);
    const at = closed ? null : findNext.get()?.at;
    if (at === null || at === undefined) return;
    // Looked at again at least every minute: the clock may be set.
    timer = setTimeout(() => void fire(), Math.min(Math.max(at - Date.now(), atLeastMs), 60_000));
  }

  async function fire() {
    const now = Date.now();
    const due = findDue.all(now);
    const results = await Promise.allSettled(due.map((row) => store.commit(() => startOne(row, now))));
    if (closed) return;
    const failed = results.find((result) => result.status === "rejected");
    if (failed) log.error({ err: failed.reason }, "Schedules could not be started; they are tried again");
    if (due.length) onQueued();
    arm(failed ? retryMs : 0);
  }

  function startOne(row: Row, now: number) {
    if (move.run(timeAfter(row, now), row.id, row.next_at).changes === 0) return;
    // It would find what the one under way is finding.
    if (row.is_poll && findOpen.get(row.workflow_id, row.node_id)) return;
    const input = pack(JSON.stringify([{ json: tickItem(row) }]));
    insert.run(row.workflow_id, row.version_id, row.node_id, input, now);
  }

  /** A rule that cannot be read would be due for ever: it starts this once, and then no more. */
  function timeAfter({ id, rule, timezone, next_at }: Row, now: number): number | null {
    try {
      return nextTime(JSON.parse(rule) as ScheduleRule, timezone, next_at, now);
    } catch (err) {
      log.error({ err, schedule: id }, "A schedule cannot be read and ends; publish its workflow again");
      return null;
    }
  }
}

const retryMs = 5_000;

/** The first time after `now`; null when there is none. Throws `AppError` for a pattern or zone that is not valid. */
export function nextTime(rule: ScheduleRule, timezone: string, previous: number | null, now: number): number | null {
  if ("everyMs" in rule) {
    const from = previous ?? now;
    return from + Math.max(Math.ceil((now - from + 1) / rule.everyMs), 1) * rule.everyMs;
  }
  try {
    const cron = new Cron(rule.cron, { timezone, paused: true });
    const { every } = rule;
    const isTurn = (time: Date) =>
      !every ||
      previous === null ||
      (periodOf(time, every.unit, timezone) - periodOf(previous, every.unit, timezone)) % every.count === 0;
    let time = cron.nextRun(new Date(now));
    while (time && !isTurn(time)) time = cron.nextRun(time);
    return time?.getTime() ?? null;
  } catch (thrown) {
    throw new AppError(
      "INVALID",
      `The schedule "${rule.cron}" in the time zone "${timezone}" is not valid: ${thrown instanceof Error ? thrown.message : thrown}`,
      {
        hint: "Write minute, hour, day of month, month, day of week, such as 0 9 * * 1-5",
      },
    );
  }
}

/** The number of the day, week (from Monday) or month that a moment is in. */
function periodOf(time: Date | number, unit: "day" | "week" | "month", zone: string): number {
  const { year, month, day } = DateTime.fromMillis(Number(time), { zone });
  if (unit === "month") return year * 12 + month;
  const days = Date.UTC(year, month - 1, day) / 86_400_000;
  return unit === "day" ? days : Math.floor((days + 3) / 7);
}

function tickItem({ next_at, timezone }: Row) {
  const at = DateTime.fromMillis(next_at, { zone: timezone });
  return {
    timestamp: at.toISO(),
    "Readable date": at.toFormat("MMMM d yyyy, HH:mm:ss"),
    "Day of week": at.toFormat("EEEE"),
    Year: at.toFormat("yyyy"),
    Month: at.toFormat("MMMM"),
    "Day of month": at.toFormat("dd"),
    Hour: at.toFormat("HH"),
    Minute: at.toFormat("mm"),
    Second: at.toFormat("ss"),
    Timezone: timezone,
  };
}
