import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { unpack } from "@/server/db/packed-json";
import { executions, schedules } from "@/server/db/schema";
import { openTestStore } from "@/server/db/testing";
import { createScheduler, nextTime } from "./scheduler";

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
    const time = next({ cron: "30 2 * * *" }, "Europe/Berlin", "2026-03-28T12:00:00Z");
    expect(["2026-03-29T00:30:00.000Z", "2026-03-29T01:00:00.000Z", "2026-03-29T01:30:00.000Z"]).toContain(time);
    expect(next({ cron: "30 2 * * *" }, "Europe/Berlin", "2026-03-29T02:00:00Z")).toBe("2026-03-30T00:30:00.000Z");
  });

  it("in the hour that comes twice comes once", () => {
    const first = nextTime({ cron: "30 2 * * *" }, "Europe/Berlin", null, at("2026-10-24T12:00:00Z"));
    const second = nextTime({ cron: "30 2 * * *" }, "Europe/Berlin", null, first ?? 0);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThan(23 * 3_600_000);
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

describe("the scheduler", () => {
  let db: ReturnType<typeof openTestStore>;
  let scheduler: ReturnType<typeof createScheduler>;
  let queued: number;
  beforeEach(() => {
    db = openTestStore();
    queued = 0;
    scheduler = createScheduler(db.store, () => void queued++);
  });
  afterEach(() => {
    scheduler.close();
    db.close();
  });

  const add = (nextAt: number, rule: object = { everyMs: 3_600_000 }, isPoll = false) =>
    db.store.transaction((tx) =>
      tx
        .insert(schedules)
        .values({
          workflowId: "w",
          versionId: 1,
          nodeId: "s",
          rule: JSON.stringify(rule),
          timezone: "Europe/Berlin",
          ...{ nextAt, isPoll },
        })
        .run(),
    );
  const rows = () => db.store.read.select().from(executions).all();

  it("starts what is due once, and moves the time on in the same moment", async () => {
    const due = at("2026-01-10T08:00:00Z");
    await add(due, { cron: "0 9 * * *" });
    const second = createScheduler(db.store, () => {});
    scheduler.refresh();
    second.refresh();
    await expect.poll(() => rows().length, { timeout: 10_000 }).toBe(1);
    await expect.poll(() => queued, { timeout: 10_000 }).toBe(1);
    second.close();
    const [execution] = rows();
    expect(execution).toMatchObject({
      workflowId: "w",
      versionId: 1,
      startNode: "s",
      mode: "schedule",
      status: "queued",
    });
    expect(JSON.parse(unpack(execution?.input ?? Buffer.of()))).toMatchObject([
      { json: { timestamp: "2026-01-10T09:00:00.000+01:00", Hour: "09", Timezone: "Europe/Berlin" } },
    ]);
    const [{ nextAt } = { nextAt: 0 }] = db.store.read.select().from(schedules).all();
    expect(nextAt).toBeGreaterThan(Date.now());
  });

  it("comes back for the next time by itself", async () => {
    await add(Date.now() + 30, { everyMs: 40 });
    scheduler.refresh();
    await expect.poll(() => rows().length, { timeout: 10_000 }).toBeGreaterThan(2);
  });

  it("begins no second look for something new while one is under way, and goes on after it", async () => {
    await add(Date.now() + 10, { everyMs: 30 }, true);
    scheduler.refresh();
    await expect.poll(() => rows().length, { timeout: 10_000 }).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(rows()).toHaveLength(1);
    await db.store.transaction((tx) => tx.update(executions).set({ status: "succeeded" }).run());
    await expect.poll(() => rows().length, { timeout: 10_000 }).toBe(2);
  });

  it("starts a damaged one a last time, and all others as ever", async () => {
    await add(Date.now() - 1_000, { cron: "nonsense" });
    await add(Date.now() - 1_000);
    scheduler.refresh();
    await expect.poll(() => [rows().length, queued > 0], { timeout: 10_000 }).toEqual([2, true]);
    const times = db.store.read
      .select()
      .from(schedules)
      .all()
      .map(({ nextAt }) => nextAt);
    expect(times).toEqual([null, expect.any(Number)]);
  });
});

describe("times at which the server did not run", () => {
  const missed = async (ifMissed: "once" | "skip" | "all") => {
    const { store, close } = openTestStore();
    const hourAgo = Date.now() - 3_600_000;
    await store.transaction((tx) =>
      tx
        .insert(schedules)
        .values({
          ...{ workflowId: "w", versionId: 1, nodeId: "n", rule: JSON.stringify({ everyMs: 600_000 }) },
          ...{ timezone: "utc", nextAt: hourAgo, ifMissed },
        })
        .run(),
    );
    let queued = 0;
    const scheduler = createScheduler(store, () => void queued++);
    scheduler.refresh();
    await expect.poll(() => queued).toBe(1);
    scheduler.close();
    const rows = store.read.select().from(executions).all();
    const [row] = store.read.select().from(schedules).all();
    close();
    expect(row?.nextAt).toBeGreaterThan(Date.now());
    return rows.map(({ input }) => JSON.parse(unpack(input ?? Buffer.alloc(0)))[0].json.timestamp);
  };

  it("are made up for once, left out, or made up for each, as the trigger says", async () => {
    expect(await missed("once")).toHaveLength(1);
    expect(await missed("skip")).toHaveLength(0);
    const all = await missed("all");
    expect(all.length).toBeGreaterThanOrEqual(6);
    expect(new Set(all).size).toBe(all.length);
  });
});
