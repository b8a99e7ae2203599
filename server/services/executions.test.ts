import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { unpack } from "@/server/db/packed-json";
import { executions, steps } from "@/server/db/schema";
import { laneText } from "@/server/runs/lanes";
import {
  cancelExecution,
  deleteExecutions,
  getExecution,
  listExecutions,
  startExecution,
  stepData,
} from "./executions";
import { retryExecution } from "./retry-execution";
import { documentOf, hook, openTestServices } from "./testing";
import { createWorkflow } from "./workflows";

let services: ReturnType<typeof openTestServices>;
let workflowId: string;
const document = documentOf(
  { start: { type: "core.manualTrigger" }, hook: hook("x"), a: { type: "core.noOp" }, b: { type: "core.noOp" } },
  "start -> a",
  "hook -> b",
);
beforeEach(async () => {
  services = openTestServices();
  workflowId = (await createWorkflow(services.ctx, { document })).id;
});
afterEach(() => services.close());

const start = (more: object = {}) => startExecution(services.ctx, { workflowId, document, ...more });
const finish = (id: number, status: "failed" | "succeeded" | "cancelled") =>
  services.ctx.store.commit(() =>
    services.ctx.store.prepareWrite("UPDATE executions SET status = ?, finished_at = 5 WHERE id = ?").run(status, id),
  );

describe("the list of executions", () => {
  it("is read page by page, newest first, and new ones move nothing", async () => {
    for (let n = 0; n < 5; n++) await start();
    const first = listExecutions(services.ctx, { limit: 2 });
    expect(first).toMatchObject({ executions: [{ id: 5 }, { id: 4 }], nextCursor: 4 });
    await start();
    expect(listExecutions(services.ctx, { limit: 2, cursor: 4 }).executions.map(({ id }) => id)).toEqual([3, 2]);
    expect(listExecutions(services.ctx, { limit: 2, cursor: 2 })).toMatchObject({
      executions: [{ id: 1 }],
      nextCursor: null,
    });
  });

  it("can be narrowed by workflow, status and time", async () => {
    const other = await createWorkflow(services.ctx, { document });
    const { id } = await start();
    await startExecution(services.ctx, { workflowId: other.id, document });
    await finish(id, "failed");
    const ids = (filter: object) => listExecutions(services.ctx, filter).executions.map((execution) => execution.id);
    expect(ids({ workflowId })).toEqual([id]);
    expect(ids({ status: "failed" })).toEqual([id]);
    expect(ids({ from: Date.now() + 60_000 })).toEqual([]);
    expect(ids({ to: Date.now() - 60_000 })).toEqual([]);
  });
});

describe("executions that belong to something", () => {
  const ids = (filter: object) => listExecutions(services.ctx, filter).executions.map(({ id }) => id);

  it("are found by their key in a line, a long one too", async () => {
    const inLane = async (lane: string) => {
      const { id } = await start();
      const { store } = services.ctx;
      await store.commit(() => store.prepareWrite("UPDATE executions SET lane = ? WHERE id = ?").run(lane, id));
      return id;
    };
    const first = await inLane("450789469");
    await inLane("450789470");
    const second = await inLane("450789469");
    const long = "x".repeat(300);
    const hashed = await inLane(laneText(long));
    expect(ids({ key: "450789469" })).toEqual([second, first]);
    expect(ids({ key: "450789469", limit: 1 })).toEqual([second]);
    expect(ids({ key: long })).toEqual([hashed]);
    expect(ids({ key: "45078946" })).toEqual([]);
  });

  it("are found among many by an index", async () => {
    const plan = services.ctx.store.rawRead
      .prepare(
        `EXPLAIN QUERY PLAN SELECT id FROM executions WHERE id IN (SELECT execution_id FROM execution_keys WHERE value = ?
          UNION SELECT found.id FROM executions found WHERE found.lane = ? AND found.lane <> '') ORDER BY id DESC LIMIT 51`,
      )
      .all("a", "a") as { detail: string }[];
    const details = plan.map(({ detail }) => detail).join("\n");
    expect(details).toContain("execution_keys_value");
    expect(details).toContain("executions_found");
    expect(details).not.toMatch(/^SCAN (executions|found)/m);
  });
});

