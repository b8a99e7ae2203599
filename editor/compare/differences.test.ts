import { describe, expect, it } from "vitest";
import { excerpts, itemDifferences } from "./differences";

const items = (...jsons: object[]) => jsons.map((json) => ({ json: json as never }));

describe("the differences of two lists of items", () => {
  it("are the fields that differ, item by item", () => {
    const a = items({ n: 1, to: { city: "Bern" } }, { n: 2 }, { n: 3 });
    const b = items({ n: 1, to: { city: "Basel" } }, { n: 2 }, { n: 4, more: true });
    expect(itemDifferences(a, b, 100)).toEqual([
      { index: 100, is: "different", fields: [{ path: "to.city", before: "Bern", after: "Basel" }] },
      {
        ...{ index: 102, is: "different" },
        fields: [
          { path: "n", before: 3, after: 4 },
          { path: "more", before: undefined, after: true },
        ],
      },
    ]);
  });

  it("name items that only one of them has", () => {
    expect(itemDifferences(items({ n: 1 }), items({ n: 1 }, { n: 2 })).map(({ index, is }) => [index, is])).toEqual([
      [1, "onlyB"],
    ]);
    expect(itemDifferences(items({ n: 1 }), []).map(({ index, is }) => [index, is])).toEqual([[0, "onlyA"]]);
  });

  it("notice files with another content", () => {
    const file = (id: string) => ({
      json: {},
      binary: { data: { id, name: "a.txt", mimeType: "text/plain", size: 1 } },
    });
    expect(itemDifferences([file("1") as never], [file("2") as never])[0]?.fields).toEqual([
      { path: "files.data.id", before: "1", after: "2" },
    ]);
  });
});

it("long values are shown from a little before they differ", () => {
  const [before, after] = excerpts(`${"x".repeat(5_000)}old`, `${"x".repeat(5_000)}new`);
  expect(before).toMatch(/^…x{40}old"$/);
  expect(after).toMatch(/^…x{40}new"$/);
  expect(excerpts("short", undefined)).toEqual(['"short"', undefined]);
  expect(excerpts(undefined, "y".repeat(900))[1]).toMatch(/^"y{399}…$/);
});
