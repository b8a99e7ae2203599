import { describe, expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";
import { documentOf, hook } from "@/server/services/testing";
import type { JsonObject } from "@/shared/item";

const { run, server } = nodeHarness();
type Field = { name: string; value: unknown; type?: string };
const set = (fields: Field[], more: object = {}) => ({ values: { is: "fields", fields }, ...more });
const edit = async (params: { [name: string]: unknown }, item: object = { a: 1 }) =>
  run("core.editFields", params, [item as { a: number }]);

describe("Edit Fields", () => {
  it("sets fields and keeps the others", async () => {
    expect((await edit(set([{ name: "b", value: "={{ $json.a + 1 }}" }]))).main).toEqual([{ a: 1, b: 2 }]);
  });

  it("can drop the others", async () => {
    expect((await edit(set([{ name: "b", value: "x" }], { keepOthers: false }))).main).toEqual([{ b: "x" }]);
  });

  it("reaches into objects by dots, or not", async () => {
    const fields = [{ name: "c.d", value: 1 }];
    expect((await edit(set(fields), { c: { e: 2 } })).main).toEqual([{ c: { e: 2, d: 1 } }]);
    expect((await edit(set(fields, { dots: false }), { c: 1 })).main).toEqual([{ c: 1, "c.d": 1 }]);
  });

  it.each([
    ["string", 5, "5"],
    ["string", { a: 1 }, '{"a":1}'],
    ["number", "5.5", 5.5],
    ["number", "", 0],
    ["boolean", "TRUE", true],
    ["boolean", 0, false],
    ["array", "[1,2]", [1, 2]],
    ["object", '{"a":1}', { a: 1 }],
    ["object", "{a: [1, 'b'],}", { a: [1, "b"] }],
    ["number", null, null],
    ["any", [null], [null]],
  ])("as %s makes %j into %j", async (type, value, wanted) => {
    expect((await edit(set([{ name: "x", type, value }]), {})).main).toEqual([{ x: wanted }]);
  });

  it.each([
    ["number", "five", /Field "x": "five" is not a number/],
    ["boolean", "yes", /is not true or false/],
    ["array", "{}", /is not a list/],
    ["object", "[1]", /is not an object/],
  ])("as %s refuses %j", async (type, value, message) => {
    const { error } = await edit(set([{ name: "x", type, value }]));
    expect(error).toMatchObject({
      code: "FIELD_TYPE",
      message: expect.stringMatching(message),
      param: "values.fields.0.value",
    });
  });

  it("keeps a value that does not fit its type when told to", async () => {
    const fields = [{ name: "x", type: "number", value: "five" }];
    expect((await edit(set(fields, { lenient: true }), {})).main).toEqual([{ x: "five" }]);
  });

  it("keeps some of the other fields, or all but some", async () => {
    const item = { a: { b: 1, c: 2 }, d: 3 };
    const others = (is: string) => set([], { others: { is, fields: "a.b, d" } });
    expect((await edit(others("selected"), item)).main).toEqual([{ a: { b: 1 }, d: 3 }]);
    expect((await edit(others("except"), item)).main).toEqual([{ a: { c: 2 } }]);
  });

  it("takes one JSON object, also from an expression", async () => {
    expect((await edit({ values: { is: "object", object: { b: "={{ $json.a }}" } } })).main).toEqual([{ a: 1, b: 1 }]);
    expect((await edit({ values: { is: "object", object: '={"b": {{ $json.a }} }' } })).main).toEqual([{ a: 1, b: 1 }]);
    expect((await edit({ values: { is: "object", object: "={{ [1] }}" } })).error?.message).toMatch(
      /not a JSON object/,
    );
  });

  it.each(["__proto__.x", "constructor.prototype.x", "a.__proto__", "__proto__"])(
    "the name %s changes nothing of the server",
    async (name) => {
      const { main } = await edit(set([{ name, value: "polluted" }]));
      expect(JSON.stringify(main)).not.toContain("polluted");
      expect(({} as { x?: unknown }).x).toBeUndefined();
    },
  );

  it("makes copies of items, but only while the workflow is tried out", async () => {
    const params = { ...set([{ name: "b", value: 1 }]), copies: 2 };
    expect((await edit(params)).main).toEqual([
      { a: 1, b: 1 },
      { a: 1, b: 1 },
      { a: 1, b: 1 },
    ]);
    const node = { type: "core.editFields", params: params as unknown as JsonObject };
    const id = await server().add(documentOf({ hook: hook("copies"), node }, "hook -> node"));
    const execution = await server().start(id, "hook", [{ json: {} }]);
    await server().until(execution);
    expect(server().output(execution, "node").main).toEqual([{ b: 1 }]);
  });

  it("refuses a field without a name, in the user's words", async () => {
    expect((await edit(set([{ name: "", value: 1 }]))).error).toMatchObject({
      code: "PARAMS_INVALID",
      message: expect.stringMatching(/Values.*name.*is required/),
    });
  });
});
