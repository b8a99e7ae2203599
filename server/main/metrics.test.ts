import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { draw, startServer, type TestServer, until } from "./testing";

const token = "a-token-of-sixteen-or-more";
const hook = {
  type: "webhook",
  params: { path: "orders", methods: ["POST"], respond: { is: "finished", status: 200 } },
};
const waiting = { type: "webhook", params: { path: "waits", methods: ["POST"], respond: { is: "accepted" } } };
const stopped = { type: "webhook", params: { path: "fails", methods: ["POST"], respond: { is: "finished" } } };

type Samples = { [sample: string]: number };

/** The text format, strictly: every sample has a type, and every line makes sense. */
function parse(text: string): Samples {
  const types = new Set<string>();
  const samples: Samples = {};
  expect(text.endsWith("\n")).toBe(true);
  for (const line of text.trimEnd().split("\n")) {
    const [, name, type] = /^# TYPE ([a-z_:]\w*) (counter|gauge|histogram|summary)$/.exec(line) ?? [];
    if (name && type) types.add(name);
    if (line === "" || line.startsWith("#")) continue;
    const [, sample = "", base = "", value = ""] =
      /^(([a-zA-Z_:]\w*)(?:\{\w+="[^"\\\n]*"(?:,\w+="[^"\\\n]*")*\})?) (-?[\d.]+(?:e[-+]?\d+)?|NaN|[-+]?Inf)$/.exec(
        line,
      ) ?? [];
    expect(base, line).not.toBe("");
    expect(types.has(base) || types.has(base.replace(/_(bucket|sum|count)$/, "")), line).toBe(true);
    samples[sample] = Number(value);
  }
  return samples;
}

const ask = (server: TestServer, headers: { [name: string]: string } = {}, init: RequestInit = {}) =>
  fetch(`${server.url}/metrics`, { redirect: "manual", ...init, headers });

describe("a server without the setting", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer();
    await server.signUp();
  });
  afterAll(() => server.stop());

  it("shows its metrics to nobody, whoever asks", async () => {
    for (const answer of [
      await ask(server),
      await ask(server, { authorization: "Bearer " }),
      await ask(server, { authorization: "Bearer undefined" }),
      await server.request("/metrics"),
    ]) {
      expect(answer.status).toBe(404);
      expect(await answer.text()).not.toContain("islewire_");
    }
  });
});