describe("a run from the editor", () => {
  it("starts at the manual trigger, or at the one that leads to the node", async () => {
    const startNode = async (more: object) => {
      const { id } = await start(more);
      return services.ctx.store.read
        .select()
        .from(executions)
        .all()
        .find((row) => row.id === id)?.startNode;
    };
    expect(await startNode({})).toBe("start");
    expect(await startNode({ destination: "b" })).toBe("hook");
    expect(await startNode({ startNode: "hook" })).toBe("hook");
  });

  it("begins with the items it is given, or with one empty item", async () => {
    const inputOf = async (more: object) => {
      const { id } = await start(more);
      const [row] = services.ctx.store.read.select().from(executions).where(eq(executions.id, id)).all();
      return row?.input ? JSON.parse(unpack(row.input)) : null;
    };
    expect(await inputOf({ startNode: "hook", input: [{ json: { n: 1 } }] })).toEqual([{ json: { n: 1 } }]);
    expect(await inputOf({})).toBeNull();
  });

  it("without a trigger says so", async () => {
    const lonely = documentOf({ a: { type: "core.noOp" } });
    await expect(start({ document: lonely })).rejects.toMatchObject({
      code: "INVALID",
      message: "The workflow has no trigger",
    });
    await expect(start({ document: lonely, destination: "a" })).rejects.toMatchObject({
      message: "No trigger leads to this node",
    });
  });

  it("of a workflow that is gone says so", async () => {
    await expect(start({ workflowId: "gone" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("a retry", () => {
  const step = (executionId: number, index: number, status: "succeeded" | "failed") =>
    services.ctx.store.transaction((tx) =>
      tx
        .insert(steps)
        .values({ executionId, step: index, nodeId: `n${index}`, run: 0, status, startedAt: 1 })
        .run(),
    );

  it("of a failure keeps the finished steps, in a row of its own", async () => {
    const { id } = await start();
    await step(id, 0, "succeeded");
    await step(id, 1, "failed");
    await finish(id, "failed");
    const again = await retryExecution(services.ctx, { id });
    expect(getExecution(services.ctx, again)).toMatchObject({
      status: "queued",
      retryOf: id,
      steps: [{ index: 0, status: "succeeded" }],
    });
    expect(getExecution(services.ctx, { id }).steps).toHaveLength(2);
  });

  it("of a run from the editor stays one, so that pinned items go on standing in", async () => {
    const { id } = await start();
    await finish(id, "failed");
    expect(getExecution(services.ctx, await retryExecution(services.ctx, { id })).mode).toBe("manual");
  });

  it("of a webhook's execution is told apart from it", async () => {
    const { id } = await start();
    await finish(id, "failed");
    await services.ctx.store.transaction((tx) =>
      tx.update(executions).set({ mode: "webhook" }).where(eq(executions.id, id)).run(),
    );
    expect(getExecution(services.ctx, await retryExecution(services.ctx, { id })).mode).toBe("retry");
  });

  it("of a success begins at the start", async () => {
    const { id } = await start();
    await step(id, 0, "succeeded");
    await finish(id, "succeeded");
    expect(getExecution(services.ctx, await retryExecution(services.ctx, { id })).steps).toEqual([]);
  });

  it("of something that is not over is refused", async () => {
    await expect(retryExecution(services.ctx, await start())).rejects.toMatchObject({ code: "CONFLICT" });
  });
});

it("only what is over is deleted, and only what is not over is cancelled", async () => {
  const [over, open] = [await start(), await start()];
  await finish(over.id, "succeeded");
  expect(await deleteExecutions(services.ctx, { ids: [over.id, open.id, 99] })).toEqual({ deleted: 1 });
  expect(() => getExecution(services.ctx, over)).toThrow(/no execution 1/);
  await cancelExecution(services.ctx, open);
  expect(getExecution(services.ctx, open).status).toBe("cancelled");
  await expect(cancelExecution(services.ctx, open)).rejects.toMatchObject({ code: "CONFLICT" });
  await expect(cancelExecution(services.ctx, { id: 99 })).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(() => stepData(services.ctx, { id: open.id, step: 0 })).toThrow(/no data/);
});
