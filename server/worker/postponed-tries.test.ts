import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { stepData } from "@/server/services/executions";
import { documentOf, hook } from "@/server/services/testing";
import { waitReason } from "@/server/services/wait-reasons";
import type { WorkflowSettings } from "@/shared/workflow";
import { openTestHttp, openTestServer, type TestHttp, type TestServer } from "./testing";

let server: TestServer;
let http: TestHttp;
let isDown: boolean;
let isSilent: boolean;
let delayMs: number;
beforeEach(async () => {
  server = openTestServer();
  isDown = true;
  isSilent = false;
  delayMs = 0;
  http = await openTestHttp((_request, response) => {
    if (isSilent) return;
    response.statusCode = isDown ? 503 : 200;
    setTimeout(() => response.end("{}"), delayMs);
  });
});
afterEach(async () => {
  await http.close();
  await server.close();
});

const retry = { tries: 4, waitMs: 5_000, backoff: "same" } as const;
const call = (more: object = {}) => ({
  ...{ type: "core.httpRequest", name: "Order", retry, ...more },
  params: { method: "POST", url: `${http.url}/order` },
});
const workflow = (node: object, settings: WorkflowSettings = {}) => ({
  ...documentOf({ hook: hook("a"), call: node as never, end: { type: "core.noOp" } }, "hook -> call", "call -> end"),
  settings,
});
/** Its time comes at once. */
const wake = (id: number) => server.dispatcher.resume(id, null);

describe("an execution whose next try is some seconds off", () => {
  it("waits in the database, with no place of a worker, and says for what", async () => {
    server.startWorker();
    const id = await server.start(await server.add(workflow(call())), "hook");
    const waiting = await server.until(id, "waiting");
    expect(waiting.waitingUntil).toBeGreaterThan(Date.now());
    expect(waiting.steps.at(-1)).toMatchObject({
      ...{ nodeId: "call", status: "waiting", tries: 1 },
      error: { message: expect.stringContaining("503") },
    });
    expect(waitReason(server.ctx, { id })).toMatchObject({ is: "retry", node: "Order", tries: 1 });
    await expect.poll(() => server.workers()[0]?.load).toBe(0);
  });

  it("goes on counting after its worker died, and fails when the tries are used up", async () => {
    const first = server.startWorker();
    const id = await server.start(await server.add(workflow(call())), "hook");
    await server.until(id, "waiting");
    await server.killWorker(first);
    server.startWorker();
    for (const tries of [2, 3]) {
      await wake(id);
      await expect.poll(() => server.execution(id).steps.at(-1)).toMatchObject({ status: "waiting", tries });
    }
    await wake(id);
    expect(await server.until(id)).toMatchObject({ status: "failed", steps: [{}, { tries: 4, status: "failed" }] });
    expect(http.calls).toHaveLength(4);
  });

  it("takes up after a success, and nothing before it runs again", async () => {
    server.startWorker();
    const id = await server.start(await server.add(workflow(call())), "hook", [{ json: { n: 1 } }]);
    await server.until(id, "waiting");
    isDown = false;
    await wake(id);
    const { status, steps } = await server.until(id);
    expect(status).toBe("succeeded");
    expect(steps.map(({ nodeId, tries }) => [nodeId, tries])).toEqual([
      ["hook", undefined],
      ["call", 2],
      ["end", undefined],
    ]);
    expect(stepData(server.ctx, { id, step: 1 }).inputs.main?.map(({ json }) => json)).toEqual([{ n: 1 }]);
    expect(http.calls).toHaveLength(2);
  });

  it("is not woken by a call: what comes with it is for a step that waits for one", async () => {
    server.startWorker();
    const id = await server.start(await server.add(workflow(call())), "hook");
    await server.until(id, "waiting");
    expect(await server.dispatcher.resume(id, JSON.stringify([{ json: { approved: true } }]))).toBe(false);
    expect(server.execution(id)).toMatchObject({ status: "waiting", steps: [{}, { tries: 1 }] });
  });

  it("takes the branch of errors when the tries are used up", async () => {
    server.startWorker();
    const node = call({ onError: "continue", retry: { ...retry, tries: 2 } });
    const id = await server.start(await server.add(workflow(node)), "hook");
    await server.until(id, "waiting");
    await wake(id);
    expect((await server.until(id)).status).toBe("succeeded");
    expect(server.output(id, "call")).toMatchObject({ main: [{ error: expect.stringContaining("503") }] });
  });
});

