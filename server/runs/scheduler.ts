import { DateTime } from "luxon";
import type { IfMissed, ScheduleRule } from "@/nodes/sdk/define-node";
import type { Store } from "@/server/db/client";
import { pack } from "@/server/db/packed-json";
import { logger } from "@/server/processes/logger";
import { createLanes, type Entry, noLane } from "./lanes";
import { nextTime } from "./next-time";

type Row = {
  id: number;
  workflow_id: string;
  version_id: number;
  node_id: string;
  rule: string;
  timezone: string;
  next_at: number;
  is_poll: 0 | 1;
  if_missed: IfMissed;
};

/**
 * Starts what is due. The execution's row and the schedule's next time are one commit, so a tick happens once, also
 * when the server dies in between. What becomes of times missed while the server was down is the trigger's to say.
 */
export function createScheduler(store: Store, onQueued: (cancels: number[], ended: number) => void) {
  const log = logger("scheduler");
  const findDue = store.rawRead.prepare<[number], Row>(
    "SELECT * FROM schedules WHERE next_at <= ? ORDER BY next_at LIMIT 500",
  );
  const findNext = store.rawRead.prepare<[], { at: number | null }>("SELECT min(next_at) AS at FROM schedules");
  const lanes = createLanes(store);
  const insert = store.prepareWrite(`
    INSERT INTO executions (workflow_id, version_id, status, mode, start_node, input, created_at, finished_at, error, wake_at, lane, lane_limit, held_since)
    VALUES (@workflowId, @versionId, @status, 'schedule', @nodeId, @input, @now, @finishedAt, @error, @wakeAt, @lane, @laneLimit, @heldSince)`);
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
    const entries = results.flatMap((result) => (result.status === "fulfilled" ? result.value : []));
    if (due.length)
      onQueued(
        entries.flatMap(({ cancels }) => cancels),
        entries.reduce(addEnded, 0),
      );
    arm(failed ? retryMs : 0);
  }

  function startOne(row: Row, now: number): Entry[] {
    if (move.run(timeAfter(row, now), row.id, row.next_at).changes === 0) return [];
    // It would find what the one under way is finding.
    if (row.is_poll && findOpen.get(row.workflow_id, row.node_id)) return [];
    return ticksOf(row, now).map((at) => insertTick(row, at, now));
  }

  function insertTick(row: Row, at: number, now: number): Entry {
    const { workflow_id: workflowId, version_id: versionId, node_id: nodeId } = row;
    const inputText = JSON.stringify([{ json: tickItem(row, at) }]);
    const rule = lanes.ruleOf(versionId, "schedule");
    const entry = rule ? lanes.enter(rule, "schedule", workflowId, inputText, now) : noLane;
    const { lane, laneLimit, wakeAt, heldSince, error, state } = entry;
    insert.run({
      ...{ workflowId, versionId, nodeId, now, input: pack(inputText), lane, laneLimit, wakeAt, heldSince },
      status: state === "held" ? "waiting" : state === "skipped" ? "cancelled" : "queued",
      finishedAt: state === "skipped" ? now : null,
      error: error && JSON.stringify(error),
    });
    return entry;
  }

  /** The times to start for: the due one, or what the node says of those that were missed. */
  function ticksOf({ id, rule, timezone, next_at: due, if_missed: ifMissed }: Row, now: number): number[] {
    if (ifMissed === "once" || now - due < missedMs) return [due];
    if (ifMissed === "skip") {
      log.warn({ schedule: id, due: new Date(due).toISOString() }, "A missed time is left out, as its schedule says");
      return [];
    }
    const ticks: number[] = [];
    try {
      const read = JSON.parse(rule) as ScheduleRule;
      for (let at: number | null = due; at !== null && at <= now && ticks.length < maxMissed; ) {
        ticks.push(at);
        at = nextTime(read, timezone, at, at);
      }
    } catch {
      // `timeAfter` has told it.
    }
    return ticks;
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

const addEnded = (sum: number, { superseded, state }: Entry) => sum + superseded + (state === "skipped" ? 1 : 0);

const retryMs = 5_000;
/** A time that is this late was missed: the server did not run. */
const missedMs = 60_000;
/** Of one schedule, made up for at once. */
const maxMissed = 100;

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
