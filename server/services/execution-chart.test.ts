import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { executions } from "@/server/db/schema";
import { createPruning } from "@/server/runs/pruning";
import { createRollUp } from "@/server/runs/roll-up";
import type { ExecutionChart } from "@/shared/execution-chart";
import { chartOfExecutions } from "./execution-chart";
import { listExecutions } from "./executions";
import { openTestServices } from "./testing";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const now = Date.UTC(2026, 5, 10, 14, 30, 20);

let services: ReturnType<typeof openTestServices>;
beforeEach(() => {
  services = openTestServices();
});
afterEach(() => services.close());

type Status = "succeeded" | "failed" | "cancelled";
/** Executions that end as those of workers do: a row that was running is updated. */
async function end(status: Status, { ago = 0, ms = 100, workflowId = "w", count = 1 } = {}) {
  const { store } = services.ctx;
  const update = store.prepareWrite("UPDATE executions SET status = ?, finished_at = ? WHERE id = ?");
  const finishedAt = now - ago;
  await store.transaction((tx) => {
    const values = { workflowId, versionId: 1, status: "running", mode: "webhook", startNode: "s" } as const;
    const row = { ...values, createdAt: finishedAt - ms, startedAt: finishedAt - ms };
    for (let n = 0; n < count; n++) {
      const [added] = tx.insert(executions).values(row).returning({ id: executions.id }).all();
      update.run(status, finishedAt, added?.id);
    }
  });
}
const chart = (range: "hour" | "day" | "week" | "month", more: object = {}) =>
  chartOfExecutions(services.ctx, { range, ...more }, now);
const filled = ({ bars }: ExecutionChart) =>
  bars
    .map(({ at, succeeded, failed, cancelled }) => [at, succeeded, failed, cancelled])
    .filter(([, ...counts]) => counts.some((count) => count !== 0));
async function rollUp() {
  const work = createRollUp(services.ctx.store);
  work.close();
  await work.rollUpNow(now);
}

describe("the chart of executions", () => {
  it("counts those that ended, by minute, hour and day, whoever ended them", async () => {
    await end("succeeded", { count: 3 });
    await end("failed", { ago: 20 * minute });
    await end("cancelled", { ago: 5 * hour });
    const minutes = now - (now % minute);
    expect(filled(chart("hour"))).toEqual([
      [minutes - 20 * minute, 0, 1, 0],
      [minutes, 3, 0, 0],
    ]);
    const hours = now - (now % hour);
    expect(filled(chart("day"))).toEqual([
      [hours - 5 * hour, 0, 0, 1],
      [hours, 3, 1, 0],
    ]);
    expect(chart("hour").bars).toHaveLength(60);
    expect(chart("week").total).toMatchObject({ succeeded: 3, failed: 1, cancelled: 1 });
  });

  it("counts what was refused as it came, and is over from the beginning", async () => {
    const values = { workflowId: "w", versionId: 1, mode: "webhook", startNode: "s", createdAt: now } as const;
    await services.ctx.store.transaction((tx) =>
      tx
        .insert(executions)
        .values({ ...values, status: "failed", finishedAt: now })
        .run(),
    );
    expect(chart("hour").total).toMatchObject({ failed: 1, p50: null });
  });

  it("begins days at the midnight of who looks", async () => {
    await end("succeeded", { ago: 15 * hour });
    const [bar] = filled(chart("month", { utcOffset: 120 }));
    expect(bar).toEqual([Date.UTC(2026, 5, 9, 22), 1, 0, 0]);
  });

  it("says how long they took: the middle, and what all but one in twenty stay below", async () => {
    await end("succeeded", { ms: 200, count: 90 });
    await end("failed", { ms: 10_000, count: 10 });
    await end("cancelled", { ms: 900_000, count: 50 });
    const { p50, p95 } = chart("hour").total;
    expect(Math.abs((p50 ?? 0) / 200 - 1)).toBeLessThan(0.25);
    expect(Math.abs((p95 ?? 0) / 10_000 - 1)).toBeLessThan(0.25);
  });

  it("is the same after minutes were summed up to hours, for one workflow and for all", async () => {
    for (const ago of [0, 70 * minute, 3 * hour, 30 * hour, 20 * day]) {
      await end("succeeded", { ago, count: 2 });
      await end("failed", { ago, workflowId: "v", ms: 5_000 });
    }
    const all = () =>
      ["day", "week", "month"].flatMap((range) => [chart(range as "day"), chart(range as "day", { workflowId: "v" })]);
    const before = all();
    await rollUp();
    await rollUp();
    expect(all()).toEqual(before);
    expect(chart("month", { workflowId: "v" }).total).toMatchObject({ succeeded: 0, failed: 5 });
    expect(
      services.ctx.store.rawRead
        .prepare("SELECT count(*) FROM ended_by_minute WHERE at < ?")
        .pluck()
        .get(now - 3 * hour),
    ).toBe(0);
  });

  it("keeps counting what ends late in an hour that was summed up already", async () => {
    await end("succeeded", { ago: 4 * hour });
    await rollUp();
    await end("succeeded", { ago: 4 * hour });
    expect(chart("day").total.succeeded).toBe(2);
    await rollUp();
    expect(chart("day").total.succeeded).toBe(2);
  });

  it("loses nothing to pruning, and forgets what no chart shows any more", async () => {
    await end("succeeded", { ago: 2 * day, count: 5 });
    await end("succeeded", { ago: 40 * day, count: 5 });
    const pruning = createPruning(services.ctx.store, () => ({ keepExecutionsDays: 1, keepExecutionsCount: 0 }));
    expect(await pruning.pruneNow(now)).toBe(10);
    pruning.close();
    expect(chart("week").total.succeeded).toBe(5);
    await rollUp();
    expect(chart("week").total.succeeded).toBe(5);
    const left = services.ctx.store.rawRead.prepare("SELECT sum(count) FROM ended_by_hour WHERE workflow_id = ''");
    expect(left.pluck().get()).toBe(5);
  });

  it("leads to the executions that a bar counts", async () => {
    await end("succeeded", { ago: 2 * hour });
    await end("failed", { ago: 5 * minute });
    await end("succeeded", { ago: 5 * minute });
    const bar = chart("hour").bars.find(({ failed }) => failed > 0);
    const within = { endedFrom: bar?.at, endedBefore: (bar?.at ?? 0) + minute };
    expect(listExecutions(services.ctx, within).executions.map(({ id }) => id)).toEqual([3, 2]);
    expect(listExecutions(services.ctx, { ...within, status: "failed" }).executions.map(({ id }) => id)).toEqual([2]);
  });
});
