import { afterEach, describe, expect, it, vi } from "vitest";
import { lastingHarness, type Outcome, upTo } from "@/nodes/lasting.testing";

const { workflow, server } = lastingHarness();
afterEach(() => void vi.useRealTimers());

const key = "={{ $json.k }}";
const within = (amount: number) => ({ until: { is: "after", amount, unit: "seconds" } });
const numbers = (all: Outcome[]) => all.flatMap(({ main }) => main.map(({ n }) => Number(n))).sort((a, b) => a - b);
const left = (id: string) =>
  server().store.rawRead.prepare("SELECT count(*) FROM memories WHERE workflow_id = ?").pluck().get(id);

describe("Digest", () => {
  it("gives all that came in a time in one execution, in their order", async () => {
    const { start, outcome, id } = await workflow("core.digest", { key, ...within(1) });
    const executions = [await start({ k: "a", n: 1 }, { k: "a", n: 2 })];
    await server().until(executions[0] ?? 0, "waiting");
    for (const n of [3, 4]) executions.push(await start({ k: "a", n }));
    const all = await Promise.all(executions.map((one) => outcome(one)));
    expect(all[0]?.json).toEqual({ main: [1, 2, 3, 4].map((n) => ({ k: "a", n })), collected: [] });
    expect(all[1]?.json).toEqual({ main: [], collected: [{ k: "a", n: 3 }] });
    expect(left(id)).toBe(0);
  });

  it("gives by count at once, each key on its own", async () => {
    const { run, start, outcome } = await workflow("core.digest", { key, count: 3, ...within(1) });
    const first = await start({ k: "a", n: 1 }, { k: "b", n: 2 }, { k: "a", n: 3 });
    await server().until(first, "waiting");
    expect((await run({ k: "a", n: 4 })).json).toEqual({ main: [1, 3, 4].map((n) => ({ k: "a", n })), collected: [] });
    expect((await outcome(first)).json).toEqual({
      main: [{ k: "b", n: 2 }],
      collected: [
        { k: "a", n: 1 },
        { k: "a", n: 3 },
      ],
    });
  });

  it("loses and doubles nothing of many executions whose worker dies", async () => {
    const { crowd, id } = await workflow("core.digest", { count: 4, ...within(3) });
    const all = await crowd(30, (n) => [{ n: n + 1 }]);
    expect(numbers(all)).toEqual(upTo(30));
    expect(left(id)).toBe(0);
  });

  it("keeps files with their items", async () => {
    const { startItems, outcome } = await workflow("core.digest", within(0.2));
    const file = { id: "0".repeat(64), name: "a.txt", mimeType: "text/plain", size: 1 };
    const execution = await startItems({ json: { n: 1 }, binary: { data: file } });
    expect((await outcome(execution)).main).toEqual([{ n: 1 }]);
    expect(server().items(execution, "node").main).toMatchObject([{ binary: { data: file } }]);
  });

  it("gives with the next item what a cancelled execution has left", async () => {
    const { start, outcome } = await workflow("core.digest", { key, ...within(1) });
    const cancelled = await start({ k: "a", n: 1 });
    await server().until(cancelled, "waiting");
    await server().dispatcher.cancel(cancelled);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 120_000 });
    const next = await start({ k: "b", n: 2 });
    await server().until(next, "waiting");
    vi.setSystemTime(Date.now() + 2_000);
    await server().dispatcher.recover();
    expect((await outcome(next)).main).toEqual([
      { k: "a", n: 1 },
      { k: "b", n: 2 },
    ]);
  });

  it("waits until a time of the day or of a cron expression, in the workflow's time zone", async () => {
    const settings = { timezone: "America/New_York" };
    vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2040, 0, 6, 13, 30) });
    const due = async (until: { is: string; pattern?: string; hour?: number }) => {
      const given = { ...until } as { is: string };
      const { start } = await workflow("core.digest", { until: given }, { settings });
      const execution = await start({});
      return (await server().until(execution, "waiting")).waitingUntil;
    };
    expect(await due({ is: "daily", hour: 8 })).toBe(Date.UTC(2040, 0, 7, 13, 0));
    expect(await due({ is: "daily", hour: 9 })).toBe(Date.UTC(2040, 0, 6, 14, 0));
    expect(await due({ is: "cron", pattern: "0 9 * * 1" })).toBe(Date.UTC(2040, 0, 9, 14, 0));
  });

  it("says that a cron expression names no time", async () => {
    const { run } = await workflow("core.digest", { until: { is: "cron", pattern: "every monday" } });
    expect((await run({})).message).toContain('"every monday" names no time');
  });
});
