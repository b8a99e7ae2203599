import { afterEach, describe, expect, it, vi } from "vitest";
import { lastingHarness } from "@/nodes/lasting.testing";
import { nextInBucket, nextInWindow, type WindowTurns } from "./turns";

const { workflow, server } = lastingHarness();
afterEach(() => void vi.useRealTimers());

const seconds = (count: number, per: number) => ({ count, per, unit: "seconds" });
const leave = { excess: { is: "leave" } };
const endOf = (execution: number) => server().execution(execution).finishedAt ?? 0;

describe("Turns", () => {
  it("are never more than agreed in any stretch of the period", () => {
    let turns: WindowTurns = [];
    const given = Array.from({ length: 200 }, (_, n) => {
      const next = nextInWindow(turns, n * 7, { count: 5, periodMs: 1_000 });
      turns = next.turns;
      return next.at;
    });
    for (const [index, at] of given.entries())
      expect((given[index + 5] ?? Infinity) - at).toBeGreaterThanOrEqual(1_000);
    expect(given.toSorted((a, b) => a - b)).toEqual(given);
    expect(turns).toHaveLength(5);
  });

  it("of a bucket come at once after a rest, and then at the average", () => {
    let fullAt = 0;
    const given = Array.from({ length: 6 }, () => {
      const next = nextInBucket(fullAt, 1_000, { burst: 3, everyMs: 100 });
      fullAt = next.fullAt;
      return next.at;
    });
    expect(given).toEqual([1_000, 1_000, 1_000, 1_100, 1_200, 1_300]);
    expect(nextInBucket(fullAt, 1_350, { burst: 3, everyMs: 100 }).at).toBe(1_400);
    expect(nextInBucket(fullAt, 9_000, { burst: 3, everyMs: 100 }).at).toBe(9_000);
  });
});

describe("Rate Limit", () => {
  it("sends what is too much to its own output, and says when to try again", async () => {
    const limit = { is: "window", ...seconds(2, 60) };
    const { run } = await workflow("core.rateLimit", { limit, key: "={{ $json.k }}", ...leave });
    expect((await run({ k: "a" }, { k: "a" }, { k: "a" }, { k: "b" })).json).toEqual({
      main: [{ k: "a" }, { k: "a" }, { k: "b" }],
      limited: [{ k: "a", retryAfter: expect.any(Number) }],
    });
    const { json } = await run({ k: "a" });
    expect(json.limited?.[0]?.retryAfter).toBeGreaterThan(50);
  });

  it("lets through so many of many executions of the same moment, also when the worker dies", async () => {
    const { crowd } = await workflow("core.rateLimit", { limit: { is: "window", ...seconds(7, 3_600) }, ...leave });
    const all = await crowd(30);
    expect(all.flatMap(({ main }) => main)).toHaveLength(7);
    expect(all.flatMap(({ json }) => json.limited ?? [])).toHaveLength(23);
  });

  it("delays what is too much until its turn, in the order it came", async () => {
    const { start, outcome } = await workflow("core.rateLimit", { limit: { is: "window", ...seconds(2, 0.6) } });
    const began = Date.now();
    const executions = [];
    for (let n = 0; n < 6; n++) executions.push(await start({ n }));
    const all = await Promise.all(executions.map((one) => outcome(one)));
    expect(all.map(({ main }) => main)).toEqual(executions.map((_, n) => [{ n }]));
    for (const [n, one] of executions.entries())
      expect(endOf(one) - began).toBeGreaterThanOrEqual(Math.floor(n / 2) * 600);
  });

  it("keeps the promised turns when the worker dies meanwhile", async () => {
    const { start, outcome } = await workflow("core.rateLimit", {
      limit: { is: "bucket", ...seconds(1, 0.8), burst: 1 },
    });
    const began = Date.now();
    const executions = [await start({ n: 0 }), await start({ n: 1 }), await start({ n: 2 })];
    await server().until(executions[2] ?? 0, "waiting");
    const [worker] = server().workers();
    if (worker) await server().killWorker(worker);
    server().startWorker();
    const all = await Promise.all(executions.map((one) => outcome(one)));
    expect(all.map(({ main }) => main)).toEqual([[{ n: 0 }], [{ n: 1 }], [{ n: 2 }]]);
    expect(endOf(executions[2] ?? 0) - began).toBeGreaterThanOrEqual(1_600);
  });

  it("does not let anything wait longer than agreed", async () => {
    const excess = { is: "wait", atMost: 10 };
    const { run } = await workflow("core.rateLimit", { limit: { is: "window", ...seconds(1, 60) }, excess });
    expect((await run({ n: 1 }, { n: 2 })).json).toMatchObject({ main: [{ n: 1 }], limited: [{ n: 2 }] });
  });

  it("forgets a key whose time is over", async () => {
    const { run, id } = await workflow("core.rateLimit", { limit: { is: "window", ...seconds(1, 60) }, ...leave });
    vi.useFakeTimers({ toFake: ["Date"], now: 1_800_000_000_000 });
    await run({});
    const expires = "SELECT expires_at FROM memories WHERE workflow_id = ?";
    expect(server().store.rawRead.prepare(expires).pluck().all(id)).toEqual([1_800_000_060_000]);
  });
});
