import { DateTime } from "luxon";
import type { Store } from "@/server/db/client";
import { pack } from "@/server/db/packed-json";
import { logger } from "@/server/processes/logger";
import type { IfMissed, ScheduleRule } from "@/shared/schedule";
import { keepRules } from "./keep-rules";
import { createLanes, type Entry, noLane } from "./lanes";
import { turnAfter } from "./next-time";
import { recordSkips, type Skipped } from "./schedule-skips";
import { type Plan, planTicks, startDelay, type Timing } from "./ticks";

type Row = {
  id: number;
  workflow_id: string;
  version_id: number;
  node_id: string;
  rule: string;
  timezone: string;
  next_at: number;
  delay_ms: number;
  jitter_ms: number;
  is_poll: 0 | 1;
  if_missed: IfMissed;
  max_missed: number;
};

/**
 * Starts what is due. The execution's row, what was left out and the schedule's next time are one commit, so a tick
 * happens once, also when the server dies in between; and there is one execution of a schedule for a due time, also
 * when the clock shows it again. What becomes of times that were missed is the trigger's to say.
 */
export function createScheduler(
  store: Store,
  onQueued: (cancels: number[], ended: number) => void,
  clock: () => number = Date.now,
) {
  const log = logger("scheduler");
  const findDue = store.rawRead.prepare<[number], Row>(
    "SELECT * FROM schedules WHERE next_at + delay_ms <= ? ORDER BY next_at + delay_ms LIMIT 500",
  );
  const findAhead = store.rawRead.prepare<[number], Row>("SELECT * FROM schedules WHERE next_at > ?");
  const findNext = store.rawRead.prepare<[], { at: number | null }>(
    "SELECT min(next_at + delay_ms) AS at FROM schedules",
  );
  const lanes = createLanes(store, keepRules(store));
  const skips = recordSkips(store);
  const insert = store.prepareWrite(`
    INSERT INTO executions (workflow_id, version_id, status, mode, start_node, input, created_at, finished_at, error, wake_at, lane, lane_limit, held_since, schedule_id, due_at)
    VALUES (@workflowId, @versionId, @status, 'schedule', @nodeId, @input, @now, @finishedAt, @error, @wakeAt, @lane, @laneLimit, @heldSince, @scheduleId, @dueAt)`);
  const findTick = store.prepareWrite("SELECT 1 FROM executions WHERE schedule_id = ? AND due_at = ?");
  // On the writing connection: another rule of the same trigger may have started one in this very commit.
  const findOpen = store.prepareWrite(
    "SELECT 1 FROM executions INDEXED BY executions_status WHERE status IN ('queued', 'running') AND workflow_id = ? AND start_node = ? LIMIT 1",
  );
  const move = store.prepareWrite("UPDATE schedules SET next_at = ?, delay_ms = ? WHERE id = ? AND next_at = ?");
  const upSince = clock();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  /** What the clock showed last. It may have been set back while the server was down. */
  let lastSeen = Number.POSITIVE_INFINITY;

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
    if (closed) return;
    const now = clock();
    const wasSetBack = now < lastSeen - setBackMs;
    lastSeen = now;
    if (wasSetBack) bringBack(now);
    const at = findNext.get()?.at;
    if (at === null || at === undefined) return;
    // Looked at again before long: the clock may be set.
    timer = setTimeout(() => void fire(), Math.min(Math.max(at - now, atLeastMs), mostMs));
  }

  async function fire() {
    const now = clock();
    const due = findDue.all(now);
    const planned = due.map((row) => ({ row, plan: planOf(row, now) }));
    const results = await Promise.allSettled(
      planned.map(({ row, plan }) => store.commit(() => startOne(row, plan, now))),
    );
    if (closed) return;
    const failed = results.find((result) => result.status === "rejected");
    if (failed) log.error({ err: failed.reason }, "Schedules could not be started; they are tried again");
    const entries = results.flatMap((result) => (result.status === "fulfilled" ? result.value : []));
    if (due.length)
      onQueued(
        entries.flatMap(({ cancels }) => cancels),
        entries.reduce(addEnded, 0),
      );
    arm(failed ? retryMs : 0);
  }

  /** The clock shows earlier times than it did: what is due then is not left to wait until it has caught up. */
  function bringBack(now: number) {
    for (const row of findAhead.all(now)) {
      try {
        const timing = timingOf(row);
        const next = turnAfter(timing.rule, row.timezone, row.next_at, now);
        if (next === null || next >= row.next_at) continue;
        log.warn(
          { schedule: row.id, from: row.next_at, to: next },
          "The clock was set back: a schedule is due earlier",
        );
        const delay = startDelay(timing, next);
        store
          .commit(() => move.run(next, delay, row.id, row.next_at).changes)
          .then(
            (changes) => {
              // Something else moved it meanwhile: it is looked at again.
              if (changes === 0) lastSeen = Number.POSITIVE_INFINITY;
              arm();
            },
            (err) => log.error({ err, schedule: row.id }, "A schedule waits for a time far ahead"),
          );
      } catch (err) {
        log.error({ err, schedule: row.id }, unreadable);
      }
    }
  }

  /** A rule that cannot be read would be due for ever: it starts this once, and then no more. */
  function planOf(row: Row, now: number): Plan {
    try {
      return planTicks(timingOf(row), now, upSince);
    } catch (err) {
      log.error({ err, schedule: row.id }, unreadable);
      return { starts: [row.next_at], leftOut: null, next: null, delayMs: 0 };
    }
  }

  function startOne(row: Row, { starts, leftOut, next, delayMs }: Plan, now: number): Entry[] {
    if (move.run(next, delayMs, row.id, row.next_at).changes === 0) return [];
    if (leftOut) {
      log.warn({ schedule: row.id, ...leftOut }, "Missed times are left out, as their schedule says");
      skips.record(row, { ...leftOut, next: starts[0] ?? next }, now);
    }
    return starts.flatMap((at, index) => {
      const after = { from: at, to: at, count: 1, isAtLeast: false, next: starts[index + 1] ?? next };
      return startTick(row, at, now, (reason) => skips.record(row, { ...after, reason }, now)) ?? [];
    });
  }

  function startTick(row: Row, at: number, now: number, skip: (reason: Skipped["reason"]) => void): Entry | undefined {
    const { workflow_id: workflowId, version_id: versionId, node_id: nodeId } = row;
    // It would find what the one under way is finding.
    if (row.is_poll && findOpen.get(workflowId, nodeId)) return void skip("polling");
    if (findTick.get(row.id, at)) return undefined;
    const inputText = JSON.stringify([{ json: tickItem(row, at) }]);
    const rule = lanes.ruleOf(versionId, "schedule");
    const entry = rule ? lanes.enter(rule, { mode: "schedule", workflowId, inputText }, now) : noLane;
    const { lane, laneLimit, wakeAt, heldSince, error, state } = entry;
    if (state === "skipped") skip("concurrency");
    insert.run({
      ...{ workflowId, versionId, nodeId, now, input: pack(inputText), lane, laneLimit, wakeAt, heldSince },
      ...{ scheduleId: row.id, dueAt: at },
      status: state === "held" ? "waiting" : state === "skipped" ? "cancelled" : "queued",
      finishedAt: state === "skipped" ? now : null,
      error: error && JSON.stringify(error),
    });
    return entry;
  }
}

const addEnded = (sum: number, { superseded, state }: Entry) => sum + superseded.length + (state === "skipped" ? 1 : 0);

const retryMs = 5_000;
const mostMs = 30_000;
/** Less is a clock that is kept right: everything is late by so much at most. */
const setBackMs = 5_000;
const unreadable = "A schedule cannot be read and ends; publish its workflow again";

const timingOf = (row: Row): Timing => ({
  ...{ id: row.id, rule: JSON.parse(row.rule) as ScheduleRule, timezone: row.timezone, due: row.next_at },
  ...{ jitterMs: row.jitter_ms, ifMissed: row.if_missed, maxMissed: row.max_missed },
});

function tickItem({ timezone }: Row, time: number) {
  const at = DateTime.fromMillis(time, { zone: timezone });
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
