import { describe, expect, it } from "vitest";
import { inferSchema, sampleText } from "./schema";

describe("the schema of items", () => {
  it("has each field once, with its types and a value that says something", () => {
    const [id, name] = inferSchema([
      { id: 1, name: null },
      { id: "x", name: "Ada" },
    ]);
    expect(id).toMatchObject({ name: "id", types: ["number", "text"], sample: 1, isOptional: false });
    expect(name).toMatchObject({ types: ["null", "text"], sample: "Ada" });
  });

  it("says which fields are not in every item", () => {
    const [, extra] = inferSchema([{ a: 1 }, { a: 2, extra: true }]);
    expect(extra).toMatchObject({ name: "extra", isOptional: true });
  });

  it("goes into objects and lists of objects, and gives each field its path", () => {
    const [order] = inferSchema([{ order: { lines: [{ sku: "a" }, { sku: "b", count: 2 }] } }]);
    const entry = order?.fields[0]?.fields[0];
    expect(entry).toMatchObject({ name: 0, path: ["order", "lines", 0], types: ["object"] });
    expect(entry?.fields.map(({ path, isOptional }) => [path.join("."), isOptional])).toEqual([
      ["order.lines.0.sku", false],
      ["order.lines.0.count", true],
    ]);
  });

  it("tells a list of plain values by its sample", () => {
    const [tags] = inferSchema([{ tags: ["a", "b"] }]);
    expect(tags).toMatchObject({ types: ["list"], fields: [] });
    expect(sampleText(tags?.sample ?? null)).toBe('["a","b"]');
  });

  it("ends on data that is nested without end", () => {
    let deep: { [key: string]: unknown } = {};
    for (let level = 0; level < 1_000; level++) deep = { deep };
    expect(inferSchema([deep as never])).toHaveLength(1);
  });
});
