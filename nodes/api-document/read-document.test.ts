import { describe, expect, it } from "vitest";
import type { JsonObject } from "@/shared/item";
import { readDocument } from "./read-document";
import type { StoredOperation } from "./stored";

const openapi = (paths: JsonObject, more: JsonObject = {}) =>
  JSON.stringify({ openapi: "3.0.3", info: { title: "T", version: "1" }, paths, ...more });
const operation = async (given: JsonObject, more: JsonObject = {}): Promise<StoredOperation> => {
  const { operations } = await readDocument(openapi({ "/a/{id}": { post: given } }, more));
  if (!operations[0]) throw new Error("There is none");
  return operations[0];
};
const body = (schema: JsonObject, type = "application/json") => ({ requestBody: { content: { [type]: { schema } } } });

describe("an OpenAPI document", () => {
  it("may be YAML, with addresses from where it was read", async () => {
    const text = `
openapi: 3.1.0
info: {title: Pets, version: 1}
servers: [{url: /api}]
paths:
  /pets:
    get: {operationId: list, summary: "List *pets*", responses: {}}
`;
    const { facts, operations } = await readDocument(text, "https://pets.example.com/docs/openapi.yaml");
    expect(facts).toMatchObject({ title: "Pets", servers: ["https://pets.example.com/api"] });
    expect(operations).toMatchObject([{ key: "list", label: "List pets", method: "GET", path: "/pets" }]);
  });

  it("may be Swagger 2", async () => {
    const { facts, operations } = await readDocument(
      JSON.stringify({
        ...{
          swagger: "2.0",
          info: { title: "Old", version: "1" },
          host: "old.example.com",
          basePath: "/v1",
          schemes: ["http", "https"],
        },
        securityDefinitions: { a: { type: "apiKey", in: "query", name: "key" }, b: { type: "basic" } },
        definitions: { Pet: { type: "object", required: ["name"], properties: { name: { type: "string" } } } },
        paths: {
          "/pets": {
            post: {
              parameters: [{ in: "body", name: "pet", required: true, schema: { $ref: "#/definitions/Pet" } }],
              responses: {},
            },
            get: {
              parameters: [
                { in: "query", name: "tags", type: "array", items: { type: "string" }, collectionFormat: "multi" },
              ],
              responses: {},
            },
          },
          "/photo": {
            post: {
              parameters: [
                { in: "formData", name: "photo", type: "file", required: true },
                { in: "formData", name: "note", type: "string" },
              ],
              responses: {},
            },
          },
        },
      }),
    );
    expect(facts).toMatchObject({
      ...{ servers: ["https://old.example.com/v1"], credentials: ["http.query", "http.basic"] },
      credentialHint: "Query parameter: key",
    });
    const [post, get, photo] = [
      operations.find(({ key }) => key === "POST /pets"),
      operations.find(({ method }) => method === "GET"),
      operations.at(-1),
    ];
    expect(post?.params[0]).toMatchObject({ name: "name", in: "body", required: true });
    expect(get?.params[0]).toMatchObject({ as: "tags", list: "repeat" });
    expect(photo).toMatchObject({
      body: "multipart",
      params: [
        { in: "file", as: "photo" },
        { in: "body", as: "note" },
      ],
    });
  });

  it("gives each parameter its kind", async () => {
    const { params } = await operation({
      parameters: [
        { name: "id", in: "path", required: true, schema: { type: "integer" } },
        { name: "state", in: "query", schema: { anyOf: [{ enum: ["a", "b"], type: "string" }, { type: "null" }] } },
        {
          name: "X-Trace",
          in: "header",
          schema: { type: ["string", "null"] },
          description: "See <b>[docs](http://x)</b>",
        },
        { name: "Authorization", in: "header", schema: { type: "string" } },
        { name: "is", in: "query", schema: { type: "boolean" } },
      ],
    });
    expect(params.map(({ name, in: place, as, kind, help }) => [name, place, as, kind.is, help])).toEqual([
      ["id", "path", "id", "number", undefined],
      ["state", "query", "state", "select", undefined],
      ["X_Trace", "header", "X-Trace", "text", "See docs"],
      ["is_", "query", "is", "toggle", undefined],
    ]);
  });

  it("puts the parts of a body together, and leaves out what only comes back", async () => {
    const schemas = {
      Base: {
        type: "object",
        required: ["a"],
        properties: { a: { type: "string" }, id: { type: "string", readOnly: true } },
      },
    };
    const all: JsonObject = {
      allOf: [
        { $ref: "#/components/schemas/Base" },
        { properties: { b: { type: "array", items: { type: "integer" } } } },
      ],
    };
    const { params } = await operation(body(all), { components: { schemas } });
    expect(params.map(({ name, required, kind }) => [name, required, kind.is])).toEqual([
      ["id", true, "text"],
      ["a", true, "text"],
      ["b", undefined, "json"],
      ["more_fields", undefined, "json"],
    ]);
  });

  it("takes a body as one field where it is no plain object", async () => {
    const list = await operation(
      body({ type: "array", items: { type: "object", properties: { n: { type: "integer" } } } }),
    );
    expect(list.params.at(-1)).toMatchObject({
      in: "wholeBody",
      kind: { is: "json", placeholder: '[\n  {\n    "n": 0\n  }\n]' },
    });
    const text = await operation(body({ type: "string" }, "text/plain"));
    expect(text).toMatchObject({ headers: [{ name: "content-type", value: "text/plain" }] });
    const raw = await operation(body({ type: "string", format: "binary" }, "application/octet-stream"));
    expect(raw.params.at(-1)?.in).toBe("file");
  });

  it("may lead in circles or out of itself", async () => {
    const schemas = {
      A: { $ref: "#/components/schemas/B" },
      B: { $ref: "#/components/schemas/A" },
      Tree: { type: "object", properties: { child: { $ref: "#/components/schemas/Tree" } } },
    };
    const { operations, warnings } = await readDocument(
      openapi(
        {
          "/circle": { post: body({ $ref: "#/components/schemas/A" }) },
          "/tree": { post: body({ $ref: "#/components/schemas/Tree" }) },
          "/out": { $ref: "https://evil.example/paths.json" },
          "/file": { post: body({ $ref: "file:///etc/passwd" }) },
          "/gone": { post: body({ $ref: "#/components/schemas/Gone" }) },
        },
        { components: { schemas } },
      ),
    );
    expect(operations.map(({ path }) => path)).toEqual(["/circle", "/tree", "/file", "/gone"]);
    expect(warnings).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/leads back to itself/),
        "What stands in another document is left out: https://evil.example/paths.json",
        "What stands in another document is left out: file:///etc/passwd",
        "A reference leads nowhere: #/components/schemas/Gone",
      ]),
    );
  });

  it("may have hostile names, which change nothing but itself", async () => {
    const text = `{"openapi":"3.0.0","info":{"title":"<img src=x>"},"paths":{"/a":{"get":{"operationId":"__proto__","parameters":[
      {"name":"__proto__","in":"query","schema":{"type":"string"}},{"name":"constructor","in":"query","schema":{"type":"string","enum":["=1","x"]}}]},
      "post":{"operationId":"=1","requestBody":{"content":{"application/json":{"schema":{"properties":{"__proto__":{"type":"string"},"a.b":{"type":"string"},"ok":{"type":"string"}}}}}}}}},
      "__proto__":{"polluted":true}}`;
    const { operations } = await readDocument(text);
    expect(operations.map(({ key }) => key)).toEqual(["GET /a", "POST /a"]);
    expect(operations[0]?.params.map(({ name, kind }) => [name, kind.is])).toEqual([
      ["__proto___", "text"],
      ["constructor_", "text"],
    ]);
    expect(operations[1]?.params.map(({ name }) => name)).toEqual(["ok", "more_fields"]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it("T049 that grows without end when it is unfolded is refused or read in time", async () => {
    const levels = Array.from(
      { length: 26 },
      (_, n) =>
        `l${n}: &l${n} [${
          n === 0
            ? "x"
            : Array(9)
                .fill(`*l${n - 1}`)
                .join(", ")
        }]`,
    );
    const bomb = `openapi: 3.0.0\npaths: {/a: {get: {}}}\nx:\n  ${levels.join("\n  ")}`;
    const wide = Object.fromEntries(
      Array.from({ length: 30 }, (_, n) => [
        `S${n}`,
        {
          type: "object",
          properties: Object.fromEntries(
            Array.from({ length: 30 }, (_, m) => [`p${m}`, { $ref: `#/components/schemas/S${(n + m) % 30}` }]),
          ),
        },
      ]),
    );
    const begun = performance.now();
    expect((await readDocument(bomb)).operations).toHaveLength(1);
    await readDocument(
      openapi({ "/a": { post: body({ $ref: "#/components/schemas/S0" }) } }, { components: { schemas: wide } }),
    );
    expect(performance.now() - begun).toBeLessThan(3_000);
  });

  it("T049 in YAML names no code, and merge keys and keys given twice are read as data or refused", async () => {
    const withLine = (line: string) => `openapi: 3.0.0\npaths: {/a: {get: {}}}\n${line}`;
    for (const line of [
      'x: !!js/function "function () { return process.env }"',
      "x: !!js/regexp /(a+)+$/",
      "x: !!python/object/apply:os.system [id]",
      "openapi: 3.0.1",
    ])
      await expect(readDocument(withLine(line)), line).rejects.toMatchObject({ code: "API_DOCUMENT" });
    for (const line of ["x: {<<: {__proto__: {polluted: 1}}}", "base: &b {__proto__: {polluted: 1}}\ny: {<<: *b}"])
      expect((await readDocument(withLine(line))).operations).toHaveLength(1);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    const many = `a: &a x\nx: [${"*a,".repeat(20_000)}]`;
    await expect(readDocument(withLine(many))).rejects.toMatchObject({ code: "API_DOCUMENT" });
  });

  it("of a thousand operations and some megabytes is read within a few seconds", async () => {
    const schema = {
      type: "object",
      properties: Object.fromEntries(
        Array.from({ length: 40 }, (_, n) => [`field${n}`, { type: "string", description: "x".repeat(80) }]),
      ),
    };
    const paths = Object.fromEntries(
      Array.from({ length: 1_000 }, (_, n) => [
        `/things/${n}/{id}`,
        { post: { operationId: `op${n}`, ...body(schema) } },
      ]),
    );
    const text = openapi(paths);
    const begun = performance.now();
    const { operations } = await readDocument(text);
    const took = performance.now() - begun;
    expect(text.length).toBeGreaterThan(4_000_000);
    expect(operations).toHaveLength(1_000);
    expect(took).toBeLessThan(5_000);
  });
});
