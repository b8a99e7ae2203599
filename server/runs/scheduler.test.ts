import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { unpack } from "@/server/db/packed-json";
import { executions, scheduleSkips, schedules } from "@/server/db/schema";
import { openTestStore } from "@/server/db/testing";
import { nextTime } from "./next-time";
import { createScheduler } from "./scheduler";

const at = (text: string) => Date.parse(text);

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

  it("starts one look of a trigger that has two times at once", async () => {
    const due = Date.now() - 1_000;
    await add(due, { everyMs: 60_000 }, true);
    await add(due, { everyMs: 90_000 }, true);
    scheduler.refresh();
    await expect.poll(() => queued).toBeGreaterThan(0);
    expect(rows()).toHaveLength(1);
  });

  it("starts what is due once, and moves the time on in the same moment", async () => {
    const due = at("2026-01-10T08:00:00Z");
    await add(due, { cron: "0 9 * * *" });
    const clock = () => due + 1_000;
    const [first, second] = [
      createScheduler(db.store, () => void queued++, clock),
      createScheduler(db.store, () => {}, clock),
    ];
    first.refresh();
    second.refresh();
    await expect.poll(() => rows().length, { timeout: 10_000 }).toBe(1);
    await expect.poll(() => queued, { timeout: 10_000 }).toBe(1);
    first.close();
    second.close();
    const [execution] = rows();
    expect(execution).toMatchObject({
      workflowId: "w",
      versionId: 1,
      startNode: "s",
      mode: "schedule",
      status: "queued",
      dueAt: due,
    });
    expect(JSON.parse(unpack(execution?.input ?? Buffer.of()))).toMatchObject([
      { json: { timestamp: "2026-01-10T09:00:00.000+01:00", Hour: "09", Timezone: "Europe/Berlin" } },
    ]);
    const [{ nextAt } = { nextAt: 0 }] = db.store.read.select().from(schedules).all();
    expect(nextAt).toBe(due + 86_400_000);
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
    await expect.poll(() => queued, { timeout: 10_000 }).toBeGreaterThan(4);
    const skips = () => db.store.read.select().from(scheduleSkips).all();
    await expect.poll(() => skips()[0]?.count, { timeout: 10_000 }).toBeGreaterThan(1);
    expect(skips()).toMatchObject([{ reason: "polling" }]);
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
  const missed = async (ifMissed: "once" | "skip" | "all", maxMissed = 100) => {
    const { store, close } = openTestStore();
    const due = at("2026-01-10T08:00:00Z");
    const now = due + 3_700_000;
    const rule = JSON.stringify({ everyMs: 600_000 });
    await store.transaction((tx) =>
      tx
        .insert(schedules)
        .values({
          ...{ workflowId: "w", versionId: 1, nodeId: "n", rule, timezone: "utc", nextAt: due, ifMissed, maxMissed },
        })
        .run(),
    );
    let queued = 0;
    const scheduler = createScheduler(
      store,
      () => void queued++,
      () => now,
    );
    scheduler.refresh();
    await expect.poll(() => queued).toBe(1);
    scheduler.close();
    const rows = store.read.select().from(executions).all();
    const [row] = store.read.select().from(schedules).all();
    const skips = store.read.select().from(scheduleSkips).all();
    close();
    expect(row?.nextAt).toBe(due + 7 * 600_000);
    const starts = rows.map(({ dueAt, input }) => {
      const [{ json }] = JSON.parse(unpack(input ?? Buffer.alloc(0)));
      expect(at(json.timestamp)).toBe(dueAt);
      return ((dueAt ?? 0) - due) / 600_000;
    });
    return { starts, skips: skips.map(({ reason, count, fromAt }) => [reason, count, fromAt - due]) };
  };

  it("are made up for once, left out, or made up for each, as the trigger says", async () => {
    expect(await missed("once")).toEqual({ starts: [6], skips: [["down", 6, 0]] });
    expect(await missed("skip")).toEqual({ starts: [], skips: [["down", 7, 0]] });
    expect(await missed("all")).toEqual({ starts: [0, 1, 2, 3, 4, 5, 6], skips: [] });
    expect(await missed("all", 2)).toEqual({ starts: [5, 6], skips: [["limit", 5, 0]] });
  });
});

const rules = [{ everyMs: 60_000 }, { cron: "*/5 * * * *" }, { cron: "0 9,18 * * *" }, { cron: "30 2 * * *" }];
const jump = fc.oneof(
  fc.constantFrom(3_600_000, -3_600_000, 86_400_000, -86_400_000, 30_000, 3_000, -2_000),
  fc.constant("1970" as const),
  fc.constant("back" as const),
);

describe("A clock that is set", () => {
  it("starts each schedule at most once for a due time, no more of them at once than are made up for, and leaves none silent", {
    timeout: 60_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(jump, { minLength: 3, maxLength: 9 }),
        fc.constantFrom("once" as const, "all" as const),
        async (jumps, ifMissed) => {
          const { store, close } = openTestStore();
          const begin = at("2026-03-28T10:00:00Z");
          let now = begin;
          const values = rules.map((rule) => ({
            ...{ workflowId: "w", versionId: 1, nodeId: "n", rule: JSON.stringify(rule), timezone: "Europe/Berlin" },
            ...{ nextAt: nextTime(rule, "Europe/Berlin", null, begin), jitterMs: 20_000, ifMissed, maxMissed: 3 },
          }));
          await store.transaction((tx) => tx.insert(schedules).values(values).run());
          const scheduler = createScheduler(
            store,
            () => {},
            () => now,
          );
          const most = ifMissed === "all" ? 3 : 1;
          let before = 0;
          for (const one of jumps) {
            now = one === "1970" ? 1_000 : one === "back" ? begin : Math.max(now + one, 0);
            scheduler.refresh();
            const rows = store.read.select().from(schedules);
            // The clock stands still: all is decided once nothing is due and nothing waits for longer than its period.
            const waits = () => rows.all().map(({ nextAt, delayMs }) => (nextAt ?? 0) + delayMs - now);
            await expect
              .poll(() => waits().map((wait, index) => wait > 0 && wait <= (longest[index] ?? 0)), { interval: 1 })
              .toEqual([true, true, true, true]);
            const started = store.read.select().from(executions).all();
            expect(started.length - before).toBeLessThanOrEqual(most * rules.length);
            before = started.length;
            const ticks = started.map(({ scheduleId, dueAt }) => `${scheduleId} ${dueAt}`);
            expect(new Set(ticks).size).toBe(ticks.length);
          }
          scheduler.close();
          close();
        },
      ),
      { numRuns: 20 },
    );
  });
});

/** Between two due times, with the jitter. */
const longest = [80_000, 320_000, 16 * 3_600_000, 25 * 3_600_000].map((ms) => ms + 20_000);
