import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { retryExecution } from "@/server/services/retry-execution";
import { setVariable } from "@/server/services/settings";
import { documentOf, hook } from "@/server/services/testing";
import { openTestServer, type TestServer } from "@/server/worker/testing";
import type { Item, JsonObject } from "@/shared/item";
import type { WorkflowSettings } from "@/shared/workflow";

let server: TestServer;
beforeEach(() => {
  server = openTestServer();
});
afterEach(() => server.close());

const event = (json: JsonObject): Item[] => [{ json }];
const status = (id: number) => server.execution(id).status;
const started = (ids: number[]) => ids.filter((id) => status(id) !== "queued");

/** A published workflow whose executions stay under way until the variable `go` is set. */
async function workflow(
  settings: WorkflowSettings,
  source = "if ($vars.go !== 'yes') await new Promise(() => {}); return items",
) {
  const work = { type: "core.code", params: { source } };
  const document = documentOf({ hook: hook("a"), work }, "hook -> work");
  return server.add({ ...document, settings });
}
const wait = { type: "core.wait", params: { until: { is: "call" } } };

const one: WorkflowSettings = { laneKey: "body.order", concurrency: { limit: 1, whenBusy: "queue" } };

describe("executions of one key", () => {
  it("run one after the other in the order in which they came, beside those of other keys", async () => {
    const id = await workflow(one, "for (const end = Date.now() + 30; Date.now() < end; ); return items");
    server.startWorker();
    const start = (order: number, n: number) => server.start(id, "hook", event({ body: { order }, n }));
    const ids: number[] = [];
    for (let n = 0; n < 12; n++) ids.push(await start(n % 3, n));
    const ended = await Promise.all(ids.map((each) => server.until(each)));
    expect(ended.every((each) => each.status === "succeeded")).toBe(true);
    for (const order of [0, 1, 2]) {
      const lane = ended.filter((_, index) => index % 3 === order);
      for (const [index, execution] of lane.entries())
        if (index > 0) expect(execution.startedAt).toBeGreaterThanOrEqual(Number(lane[index - 1]?.finishedAt));
    }
  });

  it("are found by a nested path, and events without the key share a lane", async () => {
    const id = await workflow({ ...one, laneKey: "body.lines[0].sku" });
    server.startWorker();
    const first = await server.start(id, "hook", event({ body: { lines: [{ sku: "A" }] } }));
    const same = await server.start(id, "hook", event({ body: { lines: [{ sku: "A" }] } }));
    const other = await server.start(id, "hook", event({ body: { lines: [{ sku: "B" }] } }));
    const none = [await server.start(id, "hook", event({ body: {} })), await server.start(id, "hook", event({ x: 1 }))];
    expect(started([first, same, other, ...none])).toEqual([first, other, none[0]]);
    for (const running of [first, other, Number(none[0])]) await server.dispatcher.cancel(running);
    await expect.poll(() => started([same, Number(none[1])]), { timeout: 10_000 }).toEqual([same, none[1]]);
  });

  it("keep the limit when a worker dies and they are given back", async () => {
    const id = await workflow({ ...one, laneKey: undefined, concurrency: { limit: 2, whenBusy: "queue" } });
    const first = server.startWorker();
    const ids: number[] = [];
    for (let n = 0; n < 5; n++) ids.push(await server.start(id, "hook", event({ n })));
    expect(started(ids)).toHaveLength(2);
    await server.killWorker(first);
    await setVariable(server.ctx, { name: "go", value: "yes" });
    server.startWorker();
    for (const each of ids) expect((await server.until(each)).status).toBe("succeeded");
  });

  it("give their place to others while they wait, and take it again in line", async () => {
    const document = documentOf({ hook: hook("a"), wait }, "hook -> wait");
    const id = await server.add({ ...document, settings: one });
    server.startWorker();
    const ids = [
      await server.start(id, "hook", event({ body: { order: 1 } })),
      await server.start(id, "hook", event({ body: { order: 1 } })),
    ];
    for (const each of ids) await server.until(each, "waiting");
    for (const each of ids) {
      await server.dispatcher.resume(each, null);
      expect((await server.until(each)).status).toBe("succeeded");
    }
  });

  it("are repeated in line, too", async () => {
    const id = await workflow(one, "if ($vars.go !== 'yes') throw new Error('not yet'); await new Promise(() => {})");
    server.startWorker();
    const failed = await server.start(id, "hook", event({ body: { order: 1 } }));
    expect((await server.until(failed)).status).toBe("failed");
    await setVariable(server.ctx, { name: "go", value: "yes" });
    const running = await server.start(id, "hook", event({ body: { order: 1 } }));
    const again = await retryExecution(server.ctx, { id: failed });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect([status(running), status(again.id)]).toEqual(["running", "queued"]);
    await server.dispatcher.cancel(running);
    await expect.poll(() => status(again.id), { timeout: 10_000 }).toBe("running");
  });
});

