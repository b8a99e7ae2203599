import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { executionKeys, executions, rawCalls, steps, versions, webhookRequests, workflows } from "@/server/db/schema";
import { openTestStore } from "@/server/db/testing";
import type { WorkflowSettings } from "@/shared/workflow";
import { keepRules } from "./keep-rules";
import { createPruning, findKeptSql } from "./pruning";
import { requestPruning } from "./request-pruning";

let db: ReturnType<typeof openTestStore>;
beforeEach(() => {
  db = openTestStore();
});
afterEach(() => db.close());

const day = 86_400_000;
const now = Date.UTC(2026, 5, 1);

async function workflowWith(settings: WorkflowSettings): Promise<number> {
  const id = await db.store.transaction((tx) => {
    const document = JSON.stringify({ settings, nodes: [] });
    const row = { workflowId: "w", hash: Math.random().toString(), document, createdAt: 0 };
    const [version] = tx.insert(versions).values(row).returning({ id: versions.id }).all();
    tx.run(`INSERT INTO workflows (id, name, document, revision, created_at, updated_at, published_version_id, node_count, node_types)
      VALUES ('w', 'W', '${document}', 1, 0, 0, ${version?.id}, 0, '[]')`);
    return version?.id;
  });
  return id ?? 0;
}

type Row = Partial<typeof executions.$inferInsert>;
async function end(versionId: number, status: "succeeded" | "failed" | "cancelled", more: Row = {}, stepCount = 1) {
  const at = more.createdAt ?? now;
  const id = await db.store.transaction((tx) => {
    const base = { workflowId: "w", versionId, status, mode: "webhook", startNode: "s", createdAt: at } as const;
    const error = JSON.stringify({ code: "HTTP_500", message: "canary", hint: "canary", nodeId: "s" });
    const data = { input: Buffer.from("\0canary"), annotations: '{"a":"canary"}', lane: "canary", error };
    const [row] = tx
      .insert(executions)
      .values({ ...base, ...data, ...more })
      .returning({ id: executions.id })
      .all();
    const executionId = row?.id ?? 0;
    for (let step = 0; step < stepCount; step++) {
      const outputs = Buffer.from("\0canary");
      tx.insert(steps)
        .values({ executionId, step, nodeId: "s", run: 0, status: "succeeded", startedAt: 0, outputs })
        .run();
    }
    tx.insert(executionKeys).values({ executionId, name: "a", value: "canary" }).run();
    tx.insert(rawCalls).values({ executionId, query: "canary" }).run();
    return executionId;
  });
  const { mode } = more;
  await db.store.commit(() => keepRules(db.store).ended({ id, versionId, status, mode }, at));
  return id;
}

async function prune(at: number, keepExecutionsDays = 30) {
  const pruning = createPruning(db.store, () => ({ keepExecutionsDays, keepExecutionsCount: 0 }));
  try {
    return await pruning.pruneNow(at);
  } finally {
    pruning.close();
  }
}
const ids = () =>
  db.store.read
    .select()
    .from(executions)
    .all()
    .map(({ id }) => id);
const dump = () =>
  JSON.stringify(
    [executions, steps, executionKeys, rawCalls].map((table) =>
      db.store.read
        .select()
        .from(table)
        .all()
        .map((row) => Object.values(row).map(String)),
    ),
  );

