import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listExecutions } from "@/server/services/executions";
import { setVariable } from "@/server/services/settings";
import { documentOf, hook } from "@/server/services/testing";
import type { WorkflowDocument } from "@/shared/workflow";
import { openTestHttp, openTestServer, type TestHttp, type TestServer } from "./testing";

let server: TestServer;
let http: TestHttp;
beforeEach(async () => {
  server = openTestServer();
  http = await openTestHttp();
});
afterEach(async () => {
  await http.close();
  await server.close();
});

const code = (source: string) => ({ type: "core.code", params: { source } });
const called = { type: "core.workflowTrigger" };
const caller = (workflowId: string, params: object = {}, after = { type: "core.noOp" }) =>
  documentOf(
    { hook: hook("a"), call: { type: "core.executeWorkflow", params: { workflowId, ...params } }, after },
    "hook -> call",
    "call -> after",
  );
const runParent = async (document: WorkflowDocument, items = [{ json: { n: 1 } }, { json: { n: 2 } }]) => {
  const execution = await server.start(await server.add(document), "hook", items);
  return { execution, detail: await server.until(execution) };
};
const children = (workflowId: string) => listExecutions(server.ctx, { workflowId }).executions;

describe("calling another workflow", () => {
  it("gives the items of its last node, and is an execution of its own", async () => {
    server.startWorker();
    const child = await server.add(
      documentOf(
        { start: called, code: code("return items.map((i) => ({ json: { n: i.json.n * 10 } }))") },
        "start -> code",
      ),
    );
    const { execution, detail } = await runParent(caller(child));
    expect(detail.status).toBe("succeeded");
    expect(server.output(execution, "call")).toEqual({ main: [{ n: 10 }, { n: 20 }] });
    expect(children(child)).toMatchObject([{ status: "succeeded", mode: "workflow" }]);
    expect(server.execution(children(child)[0]?.id ?? 0).parent).toBe(execution);
  });

  it("for each item calls it as often, and keeps which item is whose", async () => {
    server.startWorker();
    const child = await server.add(
      documentOf({ start: called, code: code("return [...items, ...items]") }, "start -> code"),
    );
    const { execution } = await runParent(caller(child, { mode: "each" }));
    expect(server.output(execution, "call").main).toEqual([{ n: 1 }, { n: 1 }, { n: 2 }, { n: 2 }]);
    expect(children(child)).toHaveLength(2);
  });

  it("waits with it, and goes on with what it gave in the end", async () => {
    server.startWorker();
    const wait = { type: "core.wait", params: { until: { is: "time", amount: 0.3, unit: "seconds" } } };
    const child = await server.add(
      documentOf({ start: called, wait, code: code("return [{ done: true }]") }, "start -> wait", "wait -> code"),
    );
    const id = await server.add(caller(child));
    const execution = await server.start(id, "hook", [{ json: { n: 1 } }]);
    await server.until(execution, "waiting");
    expect((await server.until(execution)).status).toBe("succeeded");
    expect(server.output(execution, "after").main).toEqual([{ done: true }]);
    expect(children(child)).toHaveLength(1);
  });

  it("for each item waits with each, one after the other", async () => {
    server.startWorker();
    const wait = { type: "core.wait", params: { until: { is: "time", amount: 0.1, unit: "seconds" } } };
    const child = await server.add(documentOf({ start: called, wait }, "start -> wait"));
    const { execution, detail } = await runParent(caller(child, { mode: "each" }));
    expect(detail.status).toBe("succeeded");
    expect(server.output(execution, "call").main).toEqual([{ n: 1 }, { n: 2 }]);
    expect(children(child).map(({ status }) => status)).toEqual(["succeeded", "succeeded"]);
  });

  it("that fails after a wait fails its caller, in three levels as in one", async () => {
    server.startWorker();
    const wait = { type: "core.wait", params: { until: { is: "time", amount: 0.1, unit: "seconds" } } };
    const stop = { type: "core.stopAndError", params: { message: "too late" } };
    const inner = await server.add(documentOf({ start: called, wait, stop }, "start -> wait", "wait -> stop"));
    const call = { type: "core.executeWorkflow", params: { workflowId: inner } };
    const middle = await server.add(documentOf({ start: called, call }, "start -> call"));
    const { detail } = await runParent(caller(middle));
    expect(detail).toMatchObject({ status: "failed", errorInfo: { nodeId: "call", code: "CHILD_FAILED" } });
    expect(detail.errorInfo?.message).toMatch(/failed: The workflow .* failed: too late/);
  });

  it("without waiting goes on with its own items", async () => {
    server.startWorker();
    const child = await server.add(
      documentOf({ start: called, code: code("return { other: true }") }, "start -> code"),
    );
    const { execution } = await runParent(caller(child, { wait: false }));
    expect(server.output(execution, "call").main).toEqual([{ n: 1 }, { n: 2 }]);
    await server.until(children(child)[0]?.id ?? 0);
  });

  it.each([
    ["that does not exist", async () => "gone", /no workflow with the id "gone"/],
    ["that is not published", () => server.add(documentOf({ start: called }), false), /is not published/],
    [
      "that fails",
      () =>
        server.add(
          documentOf(
            { start: called, stop: { type: "core.stopAndError", params: { message: "no stock" } } },
            "start -> stop",
          ),
        ),
      /The workflow "Test" failed: no stock/,
    ],
    ["without a fitting trigger", () => server.add(documentOf({ start: hook("other") })), /cannot be called/],
  ])("%s is an error on the node", async (_, make, message) => {
    server.startWorker();
    const { detail } = await runParent(caller(await make()));
    expect(detail).toMatchObject({
      status: "failed",
      errorInfo: { nodeId: "call", message: expect.stringMatching(message) },
    });
  });

  it("T044 in a circle ends with a clear error", async () => {
    server.startWorker();
    const { createWorkflow, saveWorkflow, publishWorkflow } = await import("@/server/services/workflows");
    const { id } = await createWorkflow(server.ctx, { document: documentOf({ start: called }) });
    const between = await server.add(
      documentOf(
        { start: called, call: { type: "core.executeWorkflow", params: { workflowId: id } } },
        "start -> call",
      ),
    );
    const circle = documentOf(
      { start: called, call: { type: "core.executeWorkflow", params: { workflowId: between } } },
      "start -> call",
    );
    await saveWorkflow(server.ctx, { id, document: circle, revision: 1 });
    await publishWorkflow(server.ctx, { id, revision: 2 });
    const { detail } = await runParent(caller(id), [{ json: { n: 1 } }]);
    expect(detail).toMatchObject({
      status: "failed",
      errorInfo: { message: expect.stringMatching(/more than 20 levels deep/) },
    });
  });

  it("is cancelled with its caller", async () => {
    await http.close();
    http = await openTestHttp(() => {});
    server.startWorker();
    const child = await server.add(
      documentOf({ start: called, call: { type: "core.httpRequest", params: { url: http.url } } }, "start -> call"),
    );
    const heard = http.nextCall();
    const execution = await server.start(await server.add(caller(child)), "hook");
    await heard;
    await server.dispatcher.cancel(execution);
    expect((await server.until(execution)).status).toBe("cancelled");
    expect((await server.until(children(child)[0]?.id ?? 0)).status).toBe("cancelled");
  });

  it("is not made twice when the worker dies", async () => {
    const first = server.startWorker();
    const child = await server.add(
      documentOf(
        {
          start: called,
          call: { type: "core.httpRequest", params: { method: "POST", url: `${http.url}/once` } },
          code: code("if ($vars.go !== 'yes') await new Promise(() => {}); return items"),
        },
        "start -> call",
        "call -> code",
      ),
    );
    const heard = http.nextCall();
    const execution = await server.start(await server.add(caller(child)), "hook");
    await heard;
    const id = children(child)[0]?.id ?? 0;
    await expect
      .poll(() => server.execution(id).steps.at(-1), { timeout: 10_000 })
      .toMatchObject({ nodeId: "call", status: "succeeded" });
    await setVariable(server.ctx, { name: "go", value: "yes" });
    await server.killWorker(first);
    server.startWorker();
    expect((await server.until(execution)).status).toBe("succeeded");
    expect(children(child)).toMatchObject([{ id, status: "succeeded" }]);
    expect(http.calls).toHaveLength(1);
  });
});

