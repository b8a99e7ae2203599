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

  it("puts texts in the order people expect", async () => {
    expect(await sorted([{ field: "v" }], ["item 10", "Item 9", "apple"])).toEqual(["apple", "Item 9", "item 10"]);
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
});
