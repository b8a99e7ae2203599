import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTestStore } from "@/server/db/testing";
import { createDispatcher } from "@/server/runs/dispatcher";
import type { PoolWorker } from "@/server/runs/worker-pool";
import { openTestServer, type TestServer } from "@/server/worker/testing";
import type { Item, JsonObject } from "@/shared/item";
import type { WorkflowSettings } from "@/shared/workflow";
import { cancelExecution } from "./executions";
import { documentOf, hook, openTestServices } from "./testing";
import { listExecutionsWithReasons, waitReason } from "./wait-reasons";
import { createWorkflow, publishWorkflow } from "./workflows";

const event = (json: JsonObject): Item[] => [{ json }];
const waitNode = (until: JsonObject) => ({ type: "core.wait", name: "Pause", params: { until } });
const call = waitNode({ is: "call" });
let paths = 0;

describe("an execution that waits says for what:", () => {
  let server: TestServer;
  beforeEach(() => {
    server = openTestServer();
    server.startWorker();
  });
  afterEach(() => server.close());

  const reasonOf = (id: number) => waitReason(server.ctx, { id });

  /** Runs until it waits at its second node. */
  async function waitingAt(node: { type: string; name: string; params: JsonObject }): Promise<number> {
    const workflow = await server.add(documentOf({ hook: hook(`path-${++paths}`), node }, "hook -> node"));
    const id = await server.start(workflow, "hook");
    await server.until(id, "waiting");
    return id;
  }

  it("a time", async () => {
    const id = await waitingAt(waitNode({ is: "time", amount: 2, unit: "days" }));
    const reason = reasonOf(id);
    expect(reason).toEqual({ is: "time", node: "Pause", until: server.execution(id).waitingUntil });
    expect(reason?.is === "time" && reason.until - Date.now()).toBeGreaterThan(47 * 3_600_000);
  });

  it("a call, for ever or not", async () => {
    expect(reasonOf(await waitingAt(call))).toEqual({ is: "call", node: "Pause", until: null });
    const limited = await waitingAt(waitNode({ is: "call", limitHours: 5 }));
    expect(reasonOf(limited)).toEqual({ is: "call", node: "Pause", until: server.execution(limited).waitingUntil });
    expect(server.execution(limited).waitingUntil).not.toBeNull();
  });

  it("a form, which another node may show too", async () => {
    const form = { title: "More", fields: [{ label: "Name", type: "text" }] };
    expect(reasonOf(await waitingAt(waitNode({ is: "form", ...form })))).toMatchObject({ is: "form", node: "Pause" });
    const page = { type: "core.form", name: "Page 2", params: { page: { is: "next", ...form } } };
    expect(reasonOf(await waitingAt(page))).toMatchObject({ is: "form", node: "Page 2" });
  });

  it("an approval", async () => {
    const params = { title: "Publish?", limitHours: 1 };
    const id = await waitingAt({ type: "core.approval", name: "Boss", params });
    const url = `${server.ctx.baseUrl}/form-waiting/${id}/${server.cipher.sign(`form:${id}`)}`;
    expect(reasonOf(id)).toEqual({ is: "approval", node: "Boss", until: server.execution(id).waitingUntil, url });
  });

  it("an execution that it called", async () => {
    const trigger = { type: "core.workflowTrigger", params: {} };
    const called = await server.add({ ...documentOf({ trigger, call }, "trigger -> call"), name: "Called" });
    const id = await waitingAt({ type: "core.executeWorkflow", name: "Ask", params: { workflowId: called } });
    const executionId = id + 1;
    expect(reasonOf(id)).toEqual({ is: "workflow", node: "Ask", executionId, workflowName: "Called" });
    expect(reasonOf(executionId)).toMatchObject({ is: "call", node: "Pause" });
  });

  it("the end of a burst of events", async () => {
    const settings: WorkflowSettings = { debounce: { seconds: 600 } };
    const workflow = await server.add({ ...documentOf({ hook: hook("a"), call }, "hook -> call"), settings });
    const id = await server.start(workflow, "hook");
    expect(reasonOf(id)).toEqual({ is: "quiet", until: server.execution(id).waitingUntil });
  });

  it("its turn in the line of its key, behind how many", async () => {
    const settings: WorkflowSettings = { laneKey: "body.order", concurrency: { limit: 1, whenBusy: "queue" } };
    const work = { type: "core.code", params: { source: "await new Promise(() => {})" } };
    const workflow = await server.add({ ...documentOf({ hook: hook("a"), work }, "hook -> work"), settings });
    const start = (body: JsonObject) => server.start(workflow, "hook", event({ body }));
    const first = await start({ order: "A-1" });
    const [second, third] = [await start({ order: "A-1" }), await start({ order: "A-1" })];
    expect(reasonOf(first)).toBeNull();
    expect(reasonOf(second)).toEqual({ is: "lane", before: 1, limit: 1, key: "A-1" });
    expect(reasonOf(third)).toEqual({ is: "lane", before: 2, limit: 1, key: "A-1" });
    await start({});
    expect(reasonOf(await start({}))).toEqual({ is: "lane", before: 1, limit: 1, key: null });
    const long = "x".repeat(300);
    await start({ order: long });
    expect(reasonOf(await start({ order: long }))).toMatchObject({ is: "lane", key: "…" });
  });

  it("nothing, once it is over", async () => {
    const id = await waitingAt(call);
    await cancelExecution(server.ctx, { id });
    await expect.poll(() => reasonOf(id)).toBeNull();
    expect(reasonOf(99)).toBeNull();
  });

  it("in the list as well, where others have no reason", async () => {
    const waiting = await waitingAt(call);
    const workflow = await server.add(documentOf({ hook: hook("b"), work: { type: "core.noOp" } }, "hook -> work"));
    const over = await server.start(workflow, "hook");
    await server.until(over);
    const { executions, nextCursor } = listExecutionsWithReasons(server.ctx, { limit: 2 });
    expect(executions.map(({ id, reason }) => [id, reason?.is])).toEqual([
      [over, undefined],
      [waiting, "call"],
    ]);
    expect(nextCursor).toBeNull();
  });
});

