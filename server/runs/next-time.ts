import { Cron } from "croner";
import { DateTime, IANAZone } from "luxon";
import { AppError } from "@/shared/errors";
import type { ScheduleRule } from "@/shared/schedule";

/**
 * Patterns are matched against the clock on the wall, and what it shows is then looked for in the zone. Where the clock
 * is set, the rule is that of Vixie's cron. A pattern that names its seconds, minutes and hours runs at each of them
 * once a day: one that the clock leaves out comes as much later as the clock was set forward, and of one that comes
 * twice the first counts. A pattern with `*` in one of these fields follows the clock as it goes.
 */

/** The first time after `now`; null when there is none. Throws `AppError` for a pattern or zone that is not valid. */
export function nextTime(rule: ScheduleRule, timezone: string, previous: number | null, now: number): number | null {
  if ("everyMs" in rule) {
    const from = previous ?? now;
    return from + Math.max(Math.ceil((now - from + 1) / rule.everyMs), 1) * rule.everyMs;
  }
  try {
    const pattern = readPattern(rule.cron);
    const zone = readZone(timezone);
    const { every } = rule;
    const isTurn = (time: number) =>
      !every ||
      previous === null ||
      (periodOf(time, every.unit, zone) - periodOf(previous, every.unit, zone)) % every.count === 0;
    let time = nextMatch(pattern, zone, now);
    while (time !== null && !isTurn(time)) time = nextMatch(pattern, zone, time);
    return time;
  } catch (thrown) {
    throw new AppError(
      "INVALID",
      `The schedule "${short(rule.cron)}" in the time zone "${short(timezone)}" is not valid: ${thrown instanceof Error ? thrown.message : thrown}`,
      {
        hint: "Write minute, hour, day of month, month, day of week, such as 0 9 * * 1-5",
      },
    );
  }
}

/** The first time after `now` at which a schedule that is due next at `nextAt` has its turn, also before that. */
export function turnAfter(rule: ScheduleRule, timezone: string, nextAt: number, now: number): number | null {
  if (!("everyMs" in rule) || nextAt <= now) return nextTime(rule, timezone, nextAt, now);
  return nextAt - Math.floor((nextAt - now - 1) / rule.everyMs) * rule.everyMs;
}

type Pattern = { cron: Cron; isDaily: boolean };

/** The clock on the wall is taken for one in UTC, which is never set. */
function readPattern(text: string): Pattern {
  const known = patterns.get(text);
  if (known) return known;
  if (text.length > longestPattern) throw new Error(`it is longer than ${longestPattern} characters`);
  const cron = new Cron(text, { utcOffset: 0, paused: true });
  const pattern = { cron, isDaily: !/[*?]/.test(timeFields(text)) };
  if (patterns.size >= 10_000) patterns.clear();
  patterns.set(text, pattern);
  return pattern;
}

const patterns = new Map<string, Pattern>();
const longestPattern = 1_000;
const short = (text: string) => (text.length > 100 ? `${text.slice(0, 100)}…` : text);

/** Seconds, minutes and hours: what is before day, month and weekday, and before the year where there are seven fields. */
function timeFields(text: string): string {
  const fields = text.trim().split(/\s+/);
  if (fields[0]?.startsWith("@")) return fields[0] === "@hourly" ? "*" : "";
  return fields.slice(0, fields.length === 7 ? -4 : -3).join(" ");
}

function readZone(timezone: string): IANAZone {
  const zone = IANAZone.create(timezone);
  if (!zone.isValid) throw new RangeError(`there is no time zone "${short(timezone)}"`);
  return zone;
}

const secondMs = 1_000;
const hourMs = 3_600_000;
/** How far around a time the clock may be set and still matter to it: it is never set by more than some hours. */
const nearMs = 8 * hourMs;

function nextMatch({ cron, isDaily }: Pattern, zone: IANAZone, now: number): number | null {
  let from = Math.floor(now / secondMs) * secondMs + secondMs;
  for (;;) {
    const offset = offsetAt(zone, from);
    const before = isDaily ? changeWithin(zone, from - nearMs, from) : undefined;
    const wall = firstMatch(cron, before ? afterRepeated(from + offset, before) : from + offset);
    const late = before ? leftOut(cron, from, before) : null;
    const soonest = earlier(late, wall === null ? null : wall - offset);
    if (soonest === null) return null;
    const change = changeWithin(zone, from, Math.min(soonest, from + nearMs));
    if (change) from = change.at;
    else if (soonest <= from + nearMs) return soonest;
    // From shortly before it: the clock may be set until then. The wall shows no match in between.
    else from = soonest - nearMs / 2;
  }
}

const firstMatch = (cron: Cron, wall: number): number | null =>
  cron.nextRun(new Date(wall - secondMs))?.getTime() ?? null;

const earlier = (a: number | null, b: number | null) => (a === null ? b : b === null ? a : Math.min(a, b));

/** At this moment the clock was set: it was so many milliseconds ahead of UTC before, and so many from then on. */
type Change = { at: number; before: number; after: number };

/** What the wall shows a second time does not count. */
const afterRepeated = (wall: number, { at, before, after }: Change) =>
  after < before ? Math.max(wall, at + before) : wall;

/** The first of the matches that the clock left out, from `from` on, as long as they are made up for. */
function leftOut(cron: Cron, from: number, { at, before, after }: Change): number | null {
  if (from + before >= at + after) return null;
  const wall = firstMatch(cron, from + before);
  return wall === null || wall >= at + after ? null : wall - before;
}

const offsetAt = (zone: IANAZone, time: number) => zone.offset(time) * 60_000;

/** How the clock was set after `start` and until `end`, if it was: once, since the span is short. */
function changeWithin(zone: IANAZone, start: number, end: number): Change | undefined {
  if (end <= start) return undefined;
  const [before, after] = [offsetAt(zone, start), offsetAt(zone, end)];
  if (before === after) return undefined;
  let [low, at] = [start, end];
  while (at - low > secondMs) {
    const middle = low + Math.floor((at - low) / 2 / secondMs) * secondMs;
    if (offsetAt(zone, middle) === before) low = middle;
    else at = middle;
  }
  return { at, before, after };
}

/** The number of the day, week (from Monday) or month that a moment is in. */
function periodOf(time: number, unit: "day" | "week" | "month", zone: IANAZone): number {
  const { year, month, day } = DateTime.fromMillis(time, { zone });
  if (unit === "month") return year * 12 + month;
  const days = Date.UTC(year, month - 1, day) / 86_400_000;
  return unit === "day" ? days : Math.floor((days + 3) / 7);
}
