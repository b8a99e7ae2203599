import { describe, expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";

const { run } = nodeHarness();
const sorted = async (by: object[], values: unknown[]) =>
  (await run("core.sort", { by }, values.map((v) => ({ v })) as { v: number }[])).main.map(({ v }) => v);

describe("Sort", () => {
  it("puts numbers in order of size, up or down", async () => {
    expect(await sorted([{ field: "v" }], [10, 9, 100])).toEqual([9, 10, 100]);
    expect(await sorted([{ field: "v", order: "down" }], [10, 9, 100])).toEqual([100, 10, 9]);
  });

  it("puts texts in the order of the alphabet, upper and lower case alike", async () => {
    expect(await sorted([{ field: "v" }], ["item b", "Item a", "apple"])).toEqual(["apple", "Item a", "item b"]);
  });

  it("puts what is missing last, in both directions", async () => {
    expect(await sorted([{ field: "v" }], [null, 2, 1])).toEqual([1, 2, null]);
    expect(await sorted([{ field: "v", order: "down" }], [null, 1, 2])).toEqual([2, 1, null]);
  });

  it("looks at the next field where the first is equal, and keeps the order otherwise", async () => {
    const by = [{ field: "a" }, { field: "b", order: "down" }];
    const items = [
      { a: 1, b: 1, n: 0 },
      { a: 1, b: 2, n: 1 },
      { a: 0, b: 0, n: 2 },
      { a: 1, b: 1, n: 3 },
    ];
    expect((await run("core.sort", { by }, items)).main.map(({ n }) => n)).toEqual([2, 1, 0, 3]);
  });

  it("sorts by code, and each item stays the one it was", async () => {
    const source = "return b.json.n - a.json.n;";
    const { main, items } = await run("core.sort", { how: "code", source }, [{ n: 1 }, { n: 3 }, { n: 2 }]);
    expect(main).toEqual([{ n: 3 }, { n: 2 }, { n: 1 }]);
    expect(items.main?.map(({ from }) => from)).toEqual([{ item: 1 }, { item: 2 }, { item: 0 }]);
  });
});