describe("A workflow that says how long its executions are kept", () => {
  it("has them deleted then, whatever the server says of others, and after each kind of end", async () => {
    const own = await workflowWith({ keepSucceeded: 2, keepFailed: 90 });
    const good = await end(own, "succeeded");
    const bad = await end(own, "failed");
    const stopped = await end(own, "cancelled");
    const other = await end(own + 1, "succeeded");
    await prune(now + day);
    expect(ids()).toEqual([good, bad, stopped, other]);
    await prune(now + 3 * day);
    expect(ids()).toEqual([bad, stopped, other]);
    await prune(now + 40 * day);
    expect(ids()).toEqual([bad, stopped]);
    await prune(now + 91 * day);
    expect(ids()).toEqual([]);
  });

  it("has what it keeps longer passed over, in steps and not once more each minute", async () => {
    const own = await workflowWith({ keepFailed: 400 });
    for (let n = 0; n < 5; n++) await end(own, "failed", { id: 1 + n * 15_000 });
    await end(own + 1, "succeeded", { id: 90_000 });
    const pruning = createPruning(db.store, () => ({ keepExecutionsDays: 30, keepExecutionsCount: 0 }));
    expect(await pruning.pruneNow(now + 40 * day)).toBe(1);
    expect(ids()).toHaveLength(5);
    pruning.close();
  });

  it("is found by an index alone", () => {
    const plan = db.store.rawRead.prepare(`EXPLAIN QUERY PLAN ${findKeptSql}`).all(now) as { detail: string }[];
    expect(plan.map(({ detail }) => detail).join()).toMatch(/SEARCH x USING INDEX executions_keep/);
  });
});

describe("A workflow that keeps no data", () => {
  it("keeps of an execution what became of it, and drops the rest with its end", async () => {
    const own = await workflowWith({ keepFailed: "none" });
    const id = await end(own, "failed");
    expect(dump()).not.toMatch(/canary|99,97,110/);
    const row = db.store.read.select().from(executions).all()[0];
    expect(row).toMatchObject({ id, status: "failed", dataDroppedAt: now });
    expect(JSON.parse(row?.error ?? "")).toEqual({
      code: "HTTP_500",
      nodeId: "s",
      message: expect.stringMatching(/not kept/),
    });
  });

  it("has many steps dropped some at a time, and those that a caller still reads after its end", async () => {
    const own = await workflowWith({ keepSucceeded: "none" });
    await end(own, "succeeded", {}, 1_201);
    const caller = await end(own + 1, "succeeded", { status: "waiting" });
    await end(own, "succeeded", { parentId: caller, parentKey: "w:0:0" });
    expect(db.store.read.select().from(steps).all()).toHaveLength(1_203);
    await prune(now);
    expect(db.store.read.select().from(steps).all()).toHaveLength(2);
    await db.store.transaction((tx) => void tx.run(`UPDATE executions SET status = 'succeeded' WHERE id = ${caller}`));
    await prune(now);
    expect(db.store.read.select().from(steps).all()).toHaveLength(1);
  });

  it("lets who tries it out look at what came of it, for a day", async () => {
    const own = await workflowWith({ keepSucceeded: "none" });
    const id = await end(own, "succeeded", { mode: "manual" });
    expect(dump()).toContain("canary");
    await prune(now + day / 2);
    expect(ids()).toEqual([id]);
    await prune(now + 2 * day);
    expect(ids()).toEqual([]);
  });
});

describe("Calls at the addresses of such a workflow", () => {
  it("are kept as long as its executions", async () => {
    await workflowWith({ keepSucceeded: 5, keepFailed: 2 });
    await db.store.transaction((tx) => {
      const row = { kind: "published", method: "POST", path: "/webhook/a" } as const;
      for (const [workflowId, result, age] of [
        ["w", "accepted", 4],
        ["w", "accepted", 6],
        ["w", "unreadable", 1],
        ["w", "unreadable", 3],
        ["other", "unreadable", 20],
      ] as const)
        tx.insert(webhookRequests)
          .values({ ...row, workflowId, result, at: now - age * day })
          .run();
    });
    await requestPruning(db.store)(now);
    const left = db.store.read.select().from(webhookRequests).all();
    expect(left.map(({ workflowId, result, at }) => [workflowId, result, (now - at) / day])).toEqual([
      ["w", "accepted", 4],
      ["w", "unreadable", 1],
      ["other", "unreadable", 20],
    ]);
    expect(db.store.read.select().from(workflows).all()).toHaveLength(1);
  });
});
