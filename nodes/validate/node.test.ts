import { describe, expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";
import type { Json, JsonObject } from "@/shared/item";

const { run } = nodeHarness();

const check = (schema: Json, items: JsonObject[], more: JsonObject = {}, field = "") =>
  run("core.validate", { how: { is: "check", schema, ...more }, field }, items);
const report = (expected: JsonObject, items: JsonObject[]) =>
  run("core.validate", { how: { is: "report", expected } }, items).then(({ json, error }) => json.report ?? error);

const order = {
  type: "object",
  required: ["id", "lines"],
  properties: {
    id: { type: "integer" },
    email: { type: "string", format: "email" },
    lines: { type: "array", items: { $ref: "#/$defs/line" }, minItems: 1 },
  },
  additionalProperties: false,
  $defs: {
    line: { type: "object", required: ["sku"], properties: { sku: { type: "string", pattern: "^[A-Z]+-\\d+$" } } },
  },
};

describe("Validate", () => {
  it("sends items that fit the schema one way, and the others with all that is wrong", async () => {
    const good = { id: 1, email: "a@b.io", lines: [{ sku: "AB-1" }] };
    const bad: JsonObject = {
      id: "1",
      email: "nobody",
      lines: [{ sku: "AB-1" }, { sku: "x" }, {} as JsonObject],
      more: true,
    };
    const { json } = await check(order, [good, bad]);
    expect(json.valid).toEqual([good]);
    const [{ errors, ...rest } = {}] = json.invalid ?? [];
    expect(rest).toEqual(bad);
    const found = (errors as { path: string; rule: string; value: Json }[]).map(({ path, rule, value }) => [
      path,
      rule,
      value,
    ]);
    expect(found.toSorted()).toEqual(
      [
        ["id", "type", "1"],
        ["email", "format", "nobody"],
        ["lines[1].sku", "pattern", "x"],
        ["lines[2].sku", "required", null],
        ["more", "additionalProperties", true],
      ].toSorted(),
    );
  });

  it("tells of alternatives that none fits, not how each does not", async () => {
    const { json } = await check({ properties: { a: { anyOf: [{ type: "string" }, { type: "null" }] } } }, [{ a: 1 }]);
    expect(json.invalid?.[0]?.errors).toMatchObject([{ path: "a", rule: "anyOf", value: 1 }]);
  });

  it("knows the drafts by what the schema says, or by choice", async () => {
    const tuple = { properties: { a: { prefixItems: [{ type: "string" }], items: false } } };
    expect((await check(tuple, [{ a: ["x", 1] }])).json.invalid).toHaveLength(1);
    const old = {
      $schema: "http://json-schema.org/draft-07/schema#",
      properties: { a: { items: [{ type: "string" }], additionalItems: false } },
    };
    expect((await check(old, [{ a: ["x", 1] }])).json.invalid).toHaveLength(1);
    const { $schema: _, ...bare } = old;
    expect((await check(bare, [{ a: ["x", 1] }], { draft: "7" })).json.invalid).toHaveLength(1);
  });

  it("can look at one field", async () => {
    const { json } = await check({ type: "number" }, [{ a: { b: 1 } }, { a: { b: "1" } }, {}], {}, "a.b");
    expect(json.valid).toEqual([{ a: { b: 1 } }]);
    expect(json.invalid?.map(({ errors }) => errors)).toMatchObject([[{ path: "", value: "1" }], [{ value: null }]]);
  });

  it("does not hang on a pattern that backtracks for ever, and names the item", async () => {
    const schema = { properties: { a: { pattern: "^(a+)+$" } } };
    const { error, status } = await check(schema, [{ a: "aa" }, { a: `${"a".repeat(50)}!` }]);
    expect([status, error?.code, error?.item]).toEqual(["failed", "SCHEMA_SLOW", 1]);
  });

  it("fetches no schema from elsewhere, and says so", async () => {
    const { error } = await check({ $ref: "http://127.0.0.1:1/schema.json" }, [{}]);
    expect(error).toMatchObject({ code: "SCHEMA_INVALID", hint: expect.stringContaining("not fetched") });
  });

  it.each([["text"], [3], [[]]])("refuses %j as a schema", async (schema) => {
    expect((await check(schema, [{}])).error?.code).toBe("SCHEMA_INVALID");
  });

  it("ends on a schema that refers to itself without end", async () => {
    const { status, error } = await check({ $ref: "#" }, [{}]);
    expect([status, error?.code]).toEqual(["failed", "SCHEMA_INVALID"]);
  });

  it("reads names that objects have as any other", async () => {
    const schema = JSON.parse('{ "required": ["__proto__", "constructor"] }') as Json;
    const { json } = await check(schema, [JSON.parse('{ "__proto__": 1, "constructor": 2 }') as JsonObject, {}]);
    expect(json.invalid).toHaveLength(1);
  });

  it("checks ten thousand items in a few seconds", async () => {
    const items = Array.from({ length: 10_000 }, (_, id) => ({ id, lines: [{ sku: `AB-${id}` }] }));
    const began = Date.now();
    expect((await check(order, items)).json.valid).toHaveLength(10_000);
    expect(Date.now() - began).toBeLessThan(10_000);
  });
});

describe("A mapping report", () => {
  const items: JsonObject[] = [
    { id: 1, name: "Ann", address: { city: "Bonn" }, lines: [{ sku: "a" }, { sku: 2 }] },
    { id: "2", nickname: "Bo", address: { zip: "53113" }, lines: [] },
    { id: "3", name: null, address: "Bonn" },
  ];

  it("counts what is missing, too many or of another type, with the first example", async () => {
    const names = "id: number, name: string, address.city, lines[].sku: string";
    expect(await report({ is: "names", names }, items)).toEqual([
      {
        field: "lines[].sku",
        problem: "type",
        expected: "string",
        found: "number",
        count: 1,
        of: 2,
        item: 0,
        value: 2,
      },
      { field: "id", problem: "type", expected: "number", found: "string", count: 2, of: 3, item: 1, value: "2" },
      { field: "name", problem: "missing", expected: "string", found: "", count: 1, of: 3, item: 1, value: null },
      { field: "address.city", problem: "missing", expected: "", found: "", count: 1, of: 3, item: 1, value: null },
      {
        field: "address.zip",
        problem: "extra",
        expected: "",
        found: "string",
        count: 1,
        of: 3,
        item: 1,
        value: "53113",
      },
      { field: "nickname", problem: "extra", expected: "", found: "string", count: 1, of: 3, item: 1, value: "Bo" },
      { field: "name", problem: "type", expected: "string", found: "null", count: 1, of: 3, item: 2, value: null },
      {
        field: "address",
        problem: "type",
        expected: "object",
        found: "string",
        count: 1,
        of: 3,
        item: 2,
        value: "Bonn",
      },
      { field: "lines", problem: "missing", expected: "array", found: "", count: 1, of: 3, item: 2, value: null },
    ]);
  });

  it("takes an example for what all should be like", async () => {
    const found = await report({ is: "example", example: { id: 1, tags: ["a"] } }, [
      { id: 2, tags: [1] },
      { id: 3, tags: ["b"] },
    ]);
    expect(found).toMatchObject([{ field: "tags[]", problem: "type", found: "number", count: 1, of: 2 }]);
  });

  it("takes a schema: what may be missing is told when it is never there", async () => {
    const found = await report({ is: "schema", schema: order }, [
      { id: 1, lines: [{ sku: "A-1" }] },
      { id: 1.5, lines: [{}], note: "x" },
    ]);
    expect((found as JsonObject[]).map(({ field, problem, count }) => [field, problem, count])).toEqual([
      ["id", "type", 1],
      ["lines[].sku", "missing", 1],
      ["note", "extra", 1],
      ["email", "missing", 2],
    ]);
  });

  it("is empty when nothing differs", async () => {
    expect(await report({ is: "names", names: "id" }, [{ id: 1 }, { id: null }])).toEqual([]);
  });
});
