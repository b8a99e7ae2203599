import { afterEach, describe, expect, it, vi } from "vitest";
import { lastingHarness, upTo } from "@/nodes/lasting.testing";
import type { JsonObject } from "@/shared/item";

const { workflow, server } = lastingHarness();
afterEach(() => void vi.useRealTimers());

/** Time stands still there, but only for who asks for the date. */
const at = (date: string) => vi.useFakeTimers({ toFake: ["Date"], now: new Date(date) });
const counts = ({ main }: { main: { count?: unknown }[] }) => main.map(({ count }) => count);

describe("Counter", () => {
  it("counts on from one execution to the next, by key and by any number", async () => {
    const { run } = await workflow("core.counter", {
      key: "={{ $json.k }}",
      action: { is: "add", by: "={{ $json.n }}" },
    });
    expect((await run({ k: "a", n: 1 }, { k: "b", n: 5 }, { k: "a", n: 2 })).main).toEqual([
      { k: "a", n: 1, count: 1 },
      { k: "b", n: 5, count: 5 },
      { k: "a", n: 2, count: 3 },
    ]);
    expect(counts(await run({ k: "a", n: -4 }, { k: "b", n: 0.5 }))).toEqual([-1, 5.5]);
  });

  it("gives each number once to executions of the same moment, also when their worker dies", async () => {
    const { crowd, run } = await workflow("core.counter", {});
    const all = (await crowd(40)).flatMap(counts).map(Number);
    expect(all.sort((a, b) => a - b)).toEqual(upTo(40));
    expect(counts(await run({}))).toEqual([41]);
  });

  it("is set, read and reset by nodes of the same name", async () => {
    const action = "={{ $json.action }}";
    const { run } = await workflow("core.counter", { name: "bills", action });
    const actions: JsonObject[] = [{ is: "read" }, { is: "set", to: 7 }, { is: "add" }];
    actions.push({ is: "read" }, { is: "reset" }, { is: "read" });
    const given = await run(...actions.map((one) => ({ action: one })));
    expect(counts(given)).toEqual([0, 7, 8, 8, 0, 0]);
  });

  it("starts anew with each day, week and month of the workflow's time zone", async () => {
    const [daily, weekly, monthly] = await Promise.all(
      ["day", "week", "month"].map((period) =>
        workflow("core.counter", { period }, { settings: { timezone: "America/New_York" } }),
      ),
    );
    const countAll = async (date: string) => {
      at(date);
      const given = [];
      for (const each of [daily, weekly, monthly]) given.push(...counts((await each?.run({})) ?? { main: [] }));
      return given;
    };
    expect(await countAll("2026-05-30T12:00:00Z")).toEqual([1, 1, 1]);
    expect(await countAll("2026-05-31T12:00:00Z")).toEqual([1, 2, 2]);
    expect(await countAll("2026-06-01T03:59:00Z")).toEqual([2, 3, 3]);
    expect(await countAll("2026-06-01T04:01:00Z")).toEqual([1, 1, 1]);
  });

  it("forgets a key that nobody counted for long, and keeps one that is used", async () => {
    const { run } = await workflow("core.counter", { key: "={{ $json.k }}", forgetDays: 10 });
    at("2026-01-01T00:00:00Z");
    await run({ k: "a" }, { k: "b" });
    at("2026-01-09T00:00:00Z");
    await run({ k: "a" });
    at("2026-01-12T00:00:00Z");
    expect(counts(await run({ k: "a" }, { k: "b" }))).toEqual([3, 1]);
  });

  it("tells very long keys apart, in a name of fixed length", async () => {
    const { run, id } = await workflow("core.counter", { key: "={{ $json.k }}" });
    const long = "x".repeat(100_000);
    expect(counts(await run({ k: `${long}1` }, { k: `${long}2` }, { k: `${long}1` }))).toEqual([1, 1, 2]);
    const lengths = server().store.rawRead.prepare("SELECT length(key) FROM memories WHERE workflow_id = ?").pluck();
    for (const length of lengths.all(id)) expect(length).toBeLessThan(300);
  });
});
