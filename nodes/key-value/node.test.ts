import { afterEach, describe, expect, it, vi } from "vitest";
import { lastingHarness, upTo } from "@/nodes/lasting.testing";
import type { JsonObject } from "@/shared/item";

const { workflow } = lastingHarness();
afterEach(() => void vi.useRealTimers());

/** A store in which each item says what is done. */
const store = () => workflow("core.keyValue", { action: "={{ $json.do }}" });
const does = (...list: JsonObject[]) => list.map((one) => ({ do: one }));
const without = (items: JsonObject[]) => items.map(({ do: _, ...json }) => json);

describe("Key-Value Store", () => {
  it("keeps values of every kind from one execution to the next", async () => {
    const { run } = await store();
    await run(...does({ is: "set", key: "a", value: { deep: [1] } }, { is: "set", key: "b", value: 0 }));
    const given = await run(
      ...does(
        ...[
          { is: "get", key: "a" },
          { is: "get", key: "b" },
          { is: "get", key: "c" },
        ],
        ...[{ is: "get", key: "c", otherwise: "none", into: "c" }],
        ...[
          { is: "remove", key: "a" },
          { is: "remove", key: "a" },
          { is: "get", key: "a" },
        ],
      ),
    );
    expect(without(given.main)).toEqual([
      ...[{ value: { deep: [1] } }, { value: 0 }, { value: null }, { c: "none" }],
      ...[{ deleted: true }, { deleted: false }, { value: null }],
    ]);
  });

  it("sets what is absent for one of many executions of the same moment, also when the worker dies", async () => {
    const { crowd } = await store();
    const all = await crowd(20, (n) => does({ is: "set", key: "lock", value: n, when: "absent" }));
    expect(all.filter(({ main }) => main[0]?.stored)).toHaveLength(1);
  });

  it("counts each of many executions once, also when the worker dies", async () => {
    const { crowd } = await store();
    const all = await crowd(20, () => does({ is: "increment", key: "n", by: 2 }));
    expect(all.map(({ main }) => Number(main[0]?.value)).sort((a, b) => a - b)).toEqual(upTo(20).map((n) => n * 2));
  });

  it("forgets what has expired, and does not let a count live longer by counting", async () => {
    const { run } = await store();
    const at = (second: number) => vi.useFakeTimers({ toFake: ["Date"], now: 1_800_000_000_000 + second * 1_000 });
    at(0);
    await run(...does({ is: "set", key: "a", value: 1, ttl: 60 }, { is: "increment", key: "n", ttl: 60 }));
    at(50);
    const look = () => run(...does({ is: "get", key: "a" }, { is: "increment", key: "n", ttl: 60 }));
    expect(without((await look()).main)).toEqual([{ value: 1 }, { value: 2 }]);
    at(61);
    expect(without((await look()).main)).toEqual([{ value: null }, { value: 1 }]);
  });

  it("lists keys by how they begin", async () => {
    const { run } = await store();
    await run(
      ...does(
        { is: "set", key: "b:1", value: 1 },
        { is: "set", key: "a:2", value: 2 },
        { is: "set", key: "a:1", value: 3 },
      ),
    );
    expect((await run(...does({ is: "list", prefix: "a:" }))).main).toEqual([
      { key: "a:1", value: 3 },
      { key: "a:2", value: 2 },
    ]);
    expect((await run(...does({ is: "list", max: 1 }))).main).toEqual([{ key: "a:1", value: 3 }]);
  });

  it("holds so many keys and no more, and says what to do", async () => {
    const { run } = await workflow("core.keyValue", { action: { is: "set", key: "={{ $json.k }}", value: 1 } });
    const keys = (count: number, from = 0) => Array.from({ length: count }, (_, k) => ({ k: from + k }));
    expect((await run(...keys(10_000))).status).toBe("succeeded");
    expect(await run({ k: -1 })).toMatchObject({ status: "failed", code: "KEY_VALUE_FULL" });
    expect((await run({ k: 5 })).status).toBe("succeeded");
  });

  it("refuses to count what is no number, and a value too large", async () => {
    const { run } = await store();
    await run(...does({ is: "set", key: "a", value: "text" }));
    expect((await run(...does({ is: "increment", key: "a" }))).message).toBe('The value of "a" is no number');
    const large = await run(...does({ is: "set", key: "a", value: "x".repeat(4_200_000) }));
    expect(large).toMatchObject({ status: "failed", code: "REMEMBERED_TOO_LARGE" });
  });
});
