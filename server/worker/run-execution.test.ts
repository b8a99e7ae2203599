import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createCredential } from "@/server/services/credentials";
import { startExecution, stepData } from "@/server/services/executions";
import { retryExecution } from "@/server/services/retry-execution";
import { setVariable } from "@/server/services/settings";
import { documentOf, hook } from "@/server/services/testing";
import type { ExecutionEvent } from "@/shared/execution";
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

const code = (source: string, mode: "all" | "each" = "all") => ({ type: "core.code", params: { mode, source } });
const set = (fields: { [name: string]: string | number }) => ({
  type: "core.editFields",
  params: { values: { is: "fields", fields: Object.entries(fields).map(([name, value]) => ({ name, value })) } },
});
const call = (path: string) => ({ type: "core.httpRequest", params: { url: http.url + path } });

describe("an execution", () => {
  it("is a row before a worker hears of it", async () => {
    const id = await server.add(documentOf({ hook: hook("a") }));
    const worker = server.startWorker();
    const seen: unknown[] = [];
    const send = worker.send;
    worker.send = (message, texts) => {
      if (message.type === "run") seen.push(server.execution(message.id).status);
      send(message, texts);
    };
    await server.until(await server.start(id, "hook"));
    expect(seen).toEqual(["running"]);
  });

  it("waits in the queue until there is a worker", async () => {
    const id = await server.add(documentOf({ hook: hook("a") }));
    const execution = await server.start(id, "hook", [{ json: { n: 1 } }]);
    expect(server.execution(execution).status).toBe("queued");
    server.startWorker();
    expect(await server.until(execution)).toMatchObject({ status: "succeeded", mode: "webhook" });
    expect(server.output(execution, "hook")).toEqual({ main: [{ n: 1 }] });
  });

  it("lets go of large outputs of earlier turns, and still answers for them", async () => {
    server.startWorker();
    const document = documentOf(
      {
        hook: hook("a"),
        turns: code("return Array.from({ length: 6 }, (_, turn) => ({ turn }))"),
        loop: { type: "core.loopOverItems", params: { batchSize: 1 } },
        big: code("return [{ turn: $json.turn, text: 'x'.repeat(3e6) }]"),
        small: set({ turn: "={{ $json.turn }}" }),
        end: code(
          "return [0, 1, 2, 5].map((run) => ({ json: { turn: $('big').all(0, run)[0].json.turn, length: $('big').all(0, run)[0].json.text.length } }))",
        ),
      },
      "hook -> turns",
      "turns -> loop",
      "loop.loop -> big",
      "big -> small",
      "small -> loop",
      "loop.done -> end",
    );
    const execution = await server.start(await server.add(document), "hook");
    expect(await server.until(execution)).toMatchObject({ status: "succeeded" });
    expect(server.output(execution, "end").main).toEqual([0, 1, 2, 5].map((turn) => ({ turn, length: 3_000_000 })));
  });

  it("keeps every step: items, counts, where they came from, log lines", async () => {
    server.startWorker();
    const document = documentOf(
      {
        hook: hook("a"),
        code: code("console.log('hello'); return items.concat({ json: { n: 2 } })"),
        end: set({ twice: "={{ $json.n * 2 }}" }),
      },
      "hook -> code",
      "code -> end",
    );
    const execution = await server.start(await server.add(document), "hook", [{ json: { n: 1 } }]);
    const { steps } = await server.until(execution);
    expect(steps).toMatchObject([
      { index: 0, nodeId: "hook", run: 0, status: "succeeded", counts: { main: 1 } },
      { index: 1, nodeId: "code", status: "succeeded", counts: { main: 2 } },
      { index: 2, nodeId: "end", status: "succeeded", counts: { main: 2 } },
    ]);
    expect(stepData(server.ctx, { id: execution, step: 1 })).toMatchObject({
      logs: ["hello"],
      inputTotals: { main: 1 },
    });
    expect(stepData(server.ctx, { id: execution, step: 2, offset: 1, limit: 1 })).toEqual({
      inputs: { main: [{ json: { n: 2 }, from: { item: 0 } }] },
      inputTotals: { main: 2 },
      outputs: { main: [{ json: { n: 2, twice: 4 }, from: { item: 1 } }] },
      outputTotals: { main: 2 },
      logs: [],
    });
  });

  it("that fails says which node, what and why", async () => {
    server.startWorker();
    const document = documentOf(
      { hook: hook("a"), stop: { type: "core.stopAndError", name: "No customer", params: { message: "Order {{" } } },
      "hook -> stop",
    );
    const detail = await server.until(await server.start(await server.add(document), "hook"));
    expect(detail).toMatchObject({
      status: "failed",
      error: { message: "Order {{", nodeName: "No customer" },
      errorInfo: { code: "STOPPED", nodeId: "stop" },
    });
    expect(detail.steps.at(-1)).toMatchObject({ nodeId: "stop", status: "failed", error: { message: "Order {{" } });
  });

  it("sends its events to who looks on, in order", async () => {
    server.startWorker();
    const document = documentOf({ hook: hook("a"), end: { type: "core.noOp" } }, "hook -> end");
    const events: ExecutionEvent[] = [];
    const id = await server.add(document);
    const { id: execution } = await startExecution(server.ctx, { workflowId: id, document });
    server.dispatcher.watch(execution, (event) => void events.push(event));
    await server.until(execution);
    await expect.poll(() => events.at(-1)?.type).toBe("execution.finished");
    const types = events.map(({ type }) => type);
    expect(types.filter((type) => type === "step.finished").length).toBeLessThanOrEqual(2);
  });

  it("tells who begins to look on which step is under way", async () => {
    await http.close();
    http = await openTestHttp(() => {});
    server.startWorker();
    const document = documentOf({ hook: hook("a"), call: call("/slow") }, "hook -> call");
    const called = http.nextCall();
    const { id } = await startExecution(server.ctx, { workflowId: await server.add(document), document });
    await called;
    const events: ExecutionEvent[] = [];
    server.dispatcher.watch(id, (event) => void events.push(event));
    await server.dispatcher.cancel(id);
    await server.until(id);
    expect(events[0]).toMatchObject({ type: "step.started", index: 1, nodeId: "call" });
  });

  it("tells who begins to look on between two tries when the next one is", async () => {
    server.startWorker();
    const failing = {
      ...code("throw new Error('not yet')"),
      retry: { tries: 3, waitMs: 60_000, backoff: "same" as const },
    };
    const document = documentOf({ hook: hook("a"), failing }, "hook -> failing");
    const { id } = await startExecution(server.ctx, { workflowId: await server.add(document), document });
    const isRetrying = ({ type }: ExecutionEvent) => type === "step.retrying";
    const early: ExecutionEvent[] = [];
    server.dispatcher.watch(id, (event) => void early.push(event));
    await expect.poll(() => early.some(isRetrying)).toBe(true);
    const late: ExecutionEvent[] = [];
    server.dispatcher.watch(id, (event) => void late.push(event));
    await expect.poll(() => late.some(isRetrying)).toBe(true);
    expect(late).toMatchObject([
      { type: "step.started", index: 1, nodeId: "failing" },
      { type: "step.retrying", index: 1, tries: 1, error: { message: "not yet (line 1)" } },
    ]);
    await server.dispatcher.cancel(id);
    await server.until(id);
  });

  it("is started again from the start, or at the failed step, as a new one", async () => {
    server.startWorker();
    const document = documentOf(
      {
        hook: hook("a"),
        call: call("/once"),
        code: code("if ($vars.ok !== 'yes') throw new Error('not yet'); return items"),
      },
      "hook -> call",
      "call -> code",
    );
    const first = await server.start(await server.add(document), "hook");
    expect(await server.until(first)).toMatchObject({ status: "failed", error: { message: "not yet (line 1)" } });
    await setVariable(server.ctx, { name: "ok", value: "yes" });
    const { id: second } = await retryExecution(server.ctx, { id: first });
    expect(await server.until(second)).toMatchObject({ status: "succeeded", mode: "retry", retryOf: first });
    expect(http.calls).toHaveLength(1);
    const { id: third } = await retryExecution(server.ctx, { id: second });
    expect((await server.until(third)).status).toBe("succeeded");
    expect(http.calls).toHaveLength(2);
  });
});

