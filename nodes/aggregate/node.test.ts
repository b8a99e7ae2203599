import { describe, expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";
import type { JsonObject } from "@/shared/item";

const { run } = nodeHarness();
const people: JsonObject[] = [
  { name: "Ann", city: { name: "Bern" } },
  { name: "Bo" },
  { name: "Cy", city: { name: "Rom" } },
];

describe("Aggregate", () => {
  it("puts whole items into one list", async () => {
    const { main, items } = await run("core.aggregate", { what: { is: "all", field: "people" } }, people);
    expect(main).toEqual([{ people }]);
    expect(items.main?.[0]?.from).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
  });

  it("collects single fields, under new names if wanted", async () => {
    const fields = [{ field: "name" }, { field: "city.name", as: "cities" }];
    expect((await run("core.aggregate", { what: { is: "fields", fields } }, people)).main).toEqual([
      { name: ["Ann", "Bo", "Cy"], cities: ["Bern", "Rom"] },
    ]);
  });

  it("keeps a place for what is missing when asked to", async () => {
    const what = { is: "fields", fields: [{ field: "city.name" }], keepMissing: true };
    expect((await run("core.aggregate", { what }, people)).main).toEqual([{ name: ["Bern", null, "Rom"] }]);
  });
});
