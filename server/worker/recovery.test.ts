import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { executions } from "@/server/db/schema";
import { startWorkers } from "@/server/runs/worker-pool";
import { executorEntry, nodeModules } from "@/server/sandbox/testing";
import { listExecutions, stepData } from "@/server/services/executions";
import { continueExecutions, retryExecution } from "@/server/services/retry-execution";
import { setVariable } from "@/server/services/settings";
import { documentOf, hook } from "@/server/services/testing";
import { openTestHttp, openTestServer, type TestHttp, type TestServer } from "./testing";

let server: TestServer;
let http: TestHttp;
/** Paths that get no answer. */
let silent: Set<string>;
beforeEach(async () => {
  server = openTestServer();
  silent = new Set();
  http = await openTestHttp(({ url }, response) => {
    if (!silent.has(url)) response.end("{}");
  });
});
afterEach(async () => {
  await http.close();
  await server.close();
});

const code = (source: string) => ({ type: "core.code", params: { source } });
const call = (path: string) => ({ type: "core.httpRequest", params: { method: "POST", url: http.url + path } });
const paths = () => http.calls.map(({ url }) => url);
/** Hangs until the variable `go` is set: code has no effect outside, so a second run is safe. */
const hangs = code("if ($vars.go !== 'yes') await new Promise(() => {}); return items");
const go = () => setVariable(server.ctx, { name: "go", value: "yes" });

