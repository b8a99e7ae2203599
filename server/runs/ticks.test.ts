import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextTime } from "./next-time";
import { planTicks, startDelay, type Timing } from "./ticks";

const due = Date.parse("2026-01-10T08:00:00Z");
const timing = (more: Partial<Timing> = {}): Timing => ({
  ...{ id: 7, rule: { everyMs: 60_000 }, timezone: "Europe/Berlin", due, jitterMs: 0 },
  ...{ ifMissed: "once", maxMissed: 10, ...more },
});
const minute = 60_000;
const hours = (count: number) => count * 60 * minute;

describe("of the times that were missed", () => {
  const after = due + hours(1) + 30_000;
  const all = { from: due, isAtLeast: false };

  it("the newest starts once, and the others are left out with their reason", () => {
    const plan = planTicks(timing(), after, after);
    expect(plan.starts).toEqual([due + hours(1)]);
    expect(plan.leftOut).toEqual({ ...all, reason: "down", to: due + hours(1) - minute, count: 60 });
    expect(plan.next).toBe(due + hours(1) + minute);
  });

  it("none starts where they are to be left out, but one that is hardly late does", () => {
    const every = timing({ rule: { everyMs: hours(1) }, ifMissed: "skip" });
    const late = planTicks(every, due + hours(5) + 2 * minute, due + hours(6));
    expect(late).toMatchObject({ starts: [], leftOut: { from: due, to: due + hours(5), count: 6 } });
    const soon = planTicks(every, due + hours(5) + 20_000, due + hours(6));
    expect(soon).toMatchObject({ starts: [due + hours(5)], leftOut: { from: due, to: due + hours(4), count: 5 } });
  });

  it("the newest start for each, the earliest of them first, and what is beyond the limit is left out", () => {
    const plan = planTicks(timing({ ifMissed: "all", maxMissed: 3 }), after, after);
    expect(plan.starts).toEqual([-2, -1, 0].map((index) => due + hours(1) + index * minute));
    expect(plan.leftOut).toEqual({ ...all, reason: "limit", to: due + hours(1) - 3 * minute, count: 58 });
    expect(planTicks(timing({ ifMissed: "all", maxMissed: 100 }), after, after)).toMatchObject({ leftOut: null });
  });

  it("those of a running server are late, which is another reason", () => {
    expect(planTicks(timing(), after, due - hours(1)).leftOut).toMatchObject({ reason: "late" });
  });

  it("of a pattern as many count as somebody can wait for, and the newest are found all the same", () => {
    const second = timing({ rule: { cron: "* * * * * *" }, ifMissed: "all", maxMissed: 4 });
    const now = due + 400 * 24 * hours(1);
    const plan = planTicks(second, now, now);
    expect(plan.starts).toEqual([-3, -2, -1, 0].map((index) => now + index * 1_000));
    expect(plan.leftOut).toMatchObject({ from: due, to: now - 4_000, isAtLeast: true });
    const yearly = timing({ rule: { cron: "0 9 1 1 *" }, due: Date.parse("2020-01-01T08:00:00Z") });
    expect(planTicks(yearly, now, now)).toMatchObject({ leftOut: { count: 7, isAtLeast: false } });
  });
});

const rules = fc.constantFrom<Timing["rule"][]>(
  ...[{ everyMs: 1_000 }, { everyMs: 7_000 }, { cron: "*/5 * * * * *" }, { cron: "0,10,11 * * * *" }],
  ...[{ cron: "30 2 * * *" }, { cron: "* 2 * * 0" }],
);

describe("starts that are spread", () => {
  const jitter = fc.record({
    rule: rules,
    id: fc.integer({ min: 1, max: 9 }),
    jitterMs: fc.integer({ min: 0, max: 3_600_000 }),
    from: fc.integer({ min: 0, max: 4_000 }).map((days) => due + hours(24) * days),
  });

  it("come later by the same each time it is asked, within the jitter and half of the period", () => {
    fc.assert(
      fc.property(jitter, ({ rule, id, jitterMs, from }) => {
        const one = timing({ rule, id, jitterMs });
        const first = nextTime(rule, one.timezone, due, from) ?? 0;
        const second = nextTime(rule, one.timezone, due, first) ?? 0;
        const delay = startDelay(one, first);
        expect(delay).toBe(startDelay({ ...one }, first));
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThanOrEqual(jitterMs);
        expect(delay).toBeLessThan((second - first) / 2);
      }),
      { numRuns: 200 },
    );
  });

  it("differ from schedule to schedule and from time to time", () => {
    const delays = Array.from({ length: 40 }, (_, index) =>
      startDelay(timing({ id: index % 8, rule: { everyMs: hours(1) }, jitterMs: 600_000 }), due + hours(index >> 3)),
    );
    expect(new Set(delays).size).toBeGreaterThan(35);
    expect(Math.max(...delays) - Math.min(...delays)).toBeGreaterThan(300_000);
  });

  it("leave no time out and start none twice, whenever somebody looks", () => {
    const looks = fc.array(fc.integer({ min: 1, max: 40_000 }), { minLength: 5, maxLength: 30 });
    fc.assert(
      fc.property(jitter, looks, fc.constantFrom("once", "skip", "all"), ({ rule, id, jitterMs }, pauses, ifMissed) => {
        const fixed = { rule, id, jitterMs, ifMissed, maxMissed: 3 } as const;
        let [at, now] = [due, due];
        let delay = startDelay(timing({ ...fixed, due: at }), at);
        const started: number[] = [];
        let counted = 0;
        for (const pause of pauses) {
          now += pause;
          if (at + delay > now) continue;
          const plan = planTicks(timing({ ...fixed, due: at }), now, due);
          for (const start of plan.starts) expect(start + startDelay(timing(fixed), start)).toBeLessThanOrEqual(now);
          started.push(...plan.starts);
          counted += plan.starts.length + (plan.leftOut?.count ?? 0);
          at = plan.next ?? 0;
          delay = plan.delayMs;
          expect(at + delay).toBeGreaterThan(now);
        }
        expect(new Set(started).size).toBe(started.length);
        const passed: number[] = [];
        for (let time = due; time < at; time = nextTime(rule, "Europe/Berlin", due, time) ?? at) passed.push(time);
        expect(counted).toBe(passed.length);
        expect(passed).toEqual(expect.arrayContaining(started));
      }),
      { numRuns: 60 },
    );
  });
});
