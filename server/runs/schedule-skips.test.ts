import { afterEach, beforeEach, expect, it } from "vitest";
import { scheduleSkips } from "@/server/db/schema";
import { openTestStore } from "@/server/db/testing";
import type { SkipReason } from "@/shared/schedule";
import { recordSkips, skipPruning } from "./schedule-skips";

let db: ReturnType<typeof openTestStore>;
beforeEach(() => {
  db = openTestStore();
});
afterEach(() => db.close());

const rows = () => db.store.read.select().from(scheduleSkips).all();
const record = (from: number, { id = 1, reason = "polling" as SkipReason, count = 1, now = from } = {}) => {
  const skips = recordSkips(db.store);
  const schedule = { id, workflow_id: "w", version_id: 1, node_id: "n", timezone: "utc" };
  const to = from + count - 1;
  return db.store.commit(() =>
    skips.record(schedule, { reason, from, to, count, isAtLeast: false, next: to + 1 }, now),
  );
};

it("Times that follow each other and are left out for the same reason are one row", async () => {
  for (const at of [1, 2, 3]) await record(at);
  await record(4, { id: 2 });
  await record(5);
  await record(6, { reason: "late", count: 4 });
  await record(10, { reason: "late" });
  expect(
    rows().map(({ scheduleId, reason, fromAt, toAt, count }) => [scheduleId, reason, fromAt, toAt, count]),
  ).toEqual([
    [1, "polling", 1, 3, 3],
    [2, "polling", 4, 4, 1],
    [1, "polling", 5, 5, 1],
    [1, "late", 6, 10, 5],
  ]);
});

it("What schedules left out is kept for some days, and no more of it than the newest", async () => {
  const day = 86_400_000;
  for (let index = 0; index < 30; index++) await record(index * 10, { now: (index % 2) * 10 * day });
  await skipPruning(db.store, { days: 30, rows: 20 })(35 * day);
  expect(rows().map(({ fromAt }) => fromAt)).toEqual([110, 130, 150, 170, 190, 210, 230, 250, 270, 290]);
});