describe("an event that comes while one of its key is under way", () => {
  it("is left out where the settings say so, and says which one was in the way", async () => {
    const id = await workflow({ ...one, concurrency: { limit: 1, whenBusy: "skip" } });
    server.startWorker();
    const first = await server.start(id, "hook", event({ body: { order: 1 } }));
    const second = await server.start(id, "hook", event({ body: { order: 1 } }));
    const other = await server.start(id, "hook", event({ body: { order: 2 } }));
    expect(server.execution(second)).toMatchObject({
      status: "cancelled",
      errorInfo: { code: "SKIPPED_BUSY", message: expect.stringContaining(`execution ${first} `) },
    });
    expect(status(other)).toBe("running");
  });

  it("takes its place where the settings say so", async () => {
    const id = await workflow({ ...one, concurrency: { limit: 1, whenBusy: "replace" } });
    server.startWorker();
    const ids: number[] = [];
    for (let n = 0; n < 3; n++) ids.push(await server.start(id, "hook", event({ body: { order: 1 }, n })));
    await expect.poll(() => ids.map(status), { timeout: 10_000 }).toEqual(["cancelled", "cancelled", "running"]);
    expect(server.execution(Number(ids[1])).steps).toEqual([]);
  });
});

describe("a burst of events of one key", () => {
  it("ends in one execution, with the newest of them", async () => {
    const id = await workflow({ laneKey: "body.entry", debounce: { seconds: 1 } }, "return items");
    server.startWorker();
    const ids: number[] = [];
    for (let n = 0; n < 10; n++) ids.push(await server.start(id, "hook", event({ body: { entry: 7 }, n })));
    const other = await server.start(id, "hook", event({ body: { entry: 8 } }));
    const last = Number(ids.at(-1));
    expect((await server.until(last)).status).toBe("succeeded");
    expect(server.output(last, "work").main).toEqual([{ body: { entry: 7 }, n: 9 }]);
    expect(ids.slice(0, -1).map(status)).toEqual(Array(9).fill("cancelled"));
    expect(server.execution(Number(ids[0])).errorInfo).toMatchObject({ code: "SUPERSEDED" });
    expect((await server.until(other)).status).toBe("succeeded");
  });

  it("runs at the latest when the longest delay is over, however many come", async () => {
    const id = await workflow({ debounce: { seconds: 2, maxSeconds: 2 } }, "return items");
    server.startWorker();
    const began = Date.now();
    const ids: number[] = [];
    while (Date.now() - began < 2_400) {
      ids.push(await server.start(id, "hook"));
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    await expect.poll(() => ids.some((each) => status(each) === "succeeded"), { timeout: 5_000 }).toBe(true);
    const first = ids.find((each) => status(each) === "succeeded");
    expect(Number(server.execution(Number(first)).startedAt) - began).toBeLessThan(4_000);
  });
});
