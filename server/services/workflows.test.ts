import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { schedules, versions } from "@/server/db/schema";
import { AppError } from "@/shared/errors";
import type { Json } from "@/shared/item";
import { startExecution } from "./executions";
import { documentOf, hook, openTestServices } from "./testing";
import {
  createWorkflow,
  deleteWorkflow,
  duplicateWorkflow,
  exportWorkflow,
  getWorkflow,
  importWorkflow,
  listWorkflows,
  publishWorkflow,
  saveWorkflow,
  unpublishWorkflow,
} from "./workflows";

let services: ReturnType<typeof openTestServices>;
beforeEach(() => {
  services = openTestServices();
});
afterEach(() => services.close());

const create = async (document = documentOf({ hook: hook("orders"), end: { type: "core.noOp" } }, "hook -> end")) =>
  (await createWorkflow(services.ctx, { document })).id;
const publish = (id: string, revision = 1) => publishWorkflow(services.ctx, { id, revision });

describe("saving a workflow", () => {
  it("makes a new revision each time", async () => {
    const id = await create();
    const document = documentOf({ other: hook("other") });
    expect(await saveWorkflow(services.ctx, { id, document, revision: 1 })).toMatchObject({ revision: 2 });
    expect(getWorkflow(services.ctx, { id })).toMatchObject({ revision: 2, document });
  });

  it("T178 is refused when somebody saved a newer one, and changes nothing", async () => {
    const id = await create();
    const first = documentOf({ first: hook("first") });
    await saveWorkflow(services.ctx, { id, document: first, revision: 1 });
    const late = saveWorkflow(services.ctx, { id, document: documentOf({ late: hook("late") }), revision: 1 });
    await expect(late).rejects.toMatchObject({ code: "CONFLICT", hint: expect.stringContaining("Reload") });
    expect(getWorkflow(services.ctx, { id })).toMatchObject({ revision: 2, document: first });
  });

  it("T178 by two people at once lets one of them through", async () => {
    const id = await create();
    const save = (name: string) =>
      saveWorkflow(services.ctx, { id, document: documentOf({ [name]: hook(name) }), revision: 1 });
    const results = await Promise.allSettled([save("a"), save("b")]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
  });

  it("tells the addresses of its webhooks", async () => {
    const id = await create();
    const { webhooks } = await saveWorkflow(services.ctx, {
      id,
      document: documentOf({ h: hook("a/:id") }),
      revision: 1,
    });
    expect(webhooks).toEqual([
      {
        nodeId: "h",
        methods: ["POST"],
        url: "http://127.0.0.1:5870/webhook/a/:id",
        testUrl: "http://127.0.0.1:5870/webhook-test/a/:id",
      },
    ]);
  });

  it("of one that is gone says so", async () => {
    const save = saveWorkflow(services.ctx, { id: "gone", document: documentOf({}), revision: 1 });
    await expect(save).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("publishing", () => {
  it("keeps the draft as a version that never changes", async () => {
    const id = await create();
    await publish(id);
    await saveWorkflow(services.ctx, { id, document: documentOf({ other: hook("other") }), revision: 1 });
    const [version] = services.ctx.store.read.select().from(versions).all();
    expect(JSON.parse(version?.document ?? "").nodes[0].id).toBe("hook");
    expect(listWorkflows(services.ctx, {})).toMatchObject([{ id, published: true, changed: true, revision: 2 }]);
    expect(services.changes.triggers).toBe(1);
  });

  it("the same document twice stores it once", async () => {
    const id = await create();
    await publish(id);
    await unpublishWorkflow(services.ctx, { id });
    await publish(id);
    expect(services.ctx.store.read.select().from(versions).all()).toHaveLength(1);
  });

  it.each([
    ["without a trigger", documentOf({ a: { type: "core.noOp" } }), "INVALID", /Nothing would ever start/],
    [
      "with only a manual trigger",
      documentOf({ a: { type: "core.manualTrigger" } }),
      "INVALID",
      /Nothing would ever start/,
    ],
    [
      "with its trigger disabled",
      documentOf({ a: { ...hook("x"), disabled: true } }),
      "INVALID",
      /Nothing would ever start/,
    ],
    [
      "with an unknown node",
      documentOf({ a: hook("x"), b: { type: "n8n-nodes-base.slack" } }),
      "INVALID",
      /"b" is of the unknown type/,
    ],
    ["with a webhook without path", documentOf({ a: hook("") }), "INVALID", /"a": parameter "path" is required/],
    ["with an expression in its trigger", documentOf({ a: hook("={{ 1 }}") }), "INVALID", /cannot be an expression/],
    [
      "with the same path twice",
      documentOf({ a: hook("x"), b: hook("/x/") }),
      "CONFLICT",
      /"b": POST \/x already belongs/,
    ],
    [
      "with a schedule that is not valid",
      documentOf({ s: { type: "core.schedule", params: { rules: [{ when: { is: "cron", pattern: "every day" } }] } } }),
      "INVALID",
      /"every day".*not valid/,
    ],
    [
      "with a time zone that is not one",
      documentOf({
        s: { type: "core.schedule", params: { rules: [{ when: { is: "daily" } }], timezone: "Mars/Base" } },
      }),
      "INVALID",
      /Mars\/Base/,
    ],
    [
      "with a schedule that never comes",
      documentOf({
        s: { type: "core.schedule", params: { rules: [{ when: { is: "cron", pattern: "0 0 31 2 *" } }] } },
      }),
      "INVALID",
      /never/,
    ],
    [
      "with a schedule without times",
      documentOf({ s: { type: "core.schedule", params: { rules: [] } } }),
      "INVALID",
      /"s".*time/,
    ],
  ])("%s is refused", async (_, document, code, message) => {
    const id = await create(document);
    await expect(publish(id)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    expect(listWorkflows(services.ctx, {})).toMatchObject([{ published: false }]);
    expect(services.ctx.store.read.select().from(versions).all()).toEqual([]);
  });

  it("T150 T151 a path of another workflow is refused, with its name", async () => {
    await publish(await create());
    const id = await create(documentOf({ mine: hook("orders") }));
    await expect(publish(id)).rejects.toMatchObject({
      code: "CONFLICT",
      message: '"mine": POST /orders already belongs to the workflow "Test"',
    });
  });

  it("T150 a path with another parameter name is the same path", async () => {
    await publish(await create(documentOf({ a: hook("orders/:id") })));
    await expect(publish(await create(documentOf({ a: hook("orders/:number") })))).rejects.toMatchObject({
      code: "CONFLICT",
    });
  });

  it("T151 another method of the same path is free, and so is a path given up", async () => {
    const first = await create();
    await publish(first);
    await publish(await create(documentOf({ a: hook("orders", { methods: ["GET"] }) })));
    await unpublishWorkflow(services.ctx, { id: first });
    await publish(await create());
  });

  it("again takes over its own path", async () => {
    const id = await create();
    await publish(id);
    await saveWorkflow(services.ctx, { id, document: documentOf({ new: hook("orders") }), revision: 1 });
    await publish(id, 2);
  });

  it("something else than what was looked at is refused", async () => {
    const id = await create();
    await saveWorkflow(services.ctx, { id, document: documentOf({ a: hook("a") }), revision: 1 });
    await expect(publish(id, 1)).rejects.toMatchObject({ code: "CONFLICT" });
  });

  it("sets up schedules, and unpublishing takes them away", async () => {
    const rules: Json = [{ when: { is: "minutes", every: 5 } }, { when: { is: "daily", hour: 9 } }];
    const id = await create(documentOf({ s: { type: "core.schedule", params: { rules, timezone: "Europe/Berlin" } } }));
    const before = Date.now();
    await publish(id);
    const rows = services.ctx.store.read.select().from(schedules).all();
    expect(rows.map(({ rule, timezone }) => [JSON.parse(rule), timezone])).toEqual([
      [{ everyMs: 300_000 }, "Europe/Berlin"],
      [{ cron: "0 9 * * *" }, "Europe/Berlin"],
    ]);
    for (const { nextAt } of rows) expect(nextAt).toBeGreaterThan(before);
    await unpublishWorkflow(services.ctx, { id });
    expect(services.ctx.store.read.select().from(schedules).all()).toEqual([]);
  });

  it("spreads the first start of a schedule by its jitter, and keeps the time it is due at", async () => {
    const rules = [1, 2, 3, 4].map((hour) => ({ when: { is: "daily", hour } }));
    const id = await create(documentOf({ s: { type: "core.schedule", params: { rules, jitter: 600 } } }));
    await publishWorkflow(services.ctx, { id, revision: 1 });
    const rows = services.ctx.store.read.select().from(schedules).all();
    expect(rows.map(({ nextAt }) => (nextAt ?? 1) % 3_600_000)).toEqual([0, 0, 0, 0]);
    expect(new Set(rows.map(({ delayMs }) => delayMs)).size).toBeGreaterThan(2);
    expect(Math.max(...rows.map(({ delayMs }) => delayMs))).toBeLessThanOrEqual(600_000);
  });
});

describe("a workflow", () => {
  it("is found by part of its name, whatever signs it holds", async () => {
    const named = (name: string) => createWorkflow(services.ctx, { name });
    await named("Order 100% done");
    await named("Order_list");
    await named("Digest");
    const names = (search: string) =>
      listWorkflows(services.ctx, { search })
        .map(({ name }) => name)
        .sort();
    expect(names("order")).toEqual(["Order 100% done", "Order_list"]);
    expect(names("100%")).toEqual(["Order 100% done"]);
    expect(names("r_l")).toEqual(["Order_list"]);
    expect(names("%")).toEqual(["Order 100% done"]);
    expect(names("'; DROP TABLE workflows; --")).toEqual([]);
  });

  it("can be duplicated, unpublished", async () => {
    const id = await create();
    await publish(id);
    const copy = await duplicateWorkflow(services.ctx, { id });
    expect(getWorkflow(services.ctx, copy)).toMatchObject({ document: { name: "Test (copy)" }, published: null });
  });

  it("is deleted with all that belongs to it", async () => {
    const id = await create();
    await publish(id);
    await deleteWorkflow(services.ctx, { id });
    expect(listWorkflows(services.ctx, {})).toEqual([]);
    expect(services.ctx.store.read.select().from(versions).all()).toEqual([]);
    expect(() => getWorkflow(services.ctx, { id })).toThrow(AppError);
  });

  it("is not deleted while executions are under way", async () => {
    const id = await create();
    await startExecution(services.ctx, { workflowId: id, document: getWorkflow(services.ctx, { id }).document });
    await expect(deleteWorkflow(services.ctx, { id })).rejects.toMatchObject({ code: "CONFLICT" });
  });

  it("is exported without its credentials, the same text for the same document, and comes back as it was", async () => {
    const document = documentOf({
      a: { type: "core.httpRequest", params: { url: "x" }, credentials: { auth: "cred-1" } },
    });
    const id = await create(document);
    const { text, fileName } = exportWorkflow(services.ctx, { id });
    expect(fileName).toBe("Test.json");
    expect(text).not.toContain("cred-1");
    expect(exportWorkflow(services.ctx, { id }).text).toBe(text);
    const back = await importWorkflow(services.ctx, { text });
    const [{ credentials: _, ...node } = { credentials: {} }] = document.nodes;
    expect(getWorkflow(services.ctx, { id: back.id }).document).toEqual({ ...document, nodes: [node] });
  });

  it("has a file name without anything a file system would take for a path", async () => {
    const { id } = await createWorkflow(services.ctx, { name: '../../etc/pass"wd\u202e\n<x>' });
    expect(exportWorkflow(services.ctx, { id }).fileName).toMatch(/^[\p{L}\p{N} _-]+\.json$/u);
  });
});