describe("an execution whose worker dies", () => {
  it("goes on after its last finished step with another worker", async () => {
    const first = server.startWorker();
    const document = documentOf(
      { hook: hook("a"), call: call("/once"), code: hangs, end: call("/end") },
      "hook -> call",
      "call -> code",
      "code -> end",
    );
    const execution = await server.start(await server.add(document), "hook", [{ json: { n: 1 } }]);
    await expect
      .poll(() => server.execution(execution).steps.at(-1), { timeout: 10_000 })
      .toMatchObject({ nodeId: "call", status: "succeeded" });
    await go();
    await server.killWorker(first);
    server.startWorker();
    const { status, steps } = await server.until(execution);
    expect(status).toBe("succeeded");
    expect(steps.map(({ nodeId }) => nodeId)).toEqual(["hook", "call", "code", "end"]);
    expect(paths()).toEqual(["/once", "/end"]);
  });

  it("stops at a step that may have done its work, and says so; a retry runs it again", async () => {
    silent.add("/order");
    const first = server.startWorker();
    const document = documentOf(
      { hook: hook("a"), call: { ...call("/order"), name: "Reserve stock" } },
      "hook -> call",
    );
    const called = http.nextCall();
    const execution = await server.start(await server.add(document), "hook");
    await called;
    await server.killWorker(first);
    server.startWorker();
    const detail = await server.until(execution);
    expect(detail).toMatchObject({
      status: "failed",
      errorInfo: {
        code: "INTERRUPTED",
        nodeId: "call",
        message: expect.stringContaining('"Reserve stock"'),
        hint: expect.stringContaining("say how to go on"),
      },
    });
    expect(paths()).toEqual(["/order"]);
    silent.clear();
    const { id } = await retryExecution(server.ctx, { id: execution });
    expect((await server.until(id)).status).toBe("succeeded");
    expect(paths()).toEqual(["/order", "/order"]);
  });

  describe("that stopped there goes on as a person says", () => {
    async function interruptedAt(path: string) {
      silent.add(path);
      server.startWorker();
      const document = documentOf(
        { hook: hook(`a${path}`), call: call(path), after: call("/after"), aside: call("/aside") },
        "hook -> call",
        "call -> after",
        "hook -> aside",
      );
      const called = http.nextCall();
      const id = await server.start(await server.add(document), "hook", [{ json: { n: 1 } }, { json: { n: 2 } }]);
      await called;
      for (const worker of [...server.workers()]) await server.killWorker(worker);
      server.startWorker();
      await server.until(id);
      silent.clear();
      http.calls.length = 0;
      return id;
    }
    const goOn = async (id: number, how: "again" | "done" | "skip") => {
      const { started } = await continueExecutions(server.ctx, { ids: [id], how });
      return server.until(started[0]?.id ?? 0);
    };

    it("with the step taken for done: what came in goes on from it", async () => {
      const id = await interruptedAt("/order");
      const detail = await goOn(id, "done");
      expect(detail.status).toBe("succeeded");
      expect(paths().sort()).toEqual(["/after", "/after", "/aside", "/aside"]);
      const { outputs, logs } = stepData(server.ctx, { id: detail.id, step: 1 });
      expect(outputs.main?.map(({ json, from }) => ({ json, from }))).toEqual([
        { json: { n: 1 }, from: { item: 0 } },
        { json: { n: 2 }, from: { item: 1 } },
      ]);
      expect(logs).toEqual(["Taken for done by a person"]);
      expect(server.execution(id)).toMatchObject({ status: "failed", retriedAs: detail.id });
    });

    it("with the step left out: nothing goes on from it, the rest runs", async () => {
      const detail = await goOn(await interruptedAt("/order"), "skip");
      expect(detail.status).toBe("succeeded");
      expect(paths()).toEqual(["/aside", "/aside"]);
    });

    it("with the step run once more", async () => {
      await goOn(await interruptedAt("/order"), "again");
      expect(paths().filter((path) => path === "/order")).toHaveLength(2);
    });

    it.each(["again", "done"] as const)("%s, also where the workflow hides what it goes on with", async (how) => {
      silent.add("/order");
      server.startWorker();
      const source = "return $('hook').all().map(({ json }) => ({ json: { length: json.mail.length } }));";
      const drawn = documentOf(
        {
          ...{ hook: hook("hides"), call: call("/order") },
          last: { type: "core.code", params: { mode: "all", source } },
        },
        "hook -> call",
        "call -> last",
      );
      const workflowId = await server.add({ ...drawn, settings: { redact: ["mail"] } });
      const called = http.nextCall();
      const id = await server.start(workflowId, "hook", [{ json: { mail: "ann@example.org" } }]);
      await called;
      for (const worker of [...server.workers()]) await server.killWorker(worker);
      server.startWorker();
      await server.until(id);
      silent.clear();
      const detail = await goOn(id, how);
      expect(detail.status).toBe("succeeded");
      expect(server.output(detail.id, "last")).toEqual({ main: [{ length: 15 }] });
      const { inputs, outputs } = stepData(server.ctx, { id: detail.id, step: 1 });
      expect(JSON.stringify([inputs, outputs])).not.toContain("ann@example.org");
      // Nothing of either is sealed any more, and neither is tried again.
      await expect(retryExecution(server.ctx, { id: detail.id })).rejects.toThrow(/mail/);
    });

    it("once: a second answer is refused, and changes nothing", async () => {
      const id = await interruptedAt("/order");
      await goOn(id, "skip");
      await expect(goOn(id, "done")).rejects.toMatchObject({ code: "CONFLICT" });
      expect(listExecutions(server.ctx, { status: "unknown" }).executions).toEqual([]);
    });

    it("many at once, and those that need no answer are left out", async () => {
      const one = await interruptedAt("/order");
      const other = await interruptedAt("/pay");
      expect(listExecutions(server.ctx, { status: "unknown" }).executions.map(({ id }) => id)).toEqual([other, one]);
      const fine = await server.start(await server.add(documentOf({ hook: hook("b") })), "hook");
      await server.until(fine);
      const { started } = await continueExecutions(server.ctx, { ids: [one, other, fine], how: "done" });
      expect(started.map(({ of }) => of)).toEqual([one, other]);
      for (const { id } of started) expect((await server.until(id)).status).toBe("succeeded");
    });
  });

  it("runs the step again by itself where the workflow says so", async () => {
    silent.add("/order");
    const first = server.startWorker();
    const document = documentOf({ hook: hook("a"), call: call("/order") }, "hook -> call");
    const called = http.nextCall();
    const id = await server.start(await server.add({ ...document, settings: { whenUnknown: "again" } }), "hook");
    await called;
    silent.clear();
    await server.killWorker(first);
    server.startWorker();
    expect((await server.until(id)).status).toBe("succeeded");
    expect(paths()).toEqual(["/order", "/order"]);
  });

  it("stops there again when it was a retry, instead of doing it once more by itself", async () => {
    silent.add("/order");
    const first = server.startWorker();
    const document = documentOf({ hook: hook("a"), call: call("/order") }, "hook -> call");
    let called = http.nextCall();
    const execution = await server.start(await server.add(document), "hook");
    await called;
    await server.killWorker(first);
    const second = server.startWorker();
    await server.until(execution);
    called = http.nextCall();
    const { id } = await retryExecution(server.ctx, { id: execution });
    await called;
    await server.killWorker(second);
    server.startWorker();
    expect(await server.until(id)).toMatchObject({ status: "failed", errorInfo: { code: "INTERRUPTED" } });
    expect(paths()).toEqual(["/order", "/order"]);
  });

  it("whose branches run side by side goes on with those that had not ended, and with none that had", async () => {
    silent.add("/slow");
    const first = server.startWorker();
    const get = (path: string) => ({ type: "core.httpRequest", params: { method: "GET", url: http.url + path } });
    const document = documentOf(
      { hook: hook("a"), quick: call("/quick"), slow: get("/slow"), join: { type: "core.merge" }, end: call("/end") },
      "hook -> slow",
      "hook -> quick",
      "quick -> join.input0",
      "slow -> join.input1",
      "join -> end",
    );
    const workflow = await server.add({ ...document, settings: { order: "parallel" } });
    const execution = await server.start(workflow, "hook");
    await expect
      .poll(() => server.execution(execution).steps.map(({ nodeId, status }) => `${nodeId} ${status}`), {
        timeout: 10_000,
      })
      .toEqual(expect.arrayContaining(["slow running", "quick succeeded"]));
    await server.killWorker(first);
    silent.clear();
    server.startWorker();
    const { status, steps } = await server.until(execution);
    expect(status).toBe("succeeded");
    expect(steps.map(({ nodeId }) => nodeId).sort()).toEqual(["end", "hook", "join", "quick", "slow"]);
    expect(paths().sort()).toEqual(["/end", "/end", "/quick", "/slow", "/slow"]);
  });

  it("sends a request once more with the same Idempotency-Key, and again when a person retries it", async () => {
    silent.add("/pay");
    const first = server.startWorker();
    const pay = {
      type: "core.httpRequest",
      params: { method: "POST", url: `${http.url}/pay`, repeat: "key", timeoutSeconds: 1 },
    };
    const called = http.nextCall();
    const execution = await server.start(await server.add(documentOf({ hook: hook("a"), pay }, "hook -> pay")), "hook");
    await called;
    await server.killWorker(first);
    server.startWorker();
    const failed = await server.until(execution);
    expect(failed.errorInfo?.code).not.toBe("INTERRUPTED");
    silent.clear();
    const { id } = await retryExecution(server.ctx, { id: execution });
    expect((await server.until(id)).status).toBe("succeeded");
    const keys = http.calls.map(({ headers }) => headers["idempotency-key"]);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
    const other = await retryExecution(server.ctx, { id });
    await server.until(other.id);
    expect(new Set(http.calls.map(({ headers }) => headers["idempotency-key"])).size).toBe(2);
  });

  it("is no longer written by the worker that lost it", async () => {
    silent.add("/slow");
    const first = server.startWorker();
    const document = documentOf({ hook: hook("a"), call: call("/slow") }, "hook -> call");
    const called = http.nextCall();
    const execution = await server.start(await server.add(document), "hook");
    await called;
    await server.killWorker(first);
    server.startWorker();
    const before = await server.until(execution);
    first.send({ type: "cancel", id: execution, reason: "user" });
    await http.close();
    http = await openTestHttp();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(server.execution(execution)).toEqual(before);
  });

  it("ten times is not tried again, though others were in them", async () => {
    const document = documentOf({ hook: hook("a"), code: hangs }, "hook -> code");
    const id = await server.add(document);
    let worker = server.startWorker();
    const execution = await server.start(id, "hook");
    for (let deaths = 0; deaths < 10; deaths++) {
      await server.until(execution, "running");
      await server.killWorker(worker);
      if (deaths < 9) worker = server.startWorker();
    }
    expect(server.execution(execution)).toMatchObject({ status: "failed", errorInfo: { code: "WORKER_ENDED" } });
  });

  it("once is once, however often the execution has waited", async () => {
    const wait = { type: "core.wait", params: { until: { is: "call" } } };
    const document = documentOf(
      { hook: hook("a"), one: wait, two: wait, three: wait, code: hangs },
      ...["hook -> one", "one -> two", "two -> three", "three -> code"],
    );
    const worker = server.startWorker();
    const execution = await server.start(await server.add(document), "hook");
    for (const step of [1, 2, 3]) {
      await expect.poll(() => server.dispatcher.resume(execution, null, step)).toBe(true);
    }
    await expect
      .poll(() => server.execution(execution).steps.at(-1))
      .toMatchObject({ nodeId: "three", status: "succeeded" });
    await server.killWorker(worker);
    const deaths = () => server.store.read.select({ deaths: executions.deaths }).from(executions).get()?.deaths;
    expect(deaths()).toBe(1);
    server.startWorker();
    await server.until(execution, "running");
    expect(deaths()).toBe(1);
  });

  it("with the whole server goes on at the next start", async () => {
    const document = documentOf({ hook: hook("a"), end: call("/end") }, "hook -> end");
    const execution = await server.start(await server.add(document), "hook");
    const lost = { status: "running", owner: "w-1-gone", attempt: 1, leaseUntil: Date.now() + 60_000 } as const;
    await server.store.transaction((tx) => tx.update(executions).set(lost).run());
    await server.dispatcher.recover();
    server.startWorker();
    expect((await server.until(execution)).status).toBe("succeeded");
  });
});