describe("expressions in an execution", () => {
  it("see the execution, the workflow, variables and the nodes before", async () => {
    await setVariable(server.ctx, { name: "region", value: "north" });
    server.startWorker();
    const document = documentOf(
      {
        hook: hook("a"),
        split: { type: "core.splitOut", params: { field: "list" } },
        keep: {
          type: "core.filter",
          params: {
            conditions: { conditions: [{ left: "={{ $json.n }}", type: "number", operation: "gt", right: 1 }] },
          },
        },
        end: set({
          id: "={{ $execution.id }}",
          flow: "={{ $workflow.name }} {{ $vars.region }}",
          whole: "={{ $('hook').first().json.name }}",
          own: "={{ $('split').item.json.n }}",
          previous: "={{ $prevNode.name }}",
          resume: "={{ $execution.resumeUrl }}",
        }),
      },
      "hook -> split",
      "split -> keep",
      "keep -> end",
    );
    const execution = await server.start(await server.add(document), "hook", [
      { json: { name: "Ann", list: [{ n: 1 }, { n: 2 }, { n: 3 }] } },
    ]);
    await server.until(execution);
    expect(server.output(execution, "end").main).toMatchObject([
      {
        n: 2,
        id: String(execution),
        flow: "Test north",
        whole: "Ann",
        own: 2,
        previous: "keep",
        resume: expect.stringContaining(`/webhook-waiting/${execution}/`),
      },
      { n: 3, own: 3 },
    ]);
  });

  it("find the item of a node before a merge, on either side", async () => {
    server.startWorker();
    const document = documentOf(
      {
        hook: hook("a"),
        left: set({ side: "left" }),
        right: set({ side: "right" }),
        merge: { type: "core.merge", params: { how: { is: "append" } } },
        end: set({ l: "={{ $('merge').item.json.side }}", first: "={{ $('hook').item.json.n }}" }),
      },
      "hook -> left",
      "hook -> right",
      "left -> merge.input0",
      "right -> merge.input1",
      "merge -> end",
    );
    const execution = await server.start(await server.add(document), "hook", [{ json: { n: 7 } }]);
    await server.until(execution);
    expect(server.output(execution, "end").main).toMatchObject([
      { side: "left", l: "left", first: 7 },
      { side: "right", l: "right", first: 7 },
    ]);
  });

  it.each([
    ["={{ 1 + }}", /^Expression in "values.fields.0.value": Not a valid expression/],
    ["={{ $('nobody').first() }}", /There is no node "nobody"/],
    ["={{ $env.HOME }}", /environment is not visible/],
  ])("%s is an error on the node, with the place", async (template, message) => {
    server.startWorker();
    const document = documentOf({ hook: hook("a"), set: set({ x: template }) }, "hook -> set");
    const detail = await server.until(await server.start(await server.add(document), "hook"));
    expect(detail.errorInfo).toMatchObject({
      nodeId: "set",
      param: "values.fields.0.value",
      message: expect.stringMatching(message),
    });
  });

  it("code that breaks a limit is an error on the node that names it, and the next one works", async () => {
    server.startWorker();
    const hungry = documentOf(
      { hook: hook("a"), code: code("const a = []; for (;;) a.push({ n: a.length })") },
      "hook -> code",
    );
    const detail = await server.until(await server.start(await server.add(hungry), "hook"));
    expect(detail).toMatchObject({
      status: "failed",
      errorInfo: { nodeId: "code", message: expect.stringMatching(/^The code was stopped\. .*memory/) },
    });
    const fine = documentOf({ hook: hook("b"), code: code("return { fine: true }") }, "hook -> code");
    expect((await server.until(await server.start(await server.add(fine), "hook"))).status).toBe("succeeded");
  });
});

