import { describe, expect, it } from "vitest";
import { lastingHarness } from "@/nodes/lasting.testing";
import { documentOf, hook } from "@/server/services/testing";
import type { JsonObject } from "@/shared/item";

const { server } = lastingHarness();

const cache = (action: JsonObject) => ({ type: "core.cache", params: { key: "={{ $json.k }}", action } });
const code = (source: string) => ({ type: "core.code", params: { mode: "each", source } });

/** Looks a value up, and computes and stores it on a miss, which takes a while. */
async function cached({ get = {}, store = {} }: { get?: JsonObject; store?: JsonObject } = {}) {
  const nodes = {
    hook: hook(`h${Math.random()}`),
    get: cache({ is: "get", ...get }),
    slow: { type: "core.wait", params: { until: { is: "time", amount: 0.4, unit: "seconds" } } },
    compute: code(
      "if ($json.fail) throw new Error('no'); return { json: { ...$json, computed: Number($execution.id) } }",
    ),
    store: cache({ is: "store", what: { is: "value", value: "={{ $json.computed }}" }, ...store }),
    drop: cache({ is: "forget" }),
    other: hook(`h${Math.random()}`),
  };
  const wires = ["hook -> get", "get.miss -> slow", "slow -> compute", "compute -> store", "other -> drop"];
  const id = await server().add(documentOf(nodes, ...wires));
  const start = (...items: JsonObject[]) =>
    server().start(
      id,
      "hook",
      items.map((json) => ({ json })),
    );
  const outcome = async (execution: number) => {
    const { status, steps } = await server().until(execution);
    const json = steps.some(({ nodeId, status: of }) => nodeId === "get" && of === "succeeded")
      ? server().output(execution, "get")
      : {};
    return { execution, status, json, computed: steps.some(({ nodeId }) => nodeId === "store") };
  };
  const run = async (...items: JsonObject[]) => outcome(await start(...items));
  const forget = async (k: string) => server().until(await server().start(id, "other", [{ json: { k } }]));
  return { start, outcome, run, forget };
}
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("Cache", () => {
  it("misses once, and hits until it is told to forget", async () => {
    const { run, forget } = await cached();
    const first = await run({ k: "a" });
    expect(first).toMatchObject({ computed: true, json: { miss: [{ k: "a" }], hit: [] } });
    expect(await run({ k: "a" })).toMatchObject({
      computed: false,
      json: { hit: [{ k: "a", value: first.execution }] },
    });
    expect(await run({ k: "b" })).toMatchObject({ computed: true });
    await forget("a");
    expect(await run({ k: "a" })).toMatchObject({ computed: true });
  });

  it("has one of many executions compute, for which the others wait", async () => {
    const { start, outcome } = await cached();
    const executions = await Promise.all(Array.from({ length: 12 }, () => start({ k: "a" })));
    const all = await Promise.all(executions.map(outcome));
    const computed = all.filter((one) => one.computed);
    expect(computed).toHaveLength(1);
    const others = all.filter((one) => !one.computed);
    for (const { json } of others)
      expect(json).toEqual({ hit: [{ k: "a", value: computed[0]?.execution }], stale: [], miss: [] });
  });

  it("waits for no failed computation longer than agreed", async () => {
    const { start, outcome } = await cached({ get: { lease: 1.5 } });
    const failing = await start({ k: "a", fail: true });
    await expect.poll(() => server().execution(failing).status).toBe("waiting");
    const next = await outcome(await start({ k: "a" }));
    expect(next).toMatchObject({ status: "succeeded", computed: true });
    expect((await outcome(failing)).status).toBe("failed");
  });

  it("gives what is stale to all, and has one of them compute it anew", async () => {
    const { start, outcome, run } = await cached({ store: { fresh: 1, stale: 60 } });
    const { execution: old } = await run({ k: "a" });
    await pause(1_100);
    const executions = await Promise.all(Array.from({ length: 6 }, () => start({ k: "a" })));
    const all = await Promise.all(executions.map(outcome));
    for (const { json } of all) expect(json.stale).toEqual([{ k: "a", value: old }]);
    expect(all.filter(({ computed }) => computed)).toHaveLength(1);
    const { json } = await run({ k: "a" });
    expect(json.hit).toEqual([{ k: "a", value: all.find(({ computed }) => computed)?.execution }]);
  });

  it("does not let two executions wait for each other that need the same keys", async () => {
    const { start, outcome } = await cached();
    const executions = [await start({ k: "a" }, { k: "b" }), await start({ k: "b" }, { k: "a" })];
    const all = await Promise.all(executions.map(outcome));
    expect(all.map(({ status }) => status)).toEqual(["succeeded", "succeeded"]);
    expect(all.filter(({ computed }) => computed)).toHaveLength(1);
  });

  it("goes on when the worker dies that computes", async () => {
    const { start, outcome } = await cached();
    const executions = await Promise.all([start({ k: "a" }), start({ k: "a" })]);
    await expect.poll(() => executions.map((one) => server().execution(one).status)).toEqual(["waiting", "waiting"]);
    const [worker] = server().workers();
    if (worker) await server().killWorker(worker);
    server().startWorker();
    const all = await Promise.all(executions.map(outcome));
    expect(all.map(({ status }) => status)).toEqual(["succeeded", "succeeded"]);
    expect(all.filter(({ computed }) => computed)).toHaveLength(1);
  });
});
