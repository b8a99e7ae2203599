import { describe, expect, it } from "vitest";
import { nextTime } from "./next-time";

const at = (text: string) => Date.parse(text);
const next = (rule: Parameters<typeof nextTime>[0], zone: string, now: string, previous: string | null = null) => {
  const time = nextTime(rule, zone, previous === null ? null : at(previous), at(now));
  return time === null ? null : new Date(time).toISOString();
};

describe("the next time", () => {
  it("of a period comes that long after the one before, and does not drift", () => {
    const rule = { everyMs: 60_000 };
    expect(next(rule, "utc", "2026-01-01T00:00:10Z")).toBe("2026-01-01T00:01:10.000Z");
    expect(next(rule, "utc", "2026-01-01T00:01:10.250Z", "2026-01-01T00:01:10Z")).toBe("2026-01-01T00:02:10.000Z");
    expect(next(rule, "utc", "2026-01-01T00:01:10Z", "2026-01-01T00:01:10Z")).toBe("2026-01-01T00:02:10.000Z");
  });

  it("leaves out what was missed, and keeps the beat", () => {
    expect(next({ everyMs: 60_000 }, "utc", "2026-01-01T05:00:30Z", "2026-01-01T00:01:10Z")).toBe(
      "2026-01-01T05:01:10.000Z",
    );
  });

  it("of a pattern is in its time zone", () => {
    expect(next({ cron: "0 9 * * *" }, "Europe/Berlin", "2026-01-10T00:00:00Z")).toBe("2026-01-10T08:00:00.000Z");
    expect(next({ cron: "0 9 * * *" }, "Asia/Tokyo", "2026-01-10T01:00:00Z")).toBe("2026-01-11T00:00:00.000Z");
    expect(next({ cron: "30 8 * * 1-5" }, "utc", "2026-01-09T09:00:00Z")).toBe("2026-01-12T08:30:00.000Z");
    expect(next({ cron: "*/10 * * * * *" }, "utc", "2026-01-01T00:00:01Z")).toBe("2026-01-01T00:00:10.000Z");
    expect(next({ cron: "0 0 31 * *" }, "utc", "2026-02-01T00:00:00Z")).toBe("2026-03-31T00:00:00.000Z");
  });

  it("keeps its hour through the change to summer time and back", () => {
    const daily = { cron: "0 9 * * *" };
    expect(next(daily, "Europe/Berlin", "2026-03-28T09:00:00Z")).toBe("2026-03-29T07:00:00.000Z");
    expect(next(daily, "Europe/Berlin", "2026-10-24T08:00:00Z")).toBe("2026-10-25T08:00:00.000Z");
  });

  it("in the hour that summer time leaves out comes once all the same", () => {
    expect(next({ cron: "30 2 * * *" }, "Europe/Berlin", "2026-03-28T12:00:00Z")).toBe("2026-03-29T01:30:00.000Z");
    expect(next({ cron: "0 2,14 * * *" }, "Europe/Berlin", "2026-03-28T14:00:00Z")).toBe("2026-03-29T01:00:00.000Z");
    expect(next({ cron: "0 */2 * * *" }, "Europe/Berlin", "2026-03-28T23:00:00Z")).toBe("2026-03-29T02:00:00.000Z");
    expect(next({ cron: "30 2 * * *" }, "Europe/Berlin", "2026-03-29T02:00:00Z")).toBe("2026-03-30T00:30:00.000Z");
  });

  it("in the hour that comes twice comes once", () => {
    const first = nextTime({ cron: "30 2 * * *" }, "Europe/Berlin", null, at("2026-10-24T12:00:00Z"));
    const second = nextTime({ cron: "30 2 * * *" }, "Europe/Berlin", null, first ?? 0);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThan(23 * 3_600_000);
    expect(next({ cron: "0 2,14 * * *" }, "Europe/Berlin", "2026-10-25T00:00:00Z")).toBe("2026-10-25T13:00:00.000Z");
    expect(next({ cron: "30 * * * *" }, "Europe/Berlin", "2026-10-25T00:30:00Z")).toBe("2026-10-25T01:30:00.000Z");
  });

  it("can leave out days, weeks and months, counted from the time before", () => {
    const daily = { cron: "0 9 * * *", every: { unit: "day", count: 3 } } as const;
    expect(next(daily, "utc", "2026-01-10T10:00:00Z")).toBe("2026-01-11T09:00:00.000Z");
    expect(next(daily, "utc", "2026-01-11T09:00:00Z", "2026-01-11T09:00:00Z")).toBe("2026-01-14T09:00:00.000Z");
    expect(next(daily, "Europe/Berlin", "2026-03-28T08:00:00Z", "2026-03-28T08:00:00Z")).toBe(
      "2026-03-31T07:00:00.000Z",
    );
    const weekly = { cron: "0 9 * * 1,5", every: { unit: "week", count: 2 } } as const;
    expect(next(weekly, "utc", "2026-01-05T09:00:00Z", "2026-01-05T09:00:00Z")).toBe("2026-01-09T09:00:00.000Z");
    expect(next(weekly, "utc", "2026-01-09T09:00:00Z", "2026-01-09T09:00:00Z")).toBe("2026-01-19T09:00:00.000Z");
    const monthly = { cron: "0 9 31 * *", every: { unit: "month", count: 2 } } as const;
    expect(next(monthly, "utc", "2026-01-31T09:00:00Z", "2026-01-31T09:00:00Z")).toBe("2026-03-31T09:00:00.000Z");
  });

  it("is null where there is none", () => {
    expect(next({ cron: "0 0 31 2 *" }, "utc", "2026-01-01T00:00:00Z")).toBeNull();
  });

  it.each([
    ["every day", "utc"],
    ["61 * * * *", "utc"],
    ["*/0 * * * *", "utc"],
    ["0 9 * * *", "Mars/Base"],
    ["x".repeat(100_000), "utc"],
  ])("of a pattern that is none is an error", (cron, zone) => {
    expect(() => nextTime({ cron }, zone, null, 0)).toThrow(/is not valid/);
  });
});

it("a pattern without end is refused in few words, and not kept", () => {
  for (const cron of ["x".repeat(100_000), `${"1-59/".repeat(20_000)} * * * *`]) {
    expect(() => nextTime({ cron }, "UTC", null, 0)).toThrow(/longer than 1000 characters/);
    expect(() => nextTime({ cron: "0 9 * * *" }, "x".repeat(100_000), null, 0)).toThrow(/^.{1,500}$/);
  }
});