describe("when an execution fails", () => {
  const failing = (settings = {}) => ({
    ...documentOf(
      { hook: hook("a"), stop: { type: "core.stopAndError", name: "Halt", params: { message: "broken" } } },
      "hook -> stop",
    ),
    settings,
  });

  it("the workflow its settings name is started with what happened", async () => {
    server.startWorker();
    const handler = await server.add(documentOf({ error: { type: "core.errorTrigger" } }));
    const { execution } = await runParent(failing({ errorWorkflow: handler }));
    await expect.poll(() => children(handler)[0]?.status, { timeout: 10_000 }).toBe("succeeded");
    const id = children(handler)[0]?.id ?? 0;
    expect(server.output(id, "error").main).toMatchObject([
      {
        execution: { id: execution, mode: "webhook", lastNodeExecuted: "Halt", error: { message: "broken" } },
        workflow: { name: "Test" },
      },
    ]);
  });

  it("its own error trigger is started, once: a failure there starts nothing", async () => {
    server.startWorker();
    const document = failing();
    document.nodes.push(
      ...documentOf({
        error: { type: "core.errorTrigger" },
        again: { type: "core.stopAndError", params: { message: "again" } },
      }).nodes,
    );
    document.edges.push({ from: { node: "error", port: "main" }, to: { node: "again", port: "main" } });
    const id = await server.add(document);
    await server.until(await server.start(id, "hook"));
    await expect
      .poll(() => children(id).map(({ mode, status }) => [mode, status]), { timeout: 10_000 })
      .toEqual([
        ["error", "failed"],
        ["webhook", "failed"],
      ]);
  });
});
