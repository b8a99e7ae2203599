import { describe, expect, it } from "vitest";
import { lastingHarness } from "@/nodes/lasting.testing";
import type { JsonObject } from "@/shared/item";

const { workflow } = lastingHarness();
const key = "={{ $json.id }}";

describe("On Change", () => {
  it("lets through what is new or differs under its key, with what was before", async () => {
    const { run } = await workflow("core.onChange", { key });
    expect((await run({ id: 1, price: 5 }, { id: 2, price: 5 }, { price: 5, id: 1 })).json).toEqual({
      changed: [
        { id: 1, price: 5, previous: null },
        { id: 2, price: 5, previous: null },
      ],
      unchanged: [{ id: 1, price: 5, previous: { id: 1, price: 5 } }],
    });
    expect((await run({ id: 1, price: 6 }, { id: 2, price: 5 })).json).toMatchObject({
      changed: [{ id: 1, price: 6, previous: { price: 5 } }],
      unchanged: [{ id: 2 }],
    });
  });

  it("looks at some fields, at all but some, or at a value", async () => {
    const compares: JsonObject[] = [
      { is: "fields", fields: "a, b.c" },
      { is: "except", fields: "noise" },
      { is: "value", value: "={{ $json.a + $json.b.c }}" },
    ];
    for (const compare of compares) {
      const { run } = await workflow("core.onChange", { compare, previous: "" });
      const { json } = await run(
        { a: 1, b: { c: 1 }, noise: 1 },
        { a: 1, b: { c: 1 }, noise: 2 },
        { a: 1, b: { c: 2 }, noise: 2 },
      );
      expect(json.changed).toEqual([
        { a: 1, b: { c: 1 }, noise: 1 },
        { a: 1, b: { c: 2 }, noise: 2 },
      ]);
    }
  });

  it("can let what comes for the first time count as unchanged", async () => {
    const { run } = await workflow("core.onChange", { key, first: "unchanged", previous: "" });
    expect((await run({ id: 1 })).json).toEqual({ changed: [], unchanged: [{ id: 1 }] });
  });

  it("lets a change through once that many executions of the same moment bring, also when the worker dies", async () => {
    const { run, crowd } = await workflow("core.onChange", { key });
    await run({ id: 1, v: "old" });
    const all = await crowd(20, () => [{ id: 1, v: "new" }]);
    expect(all.flatMap(({ json }) => json.changed ?? [])).toEqual([{ id: 1, v: "new", previous: { id: 1, v: "old" } }]);
  });

  it("compares what is too long to be kept", async () => {
    const { run } = await workflow("core.onChange", {});
    const text = "x".repeat(30_000);
    await run({ text });
    expect((await run({ text })).json.unchanged).toEqual([{ text, previous: null }]);
    expect((await run({ text: `${text}y` })).json.changed).toHaveLength(1);
  });
});
