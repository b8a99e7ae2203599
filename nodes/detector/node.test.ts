import { afterEach, describe, expect, it, vi } from "vitest";
import { lastingHarness } from "@/nodes/lasting.testing";
import type { JsonObject } from "@/shared/item";

const { workflow } = lastingHarness();
afterEach(() => void vi.useRealTimers());

const at = (minute: number) => vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2026, 0, 1, 0, minute) });
const value = "={{ $json.v }}";
const values = (...list: number[]) => list.map((v) => ({ v }));
const plain = (items: JsonObject[] = []) => items.map(({ v }) => v);
const findings = (items: JsonObject[] = []) => items.map(({ finding }) => finding as JsonObject);

describe("Detector", () => {
  it("finds a value far from the mean of those before it, over executions", async () => {
    const { run } = await workflow("core.detector", { how: { is: "peak", value, least: 4, last: 10 } });
    expect(plain((await run(...values(10, 12, 10, 12))).json.usual)).toEqual([10, 12, 10, 12]);
    const { json } = await run(...values(13, 40));
    expect(plain(json.usual)).toEqual([13]);
    expect(findings(json.unusual)).toMatchObject([{ unusual: true, value: 40, mean: 11.4, score: expect.any(Number) }]);
  });

  it("looks at one side only when told to", async () => {
    const { run } = await workflow("core.detector", {
      how: { is: "peak", value, least: 2, side: "above" },
      once: false,
    });
    expect(plain((await run(...values(10, 11, -50, 60))).json.unusual)).toEqual([]);
    expect(plain((await run(...values(900))).json.unusual)).toEqual([900]);
  });

  it("finds a jump from the last value", async () => {
    const { run } = await workflow("core.detector", { how: { is: "jump", value, percent: 50 } });
    expect(plain((await run(...values(100, 140, 60, 60))).json.unusual)).toEqual([60]);
    expect(findings((await run(...values(120))).json.unusual)).toMatchObject([{ before: 60, change: 100 }]);
  });

  it("tells a limit that is passed once, until the value is back by a margin", async () => {
    const limit = { is: "limit", value, above: 90, below: "10", margin: 5 };
    const { run } = await workflow("core.detector", { how: limit });
    expect(plain((await run(...values(80, 91, 99, 88, 92, 84, 91, 50, 9))).json.unusual)).toEqual([91, 91, 9]);
    const each = await workflow("core.detector", { how: limit, once: false });
    expect(plain((await each.run(...values(80, 91, 99, 88, 84))).json.unusual)).toEqual([91, 99, 88]);
  });

  it("gives an item for each key that is silent for minutes, once, until it is heard of again", async () => {
    const missing = { how: { is: "missing", minutes: 5 } };
    const note = { how: { is: "note" }, key: "={{ $json.k }}" };
    const { run, runAt } = await workflow("core.detector", note, { more: { missing } });
    const silent = async () => {
      const { json } = await runAt("missing", { tick: 1 });
      return json.unusual?.length ? json.unusual.map(({ key }) => key) : json.usual;
    };
    at(0);
    await run({ k: "a" }, { k: "b" });
    at(4);
    await run({ k: "b" });
    expect(await silent()).toEqual([{ tick: 1 }]);
    at(6);
    expect(await silent()).toEqual(["a"]);
    expect(await silent()).toEqual([{ tick: 1 }]);
    await run({ k: "a" });
    at(12);
    expect(await silent()).toEqual(["a", "b"]);
  });

  it("tells once when the same limit is passed many times at once, also when the worker dies", async () => {
    const { crowd } = await workflow("core.detector", { how: { is: "limit", value, above: 1 } });
    const all = await crowd(20, () => values(2));
    expect(all.flatMap(({ json }) => json.unusual ?? [])).toHaveLength(1);
    expect(all.flatMap(({ json }) => json.usual ?? [])).toHaveLength(19);
  });

  it("says which limit is no number", async () => {
    const { run } = await workflow("core.detector", { how: { is: "limit", value, above: "high" } });
    expect((await run(...values(1))).message).toBe('The limit "high" is not a number');
  });
});
