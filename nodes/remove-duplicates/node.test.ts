import { describe, expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";

const { run } = nodeHarness();
const items = [
  { a: 1, b: { c: 1 } },
  { a: 1, b: { c: 2 } },
  { a: 1, b: { c: 1 } },
  { a: "1", b: { c: 1 } },
];

describe("Remove Duplicates", () => {
  it("keeps the first of items that are the same", async () => {
    expect((await run("core.removeDuplicates", {}, items)).main).toEqual([items[0], items[1], items[3]]);
  });

  it("looks at the named fields only", async () => {
    expect((await run("core.removeDuplicates", { fields: [{ field: "a" }] }, items)).main).toEqual([
      items[0],
      items[3],
    ]);
    expect((await run("core.removeDuplicates", { fields: [{ field: "b.c" }] }, items)).main).toEqual([
      items[0],
      items[1],
    ]);
  });

  it("does not care in which order an object's fields stand", async () => {
    expect(
      (
        await run("core.removeDuplicates", {}, [
          { a: 1, b: 2 },
          { b: 2, a: 1 },
        ])
      ).main,
    ).toEqual([{ a: 1, b: 2 }]);
  });
});
