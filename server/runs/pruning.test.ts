import { afterEach, beforeEach, expect, it, vi } from "vitest";
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
async function prune(keepExecutionsDays: number, keepExecutionsCount: number, keepExecutionsMb = 0) {
  const pruning = createPruning(db.store, () => ({ keepExecutionsDays, keepExecutionsCount, keepExecutionsMb }));
  try {
    return await pruning.pruneNow(now);
  } finally {
    pruning.close();
  }
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

it("never deletes what a caller that has not ended called", async () => {
  await add(2, 400, "waiting");
  await add(2, 400);
  const setCaller = db.store.prepareWrite("UPDATE executions SET parent_id = ?, parent_key = 'w:0:0' WHERE id = ?");
  const setStatus = db.store.prepareWrite("UPDATE executions SET status = ? WHERE id = ?");
  await db.store.commit(() => {
    setCaller.run(1, 3);
    setCaller.run(2, 4);
    setStatus.run("succeeded", 2);
  });
  expect(await prune(1, 0)).toBe(2);
  expect(db.store.rawRead.prepare("SELECT id FROM executions ORDER BY id").pluck().all()).toEqual([1, 3]);
});

it("deletes executions of many steps piece by piece, with all that belongs to them", async () => {
  await add(2, 31);
  await add(1, 1);
  const addStep = db.store.prepareWrite(
    "INSERT INTO steps (execution_id, step, node_id, run, status, started_at) VALUES (?, ?, 's', 0, 'succeeded', 0)",
  );
  const addKey = db.store.prepareWrite(
    "INSERT INTO execution_keys (execution_id, name, value) VALUES (?, 'order', '7')",
  );
  const addChange = db.store.prepareWrite(
    "INSERT INTO ledger (execution_id, step, key, result) VALUES (?, 0, 'a', '1')",
  );
  await db.store.commit(() => {
    for (let step = 1; step <= 1_300; step++) addStep.run(1, step);
    for (const id of [1, 2, 3]) {
      addKey.run(id);
      addChange.run(id);
    }
  });
  const most = vi.spyOn(db.store, "commit");
  expect(await prune(30, 0)).toBe(2);
  expect(left()).toEqual([1, 1]);
  const rest = ["execution_keys", "ledger"].map((table) =>
    db.store.rawRead.prepare(`SELECT execution_id FROM ${table}`).pluck().all(),
  );
  expect(rest).toEqual([[3], [3]]);
  // 1,306 rows in pieces of 500, beside the commits of what else is pruned.
  expect(most.mock.calls.length).toBeGreaterThanOrEqual(3 + 3);
});

it("deletes the oldest while the database holds more than it may, down to the newest hundred", async () => {
  await add(300, 1);
  const grow = db.store.prepareWrite("UPDATE executions SET input = randomblob(20000)");
  await db.store.commit(() => grow.run());
  await prune(0, 0, 4);
  const [count = 0] = left();
  expect(count).toBeGreaterThanOrEqual(100);
  expect(count).toBeLessThan(260);
  const oldest = db.store.rawRead.prepare("SELECT min(id) FROM executions").pluck().get();
  expect(oldest).toBe(300 - count + 1);
  await prune(0, 0, 1);
  expect(left()).toEqual([100, 100]);
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
