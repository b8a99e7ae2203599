import { describe, expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";
import type { JsonObject } from "@/shared/item";

const { run } = nodeHarness();
const rename = async (params: JsonObject, item: JsonObject) => run("core.renameKeys", params, [item]);

describe("Rename Keys", () => {
  it("moves fields, also within objects", async () => {
    const keys = [
      { from: "a", to: "b" },
      { from: "o.x", to: "y.z" },
      { from: "gone", to: "here" },
    ];
    expect((await rename({ keys }, { a: 1, o: { x: 2, w: 3 } })).main).toEqual([{ b: 1, o: { w: 3 }, y: { z: 2 } }]);
  });

  it("renames by pattern, as deep as wanted", async () => {
    const item = { old_a: { old_b: 1 }, list: [{ OLD_C: 2 }] };
    const pattern = { search: "^old_(.)", replace: "new-$1", ignoreCase: true };
    expect((await rename({ patterns: [pattern] }, item)).main).toEqual([
      { "new-a": { "new-b": 1 }, list: [{ "new-C": 2 }] },
    ]);
    expect((await rename({ patterns: [{ ...pattern, depth: 0 }] }, item)).main).toEqual([
      { "new-a": { old_b: 1 }, list: [{ OLD_C: 2 }] },
    ]);
  });

  it("changes no prototype", async () => {
    const { main } = await rename({ keys: [{ from: "a", to: "__proto__.x" }] }, { a: 1 });
    expect(({} as { x?: unknown }).x).toBeUndefined();
    expect(JSON.stringify(main)).not.toContain('"x"');
    const pattern = { search: "^a$", replace: "__proto__" };
    expect(JSON.stringify((await rename({ patterns: [pattern] }, { a: { x: 1 } })).main)).toBe(
      '[{"__proto__":{"x":1}}]',
    );
  });

  it("refuses patterns that are wrong or never end", async () => {
    expect((await rename({ patterns: [{ search: "(" }] }, { a: 1 })).error?.code).toBe("PATTERN_INVALID");
    const key = `${"a".repeat(40)}!`;
    expect((await rename({ patterns: [{ search: "^(a+)+$" }] }, { [key]: 1 })).error?.code).toBe("PATTERN_SLOW");
  });
});