describe("a node", () => {
  it("of an unknown type stops the execution, and can be disabled", async () => {
    server.startWorker();
    const unknown = { type: "n8n-nodes-base.slack", name: "Tell them", params: {} };
    const wires = ["start -> tell", "tell -> end"];
    const draft = documentOf(
      { start: { type: "core.manualTrigger" }, tell: unknown, end: { type: "core.noOp" } },
      ...wires,
    );
    const workflowId = await server.add(draft, false);
    const failed = await startExecution(server.ctx, { workflowId, document: draft });
    expect(await server.until(failed.id)).toMatchObject({
      status: "failed",
      error: { message: expect.stringContaining('"Tell them" is of the type "n8n-nodes-base.slack"') },
    });
    const disabled = documentOf(
      { start: { type: "core.manualTrigger" }, tell: { ...unknown, disabled: true }, end: { type: "core.noOp" } },
      ...wires,
    );
    const fine = await startExecution(server.ctx, { workflowId, document: disabled });
    expect((await server.until(fine.id)).steps.map(({ nodeId }) => nodeId)).toEqual(["start", "tell", "end"]);
  });

  it("gets its credential, which nobody else sees", async () => {
    server.startWorker();
    const { id } = await createCredential(server.ctx, {
      name: "API",
      type: "http.bearer",
      values: { token: "s3cret-t0ken" },
    });
    const document = documentOf(
      { hook: hook("a"), call: { ...call("/me"), credentials: { auth: id } } },
      "hook -> call",
    );
    const execution = await server.start(await server.add(document), "hook");
    await server.until(execution);
    expect(http.calls[0]?.headers.authorization).toBe("Bearer s3cret-t0ken");
    expect(JSON.stringify([server.execution(execution), server.output(execution, "call")])).not.toContain("s3cret");
  });

  it("without the credential it needs says which", async () => {
    server.startWorker();
    const document = documentOf(
      { hook: hook("a"), mail: { type: "core.sendEmail", params: { from: "a@b.c", to: "a@b.c", subject: "x" } } },
      "hook -> mail",
    );
    const detail = await server.until(await server.start(await server.add(document), "hook"));
    expect(detail.errorInfo).toMatchObject({
      nodeId: "mail",
      code: "CREDENTIAL_MISSING",
      message: expect.stringContaining("Mail server"),
    });
  });

  it("with a credential of the wrong type, or one that is gone, says so", async () => {
    server.startWorker();
    const { id } = await createCredential(server.ctx, { name: "Mine", type: "smtp", values: { host: "x" } });
    for (const [credential, message] of [
      [id, /"Mine" does not fit/],
      ["gone", /no longer exists/],
    ] as const) {
      const document = documentOf(
        { hook: hook(`a-${credential}`), call: { ...call("/"), credentials: { auth: credential } } },
        "hook -> call",
      );
      const detail = await server.until(await server.start(await server.add(document), "hook"));
      expect(detail.errorInfo?.message).toMatch(message);
    }
    expect(http.calls).toEqual([]);
  });
});

