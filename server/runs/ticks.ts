import { createHash } from "node:crypto";
import type { IfMissed, ScheduleRule, SkipReason } from "@/shared/schedule";
import { nextTime } from "./next-time";

/** What a schedule does about the times that are due: a function of its row and the clock. */

export type Timing = {
  id: number;
  rule: ScheduleRule;
  timezone: string;
  /** The earliest time that nothing was decided about. */
  due: number;
  jitterMs: number;
  ifMissed: IfMissed;
  maxMissed: number;
};

export type LeftOut = { reason: SkipReason; from: number; to: number; count: number; isAtLeast: boolean };
/** `next`: the due time after all of these. It starts `delayMs` later. */
export type Plan = { starts: number[]; leftOut: LeftOut | null; next: number | null; delayMs: number };

/** A start that is later than this was missed. */
const missedMs = 60_000;

/** `upSince`: when the server started. */
export function planTicks(timing: Timing, now: number, upSince: number): Plan {
  const { due, ifMissed } = timing;
  const keep = ifMissed === "all" ? timing.maxMissed : 1;
  // Two more: the newest may still be held back by its jitter, and the one before the first start is to be named.
  const passed = passedTicks(timing, now, keep + 2);
  const after = nextTime(timing.rule, timing.timezone, due, now);
  const newest = passed.newest.at(-1) ?? due;
  const held = newest > due ? delayOf(timing, newest, after) : 0;
  const isHeld = newest + held > now;
  if (isHeld) passed.newest.pop();

  const candidates = passed.newest.slice(-keep);
  const isMissed = ifMissed === "skip" && now - (candidates.at(-1) ?? due) - timing.jitterMs >= missedMs;
  const starts = isMissed ? [] : candidates;
  const next = isHeld ? newest : after;
  return {
    starts,
    leftOut: leftOutOf({ ...passed, count: passed.count - (isHeld ? 1 : 0) }, starts, timing, upSince),
    next,
    delayMs: isHeld ? held : next === null ? 0 : startDelay(timing, next),
  };
}

function leftOutOf(passed: Passed, starts: number[], { due, ifMissed }: Timing, upSince: number): LeftOut | null {
  const count = passed.count - starts.length;
  if (count <= 0) return null;
  const to = starts.length === 0 ? passed.newest.at(-1) : passed.newest[passed.newest.length - starts.length - 1];
  const reason = ifMissed === "all" ? "limit" : due < upSince ? "down" : "late";
  return { reason, from: due, to: to ?? due, count, isAtLeast: passed.isAtLeast };
}

/** How much later than `due` it starts: the same whenever it is asked, and never as late as half way to the next one. */
export function startDelay(timing: Timing, due: number): number {
  if (timing.jitterMs === 0) return 0;
  return delayOf(timing, due, nextTime(timing.rule, timing.timezone, due, due));
}

function delayOf({ id, jitterMs }: Timing, due: number, following: number | null): number {
  const most = following === null ? jitterMs : Math.min(jitterMs, Math.floor((following - due) / 2) - 1);
  if (most <= 0) return 0;
  return createHash("sha256").update(`${id}:${due}`).digest().readUInt32BE(0) % (most + 1);
}

/** The newest due times until `now`, the earliest of them first, and how many there were. */
type Passed = { newest: number[]; count: number; isAtLeast: boolean };

/** Of a pattern: so many take some 10 ms. */
const mostCounted = 300;

function passedTicks({ rule, timezone, due }: Timing, now: number, keep: number): Passed {
  if ("everyMs" in rule) {
    const count = Math.max(Math.floor((now - due) / rule.everyMs), 0) + 1;
    const newest = Array.from(
      { length: Math.min(keep, count) },
      (_, index, length = Math.min(keep, count)) => due + (count - length + index) * rule.everyMs,
    );
    return { newest, count, isAtLeast: false };
  }
  const series = (from: number, most: number) => {
    const found: number[] = [];
    for (let at = nextTime(rule, timezone, due, from); at !== null && at <= now && found.length < most; )
      at = nextTime(rule, timezone, due, found[found.push(at) - 1] ?? at);
    return found;
  };
  const counted = [due, ...series(due, mostCounted - 1)];
  if (counted.length < mostCounted) return { newest: counted.slice(-keep), count: counted.length, isAtLeast: false };
  // The latest moment from which on there still are so many.
  let [low, high] = [due, now];
  while (high - low > 1_000) {
    const middle = Math.floor((low + high) / 2);
    if (series(middle, keep).length < keep) high = middle;
    else low = middle;
  }
  const newest = series(low, keep + 1).slice(-keep);
  return { newest, count: mostCounted, isAtLeast: true };
}