describe("tries that are counted", () => {
  it.each(["key", "ask"])("go on where they were when the process dies in a later one (%s)", async (repeat) => {
    const first = server.startWorker();
    const node = call();
    const again = { ...node, params: { ...node.params, ...(repeat === "key" ? { repeat } : { method: "GET" }) } };
    const id = await server.start(await server.add(workflow(again)), "hook");
    await server.until(id, "waiting");
    isSilent = true;
    const called = http.nextCall();
    await wake(id);
    await called;
    await server.killWorker(first);
    isSilent = false;
    server.startWorker();
    await expect.poll(() => server.execution(id).steps.at(-1)).toMatchObject({ status: "waiting", tries: 2 });
    await wake(id);
    await expect.poll(() => server.execution(id).steps.at(-1)).toMatchObject({ status: "waiting", tries: 3 });
    await wake(id);
    expect(await server.until(id)).toMatchObject({ status: "failed", steps: [{}, { tries: 4, status: "failed" }] });
    expect(http.calls).toHaveLength(5);
  });

  it("go on where they were where the pause is too short to be waited for in the database", async () => {
    const first = server.startWorker();
    const node = call({ retry: { ...retry, waitMs: 200 } });
    const again = { ...node, params: { ...node.params, repeat: "key" } };
    const id = await server.start(await server.add(workflow(again)), "hook");
    await http.nextCall();
    await http.nextCall();
    isSilent = true;
    await http.nextCall();
    await server.killWorker(first);
    isSilent = false;
    server.startWorker();
    expect(await server.until(id)).toMatchObject({ status: "failed", steps: [{}, { tries: 4, status: "failed" }] });
    expect(http.calls).toHaveLength(5);
  });
});

describe("the limit for a whole execution", () => {
  const limited = (timeoutSeconds: number) => ({ ...workflow(call(), { timeoutSeconds }) });

  it("counts what all tries took together, and not the pauses that are waited for in the database", async () => {
    server.startWorker();
    delayMs = 600;
    const id = await server.start(await server.add(limited(1)), "hook");
    await server.until(id, "waiting");
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await wake(id);
    const { status, errorInfo } = await server.until(id);
    expect({ status, errorInfo }).toMatchObject({ status: "failed", errorInfo: { code: "TIMEOUT" } });
    expect(http.calls).toHaveLength(2);
  });

  it("is not over after waits that were longer", async () => {
    server.startWorker();
    delayMs = 200;
    const id = await server.start(await server.add(limited(1)), "hook");
    await server.until(id, "waiting");
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    isDown = false;
    await wake(id);
    expect((await server.until(id)).status).toBe("succeeded");
  });

  it("may be longer than a timer of the process can be", async () => {
    server.startWorker();
    isDown = false;
    const id = await server.start(await server.add(limited(2_592_000)), "hook");
    expect((await server.until(id)).status).toBe("succeeded");
  });
});

describe("the pause is spent where it is", () => {
  /** A try has failed, and the next is not waited for in the database. */
  async function isHeld(id: number) {
    const events: string[] = [];
    server.dispatcher.watch(id, ({ type }) => void events.push(type));
    await expect.poll(() => events).toContain("step.retrying");
    await server.store.commit(() => {});
    expect(events).not.toContain("execution.waiting");
    expect(server.execution(id).status).toBe("running");
    await server.dispatcher.cancel(id);
    expect((await server.until(id)).status).toBe("cancelled");
  }

  it.each<[string, object, WorkflowSettings]>([
    ["where others stand in line behind the execution", {}, { concurrency: { limit: 1, whenBusy: "queue" } }],
    ["where branches run side by side", {}, { order: "parallel" }],
    ["where the node has a limit for all its tries", { timeoutMs: 60_000 }, {}],
    ["where it is short", { retry: { ...retry, waitMs: 4_999 } }, {}],
  ])("%s", async (_where, more, settings) => {
    server.startWorker();
    const id = await server.start(await server.add(workflow(call(more), settings)), "hook");
    await isHeld(id);
  });

  it("where others of its items have been done", async () => {
    server.startWorker();
    const id = await server.start(await server.add(workflow(call())), "hook", [{ json: {} }, { json: {} }]);
    await isHeld(id);
  });
});
