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
      { id: 7, tags: ["x"], map: order.map, lines: { sku: "a" } },
      { id: 7, tags: ["x"], map: order.map, lines: { sku: "b" } },
    ]);
    expect((await run("core.splitOut", { field: "lines", keepOthers: true, others: "id" }, [order])).main).toEqual([
      { id: 7, lines: { sku: "a" } },
      { id: 7, lines: { sku: "b" } },
    ]);
  });

  it("reaches into objects", async () => {
    expect((await run("core.splitOut", { field: "o.list" }, [{ o: { list: [1, 2] } }])).main).toEqual([
      { "o.list": 1 },
      { "o.list": 2 },
    ]);
  });

  it("makes nothing of a field that is missing, and says so in the log", async () => {
    const { main, logs } = await run("core.splitOut", { field: "gone" }, [{ gone: [1] }, { a: 1 }]);
    expect(main).toEqual([{ gone: 1 }]);
    expect(logs).toEqual(['There is no field "gone" on the item']);
  });

  it("splits several fields side by side", async () => {
    const item = { a: [1, 2], b: ["x"] };
    expect((await run("core.splitOut", { field: "a, b", target: "n" }, [item])).main).toEqual([
      { n: 1, b: "x" },
      { n: 2 },
    ]);
  });
});
