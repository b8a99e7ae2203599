import { afterEach, beforeEach, expect, it } from "vitest";
import { executions, intakeKeys, steps } from "@/server/db/schema";
import { openTestStore } from "@/server/db/testing";
import { createPruning } from "./pruning";

let db: ReturnType<typeof openTestStore>;
beforeEach(() => {
  db = openTestStore();
});
afterEach(() => db.close());

const day = 86_400_000;
const now = Date.UTC(2026, 5, 1);
type Status = "succeeded" | "running" | "waiting";
const add = (count: number, ageDays: number, status: Status = "succeeded") =>
  db.store.transaction((tx) => {
    for (let n = 0; n < count; n++) {
      const values = {
        workflowId: "w",
        versionId: 1,
        status,
        mode: "webhook",
        startNode: "s",
        createdAt: now - ageDays * day,
      } as const;
      const [row] = tx.insert(executions).values(values).returning({ id: executions.id }).all();
      tx.insert(steps)
        .values({ executionId: row?.id ?? 0, step: 0, nodeId: "s", run: 0, status: "succeeded", startedAt: 0 })
        .run();
    }
  });
const left = () => [
  db.store.read.select().from(executions).all().length,
  db.store.read.select().from(steps).all().length,
];
async function prune(keepExecutionsDays: number, keepExecutionsCount: number) {
  const pruning = createPruning(db.store, () => ({ keepExecutionsDays, keepExecutionsCount }));
  pruning.close();
  return pruning.pruneNow(now);
}

it("deletes what is older than the days to keep, with its steps", async () => {
  await add(450, 31);
  await add(5, 29);
  expect(await prune(30, 0)).toBe(450);
  expect(left()).toEqual([5, 5]);
});

it("deletes what is more than the number to keep, the oldest first", async () => {
  await add(10, 3);
  await add(5, 1);
  expect(await prune(0, 5)).toBe(10);
  expect(
    db.store.read
      .select()
      .from(executions)
      .all()
      .every(({ createdAt }) => createdAt === now - day),
  ).toBe(true);
});

it("never deletes what is not over", async () => {
  await add(3, 400, "running");
  await add(3, 400, "waiting");
  expect(await prune(1, 1)).toBe(0);
});

it("keeps everything when told to", async () => {
  await add(10, 4_000);
  expect(await prune(0, 0)).toBe(0);
});

it("forgets events whose time is over", async () => {
  const key = (name: string, until: number) => ({ workflowId: "w", key: name, at: 0, until, executionId: 1 });
  await db.store.transaction((tx) => {
    for (let n = 0; n < 2_500; n++)
      tx.insert(intakeKeys)
        .values(key(`old ${n}`, now - 1))
        .run();
    tx.insert(intakeKeys).values(key("known", now)).run();
  });
  await prune(30, 0);
  expect(db.store.read.select({ key: intakeKeys.key }).from(intakeKeys).all()).toEqual([{ key: "known" }]);
});