describe("a cancel", () => {
  it("ends a step that hangs", async () => {
    await http.close();
    http = await openTestHttp(() => {});
    server.startWorker();
    const document = documentOf(
      { hook: hook("a"), call: call("/slow"), end: { type: "core.noOp" } },
      "hook -> call",
      "call -> end",
    );
    const called = http.nextCall();
    const execution = await server.start(await server.add(document), "hook");
    await called;
    expect(await server.dispatcher.cancel(execution)).toBe(true);
    const { status, steps } = await server.until(execution);
    expect(status).toBe("cancelled");
    expect(steps.map(({ nodeId, status: s }) => [nodeId, s])).toEqual([
      ["hook", "succeeded"],
      ["call", "failed"],
    ]);
    expect(steps.at(-1)?.error).toMatchObject({ code: "CANCELLED", message: "Cancelled before it had finished" });
  });

  it("takes an execution out of the queue, and out of a wait", async () => {
    const document = documentOf(
      { hook: hook("a"), wait: { type: "core.wait", params: { until: { is: "call" } } } },
      "hook -> wait",
    );
    const id = await server.add(document);
    const queued = await server.start(id, "hook");
    expect(await server.dispatcher.cancel(queued)).toBe(true);
    expect(server.execution(queued).status).toBe("cancelled");
    server.startWorker();
    const waiting = await server.start(id, "hook");
    await server.until(waiting, "waiting");
    expect(await server.dispatcher.cancel(waiting)).toBe(true);
    await expect.poll(() => server.execution(waiting).status).toBe("cancelled");
    expect(await server.dispatcher.cancel(waiting)).toBe(false);
    expect(await server.dispatcher.resume(waiting, null)).toBe(false);
  });
});

it("an execution that runs longer than its workflow's limit fails and says so", async () => {
  await http.close();
  http = await openTestHttp(() => {});
  server.startWorker();
  const document = {
    ...documentOf({ hook: hook("a"), call: call("/slow") }, "hook -> call"),
    settings: { timeoutSeconds: 1 },
  };
  const detail = await server.until(await server.start(await server.add(document), "hook"));
  expect(detail).toMatchObject({
    status: "failed",
    errorInfo: { code: "TIMEOUT", message: expect.stringContaining("limit of 1 s") },
  });
});
