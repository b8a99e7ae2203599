import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { unpack } from "@/server/db/packed-json";
import { executions, schedules } from "@/server/db/schema";
import { openTestStore } from "@/server/db/testing";
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
