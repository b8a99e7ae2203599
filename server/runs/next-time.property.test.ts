import { Cron } from "croner";
import fc from "fast-check";
import { IANAZone } from "luxon";
import { describe, expect, it } from "vitest";
import { nextTime, turnAfter } from "./next-time";

const zones = [
  ...["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Kathmandu", "UTC"],
] as const;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const [first, last] = [Date.UTC(2024, 0, 1), Date.UTC(2035, 11, 31)];

/** ISLEWIRE_PROPERTY_RUNS=1000000 for the long form. A failure prints its seed. */
const numRuns = Number(process.env.ISLEWIRE_PROPERTY_RUNS ?? 150);

type Field = { text: string; values: ReadonlySet<number> };
const range = (from: number, to: number, step = 1) =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);

/** `*`, a step, one value, a list, or a range. */
const field = (max: number, steps: readonly number[]): fc.Arbitrary<Field> => {
  const value = fc.integer({ min: 0, max });
  return fc.oneof(
    fc.constant({ text: "*", values: new Set(range(0, max)) }),
    fc.constantFrom(...steps).map((step) => ({ text: `*/${step}`, values: new Set(range(0, max, step)) })),
    value.map((one) => ({ text: `${one}`, values: new Set([one]) })),
    fc
      .uniqueArray(value, { minLength: 2, maxLength: 4 })
      .map((list) => ({ text: list.join(","), values: new Set(list) })),
    fc.tuple(value, value).map(([a, b]) => ({
      text: `${Math.min(a, b)}-${Math.max(a, b)}`,
      values: new Set(range(Math.min(a, b), Math.max(a, b))),
    })),
  );
};
/** Mostly hours in which clocks are set. */
const hour = fc.oneof(
  { weight: 2, arbitrary: field(23, [2, 3, 5]) },
  {
    weight: 3,
    arbitrary: fc.constantFrom<number[]>(0, 1, 2, 3, 23).map((one) => ({ text: `${one}`, values: new Set([one]) })),
  },
  { weight: 2, arbitrary: fc.constant({ text: "0,2,3", values: new Set([0, 2, 3]) }) },
);
const weekday = fc.constantFrom(
  { text: "*", values: new Set(range(0, 6)) },
  { text: "0", values: new Set([0]) },
  { text: "1-5", values: new Set(range(1, 5)) },
  { text: "0,5,6", values: new Set([0, 5, 6]) },
);
const pattern = fc.record({ minute: field(59, [10, 15, 30]), hour, weekday });
type Pattern = typeof pattern extends fc.Arbitrary<infer T> ? T : never;
const textOf = ({ minute, hour, weekday }: Pattern) => `${minute.text} ${hour.text} * * ${weekday.text}`;
const matches = ({ minute, hour, weekday }: Pattern, wall: number) => {
  const shown = new Date(wall);
  return (
    minute.values.has(shown.getUTCMinutes()) &&
    hour.values.has(shown.getUTCHours()) &&
    weekday.values.has(shown.getUTCDay())
  );
};

/** A day with the hours around it. */
const windowMs = 28 * hourMs;

/** What the wall shows in each minute of a window, as a time of UTC. */
function wallsOf(zone: string, from: number): Map<number, number> {
  const luxon = IANAZone.create(zone);
  return new Map(range(from, from + windowMs, minuteMs).map((time) => [time, time + luxon.offset(time) * minuteMs]));
}

/** The rule, written down minute by minute: what the wall shows, what it left out, and what it had shown before. */
function expected(one: Pattern, walls: Map<number, number>): number[] {
  const isDaily = !textOf(one).split(" ").slice(0, 2).join().includes("*");
  const times = new Set<number>();
  let highest = Number.NEGATIVE_INFINITY;
  for (const [time, wall] of walls) {
    if (!isDaily || wall > highest) if (matches(one, wall)) times.add(time);
    if (isDaily && Number.isFinite(highest))
      for (let missing = highest + minuteMs, at = time; missing < wall; missing += minuteMs, at += minuteMs)
        if (matches(one, missing)) times.add(at);
    highest = Math.max(highest, wall);
  }
  return [...times].sort((a, b) => a - b);
}

const changes = new Map(zones.map((zone) => [zone, changesOf(zone)]));
function changesOf(zone: string): number[] {
  const offset = (time: number) => IANAZone.create(zone).offset(time);
  return range(first, last, dayMs).filter((day) => offset(day) !== offset(day + dayMs));
}
const instant = fc.integer({ min: first / minuteMs, max: last / minuteMs }).map((minutes) => minutes * minuteMs);
/** Days on which the clock is set, and others. */
const place = fc.constantFrom(...zones).chain((zone) => {
  const days = changes.get(zone) ?? [];
  const near = days.length > 0 ? fc.constantFrom(...days).map((day) => day - 2 * hourMs) : instant;
  return fc.record({ zone: fc.constant(zone), from: fc.oneof({ weight: 3, arbitrary: near }, instant) });
});

describe("the times of a pattern", () => {
  it("are those of the rule, one after the other and each once, also where the clock is set", () => {
    fc.assert(
      fc.property(place, pattern, ({ zone, from }, one) => {
        const times: number[] = [];
        for (let at: number | null = from; at !== null && at <= from + windowMs; ) {
          const next: number | null = nextTime({ cron: textOf(one) }, zone, null, at);
          if (next !== null && next <= from + windowMs) times.push(next);
          at = next;
        }
        expect(times).toEqual(expected(one, wallsOf(zone, from)).filter((time) => time > from));
      }),
      { numRuns },
    );
  });

  it("are the same from wherever one asks", () => {
    fc.assert(
      fc.property(place, pattern, fc.integer({ min: 0, max: 2 * dayMs }), ({ zone, from }, one, later) => {
        const rule = { cron: textOf(one) };
        const next = nextTime(rule, zone, null, from + later) ?? 0;
        expect(next).toBeGreaterThan(from + later);
        expect(nextTime(rule, zone, null, next - 1)).toBe(next);
        expect(nextTime(rule, zone, null, from + later + Math.floor((next - from - later) / 2))).toBe(next);
        expect(turnAfter(rule, zone, next + 40 * dayMs, from + later)).toBe(next);
      }),
      { numRuns },
    );
  });

  it("are croner's, but for its times that a clock leaves out or shows twice", () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), instant, pattern, (zone, from, one) => {
        const near = changes.get(zone)?.some((day) => Math.abs(day - from) < 10 * dayMs);
        fc.pre(!near);
        const cron = new Cron(textOf(one), { timezone: zone, paused: true });
        expect(nextTime({ cron: textOf(one) }, zone, null, from)).toBe(cron.nextRun(new Date(from))?.getTime());
      }),
      { numRuns },
    );
  });
});