describe("a server with a token", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ env: { ISLEWIRE_METRICS_TOKEN: token } });
    await server.signUp();
    await server.publish(draw("Orders", { hook, work: { type: "noOp" } }, "hook -> work"));
    const stop = { type: "stopAndError", params: { message: "No stock" } };
    await server.publish(draw("Fails", { hook: stopped, stop }, "hook -> stop"));
    const call = { type: "wait", params: { until: { is: "call" } } };
    await server.publish(draw("Waits", { hook: waiting, call }, "hook -> call"));
  });
  afterAll(() => server.stop());

  const read = async () => {
    const answer = await ask(server, { authorization: `Bearer ${token}` });
    expect(answer.status).toBe(200);
    return parse(await answer.text());
  };

  it("shows them to nobody with another one, or as anything but a bearer token", async () => {
    for (const authorization of ["", `Bearer ${token}x`, `Bearer ${token.slice(1)}`, token, `Basic ${btoa(token)}`]) {
      expect((await ask(server, { authorization })).status, authorization).toBe(404);
    }
    expect((await ask(server)).status).toBe(404);
    expect((await fetch(`${server.url}/metrics?token=${token}`)).status).toBe(404);
  });

  it("gives the text format of Prometheus, and keeps it out of caches", async () => {
    const answer = await ask(server, { authorization: `bearer ${token}` });
    expect(answer.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(Object.keys(parse(await answer.text())).length).toBeGreaterThan(60);
    const post = await ask(server, { authorization: `Bearer ${token}` }, { method: "POST" });
    expect([post.status, post.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });

  it("counts what a webhook brought, how it was answered and how it ended", async () => {
    const before = await read();
    expect((await server.post("orders", { n: 1 })).status).toBe(200);
    expect((await server.post("orders", { n: 2 })).status).toBe(200);
    expect((await server.post("fails", {})).status).toBe(500);
    expect((await server.post("nowhere", {})).status).toBe(404);
    const after = await read();
    const moved = (sample: string) => (after[sample] ?? Number.NaN) - (before[sample] ?? Number.NaN);
    expect(moved('islewire_executions_finished_total{status="succeeded"}')).toBe(2);
    expect(moved('islewire_executions_finished_total{status="failed"}')).toBe(1);
    expect(moved('islewire_executions_finished_total{status="cancelled"}')).toBe(0);
    expect(moved("islewire_execution_duration_seconds_count")).toBe(3);
    expect(moved('islewire_execution_duration_seconds_bucket{le="+Inf"}')).toBe(3);
    expect(moved('islewire_webhook_requests_total{result="accepted"}')).toBe(3);
    expect(moved('islewire_webhook_requests_total{result="unknown"}')).toBe(1);
    // The answer of the first look at the metrics was sent after it was written.
    expect(moved('islewire_http_responses_total{class="2xx"}')).toBe(3);
    expect(moved('islewire_http_responses_total{class="4xx"}')).toBe(1);
    expect(moved('islewire_http_responses_total{class="5xx"}')).toBe(1);
    expect(moved("islewire_commit_duration_seconds_count")).toBeGreaterThan(0);
    expect(moved("islewire_commit_writes_total")).toBeGreaterThanOrEqual(3);
  });

  it("says how many executions wait, and counts one that is cancelled meanwhile", async () => {
    const before = await read();
    const { json } = await server.post("waits", {});
    const { executionId } = json as { executionId: number };
    await until(async () => (await read())['islewire_executions{status="waiting"}'] === 1);
    await server.mutate("executions.cancel", { id: executionId });
    // The worker may still have it at hand when it is in the database as one that waits.
    await until(async () => (await read())['islewire_executions{status="waiting"}'] === 0);
    const after = await read();
    const cancelled = 'islewire_executions_finished_total{status="cancelled"}';
    expect((after[cancelled] ?? 0) - (before[cancelled] ?? 0)).toBe(1);
  });

  it("says how it is: workers, places, memory and the delay of the event loop", async () => {
    const samples = await read();
    expect(samples).toMatchObject({
      islewire_workers_ready: 1,
      islewire_places: 20,
      islewire_oldest_queued_seconds: 0,
      'islewire_executions{status="queued"}': 0,
    });
    for (const process of ["main", "workers"])
      expect(samples[`islewire_resident_memory_bytes{process="${process}"}`]).toBeGreaterThan(20_000_000);
    expect(samples).toHaveProperty("nodejs_eventloop_lag_seconds");
    expect(samples.process_resident_memory_bytes).toBeGreaterThan(20_000_000);
  });

  it("has no sample for each workflow, path or execution", async () => {
    const names = async () => Object.keys(await read()).filter((sample) => sample.startsWith("islewire_"));
    const before = await names();
    await server.publish(draw("More", { hook: { ...hook, params: { ...hook.params, path: "more" } } }));
    for (const path of ["more", "one", "two", "three"]) await server.post(path, {});
    expect(await names()).toEqual(before);
  });

  it("counts a worker that died and was started again", async () => {
    const [worker] = server.children().filter(({ role }) => role === "worker");
    if (worker) process.kill(worker.pid, "SIGKILL");
    await until(async () => (await read()).islewire_worker_restarts_total === 1);
    await until(async () => (await read()).islewire_workers_ready === 1);
  });
});

describe("a server that is open about its metrics", () => {
  it("shows them to everybody, by any name that it is called", async () => {
    const server = await startServer({ env: { ISLEWIRE_METRICS: "public" } });
    try {
      const answer = await ask(server);
      expect(answer.status).toBe(200);
      expect(parse(await answer.text())).toHaveProperty("islewire_worker_restarts_total", 0);
    } finally {
      await server.stop();
    }
  });
});

it("a token that is too short stops the start, and is named", async () => {
  await expect(startServer({ env: { ISLEWIRE_METRICS_TOKEN: "short" } })).rejects.toThrow(/ISLEWIRE_METRICS_TOKEN/);
});
