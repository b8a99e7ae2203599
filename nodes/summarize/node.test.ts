import { describe, expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";
import type { JsonObject } from "@/shared/item";

const { run } = nodeHarness();
const sales: JsonObject[] = [
  { country: "ch", city: "Bern", n: 1, who: { name: "Ann" } },
  { country: "de", city: "Ulm", n: 5, who: { name: "Bo" } },
  { country: "ch", city: "Basel", n: 3, who: { name: "Ann" } },
  { country: "ch", city: "Bern", n: null, who: { name: "" } },
];
const summarize = (fields: JsonObject[], more: JsonObject = {}, items = sales) =>
  run("core.summarize", { fields, ...more }, items);

describe("Summarize", () => {
  it("gives one item with every value, which comes from all items", async () => {
    const hows = ["count", "countUnique", "sum", "average", "min", "max"];
    const { main, items } = await summarize(hows.map((how) => ({ how, field: "n" })));
    expect(main).toEqual([{ count_n: 3, unique_count_n: 3, sum_n: 9, average_n: 3, min_n: 1, max_n: 5 }]);
    expect(items.main?.[0]?.from).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }, { item: 3 }]);
  });

  it("collects and joins, with empty values when asked to", async () => {
    const fields: JsonObject[] = [
      { how: "append", field: "who.name" },
      { how: "concatenate", field: "n", separator: "; ", includeEmpty: true },
    ];
    expect((await summarize(fields)).main).toEqual([
      { appended_who_name: ["Ann", "Bo", "Ann"], concatenated_n: "1; 5; 3; null" },
    ]);
  });

  it("groups by one field or several, and says where each group came from", async () => {
    const { main, items } = await summarize([{ how: "sum", field: "n" }], { groupBy: "country, city" });
    expect(main).toEqual([
      { country: "ch", city: "Bern", sum_n: 1 },
      { country: "ch", city: "Basel", sum_n: 3 },
      { country: "de", city: "Ulm", sum_n: 5 },
    ]);
    expect(items.main?.[0]?.from).toEqual([{ item: 0 }, { item: 3 }]);
  });

  it("can give all groups in one item", async () => {
    const more = { groupBy: "country,city", output: "object" };
    expect((await summarize([{ how: "count", field: "city" }], more)).main).toEqual([
      { ch: { Bern: { count_city: 2 }, Basel: { count_city: 1 } }, de: { Ulm: { count_city: 1 } } },
    ]);
  });

  it("can leave out items without a group", async () => {
    const items: JsonObject[] = [{ g: 0 }, { g: "" }, { a: 1 }];
    const more = { groupBy: "g", skipEmpty: true };
    expect((await summarize([{ how: "count", field: "g" }], more, items)).main).toEqual([{ g: 0, count_g: 1 }]);
  });

  it("takes dangerous names for what they are", async () => {
    const items = [JSON.parse('{"__proto__":{"x":1},"g":"__proto__","n":1}')];
    const object = await summarize([{ how: "sum", field: "n" }], { groupBy: "g", output: "object" }, items);
    expect(JSON.stringify(object.main)).toBe('[{"__proto__":{"sum_n":1}}]');
    expect(({} as { sum_n?: unknown }).sum_n).toBeUndefined();
  });

  it("fails for a field no item has, when asked to", async () => {
    expect((await summarize([{ how: "sum", field: "gone" }])).main).toEqual([{ sum_gone: 0 }]);
    expect((await summarize([{ how: "sum", field: "gone" }], { failOnMissing: true })).error).toMatchObject({
      code: "FIELD_MISSING",
      param: "fields.0.field",
    });
  });
});
