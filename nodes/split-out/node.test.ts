import { describe, expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";

const { run } = nodeHarness();
const order = { id: 7, lines: [{ sku: "a" }, { sku: "b" }], tags: ["x"], map: { one: 1, two: 2 } };

describe("Split Out", () => {
  it("makes an item of each object of a list", async () => {
    const { main, items } = await run("core.splitOut", { field: "lines" }, [order]);
    expect(main).toEqual([{ sku: "a" }, { sku: "b" }]);
    expect(items.main?.map(({ from }) => from)).toEqual([{ item: 0 }, { item: 0 }]);
  });

  it("keeps other values under the field's name, or a new one", async () => {
    expect((await run("core.splitOut", { field: "tags" }, [order])).main).toEqual([{ tags: "x" }]);
    expect((await run("core.splitOut", { field: "tags", target: "tag" }, [order])).main).toEqual([{ tag: "x" }]);
    expect((await run("core.splitOut", { field: "map", target: "n" }, [order])).main).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it("repeats the other fields when asked to", async () => {
    const { main } = await run("core.splitOut", { field: "lines", keepOthers: true }, [order]);
    expect(main).toEqual([
      { id: 7, tags: ["x"], map: order.map, sku: "a" },
      { id: 7, tags: ["x"], map: order.map, sku: "b" },
    ]);
  });

  it("reaches into objects", async () => {
    expect((await run("core.splitOut", { field: "o.list" }, [{ o: { list: [1, 2] } }])).main).toEqual([
      { list: 1 },
      { list: 2 },
    ]);
  });

  it("says which field is missing, and on which item", async () => {
    const { error } = await run("core.splitOut", { field: "gone" }, [{ gone: [] }, { a: 1 }]);
    expect(error).toMatchObject({ message: 'There is no field "gone" on the item', item: 1, param: "field" });
  });
});