describe("an execution in the queue says what is missing:", () => {
  it("a worker", async () => {
    const services = openTestServices();
    try {
      const { accept } = await publishedIn(services.ctx);
      expect(waitReason(services.ctx, { id: await accept() })).toEqual({ is: "workers" });
    } finally {
      services.close();
    }
  });

  it("a place of its workflow's share, or any place, and how many are before it", async () => {
    const services = openTestServices();
    const { store } = services.ctx;
    const worker: PoolWorker = { owner: "w-1-test", isReady: true, load: 0, send: () => {} };
    const dispatcher = createDispatcher(store, { concurrency: 10, workers: () => [worker] });
    const ctx = { ...services.ctx, dispatcher };
    try {
      const [one, other] = [await publishedIn(ctx), await publishedIn(ctx)];
      for (let n = 0; n < 9; n++) expect(waitReason(ctx, { id: await one.accept() })).toBeNull();
      const tenth = await one.accept();
      expect(waitReason(ctx, { id: tenth })).toEqual({ is: "share" });
      expect(waitReason(ctx, { id: await other.accept() })).toBeNull();
      expect(waitReason(ctx, { id: tenth })).toEqual({ is: "places", before: 0 });
      const last = await other.accept();
      expect(waitReason(ctx, { id: last })).toEqual({ is: "places", before: 1 });
      worker.load = 0;
      expect(waitReason(ctx, { id: last })).toEqual({ is: "soon" });
    } finally {
      dispatcher.close();
      services.close();
    }
  });

  it("that who called it begins again", async () => {
    const services = openTestServices();
    try {
      const { accept } = await publishedIn(services.ctx);
      const [parent, child] = [await accept(), await accept()];
      const { store } = services.ctx;
      const set = store.prepareWrite("UPDATE executions SET parent_id = ?, parent_key = 'w:0:0' WHERE id = ?");
      await store.commit(() => set.run(parent, child));
      expect(waitReason(services.ctx, { id: child })).toEqual({ is: "caller", executionId: parent });
    } finally {
      services.close();
    }
  });
});

async function publishedIn(ctx: ReturnType<typeof openTestServices>["ctx"]) {
  const document = documentOf({ hook: hook(`h${Math.random()}`), work: { type: "core.noOp" } }, "hook -> work");
  const { id: workflowId } = await createWorkflow(ctx, { document });
  await publishWorkflow(ctx, { id: workflowId, revision: 1 });
  const find = ctx.store.rawRead.prepare<[string], number>("SELECT published_version_id FROM workflows WHERE id = ?");
  const versionId = Number(find.pluck().get(workflowId));
  const order = { workflowId, versionId, mode: "webhook", startNode: "hook", inputText: "[{}]" } as const;
  return { accept: () => ctx.dispatcher.accept(order) };
}

it("reads counts and steps off indexes", () => {
  const { store, close } = openTestStore();
  const plan = (sql: string) =>
    (store.rawRead.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as { detail: string }[]).map(({ detail }) => detail);
  const scans = [
    "SELECT count(*) FROM (SELECT 1 FROM executions WHERE status = 'queued' AND id < 5 LIMIT 1000)",
    "SELECT status, count(*) FROM executions WHERE status IN ('queued', 'running', 'waiting') GROUP BY status",
    "SELECT created_at FROM executions WHERE status = 'queued' ORDER BY id LIMIT 1",
    "SELECT id FROM executions WHERE parent_id = 5 AND parent_key LIKE 'w:1:%' ORDER BY id LIMIT 1",
    "SELECT 1 FROM executions WHERE workflow_id = 'a' AND lane = 'b' AND lane IS NOT NULL AND (status = 'running' OR (status = 'queued' AND id < 5)) AND id <> 5",
  ].flatMap((sql) => plan(sql).filter((detail) => detail.startsWith("SCAN executions")));
  close();
  expect(scans).toEqual([]);
});