it("the stop of a worker in the middle of a step with an effect is no failure of that step, and gives the execution back", async () => {
  silent.add("/order");
  server.startWorker();
  const document = documentOf({ hook: hook("a"), call: call("/order") }, "hook -> call");
  const called = http.nextCall();
  const execution = await server.start(await server.add(document), "hook");
  await called;
  const [worker] = server.workers();
  worker?.send({ type: "cancel", id: execution, reason: "shutdown" });
  await expect.poll(() => server.ended.get(execution), { timeout: 10_000 }).toBe("lost");
  expect(server.execution(execution)).toMatchObject({
    status: "running",
    steps: [{}, { nodeId: "call", status: "running" }],
  });
  if (worker) await server.stopWorker(worker);
  const [row] = server.store.read.select().from(executions).all();
  expect(row).toMatchObject({ status: "queued", owner: null, leaseUntil: null, deaths: 0 });
  server.startWorker();
  expect(await server.until(execution)).toMatchObject({ status: "failed", errorInfo: { code: "INTERRUPTED" } });
});

describe("a wait", () => {
  it("ends at its time, and the step before it is not run again", async () => {
    server.startWorker();
    const wait = { type: "core.wait", params: { until: { is: "time", amount: 0.1, unit: "seconds" } } };
    const document = documentOf(
      { hook: hook("a"), call: call("/once"), wait, end: call("/end") },
      "hook -> call",
      "call -> wait",
      "wait -> end",
    );
    const execution = await server.start(await server.add(document), "hook", [{ json: { n: 1 } }]);
    const waiting = await server.until(execution, "waiting");
    expect(waiting.waitingUntil).toBeGreaterThan(Date.now() - 5_000);
    expect(waiting.steps.at(-1)).toMatchObject({ nodeId: "wait", status: "waiting" });
    expect((await server.until(execution)).status).toBe("succeeded");
    expect(paths()).toEqual(["/once", "/end"]);
  });

  it("survives the end of its worker, and goes on with what a call brings", async () => {
    const first = server.startWorker();
    const document = documentOf(
      { hook: hook("a"), wait: { type: "core.wait", params: { until: { is: "call" } } }, end: { type: "core.noOp" } },
      "hook -> wait",
      "wait -> end",
    );
    const execution = await server.start(await server.add(document), "hook");
    await server.until(execution, "waiting");
    await server.killWorker(first);
    server.startWorker();
    expect(server.execution(execution).status).toBe("waiting");
    expect(await server.dispatcher.resume(execution, JSON.stringify([{ json: { answer: "yes" } }]))).toBe(true);
    expect((await server.until(execution)).status).toBe("succeeded");
    expect(server.output(execution, "end")).toEqual({ main: [{ answer: "yes" }] });
    expect(await server.dispatcher.resume(execution, null)).toBe(false);
  });
});

it("a worker process that is killed is started again, and its execution goes on", async () => {
  const { bundleFolder } = await import("@/server/sandbox/testing");
  const pool = startWorkers(
    `${bundleFolder()}/worker.js`,
    1,
    {
      dataFolder: server.ctx.dataFolder,
      executorEntry: executorEntry(),
      nodeModules,
      egressAllow: ["127.0.0.1"],
      baseUrl: server.ctx.baseUrl,
    },
    {
      onMessage: (worker, message, texts) => {
        if (!server.workers().includes(worker)) server.workers().push(worker);
        server.dispatcher.receive(worker, message, texts);
      },
      onExit: (worker) => {
        server.workers().splice(server.workers().indexOf(worker), 1);
        void server.dispatcher.workerEnded(worker);
      },
    },
  );
  const document = documentOf(
    { hook: hook("a"), call: call("/once"), code: hangs, end: call("/end") },
    "hook -> call",
    "call -> code",
    "code -> end",
  );
  const execution = await server.start(await server.add(document), "hook");
  await expect
    .poll(() => server.execution(execution).steps.at(-1), { timeout: 15_000 })
    .toMatchObject({ nodeId: "call", status: "succeeded" });
  await go();
  const [{ pid } = {}] = pool.workers;
  if (pid) process.kill(pid, "SIGKILL");
  expect((await server.until(execution)).status).toBe("succeeded");
  expect(paths()).toEqual(["/once", "/end"]);
  server.dispatcher.close();
  await pool.stop();
});
