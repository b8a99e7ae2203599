import { describe, expect, it } from "vitest";
import { curlOf, readDocument, typeText } from "./read-document";

describe("the reference of the API", () => {
  it("lists operations by tag, with the fields of address, query and body", () => {
    const [group] = readDocument({
      paths: {
        "/things/{id}": {
          put: {
            ...{ summary: "Change it", tags: ["things"], "x-scope": "things:write" },
            parameters: [{ name: "id", in: "path", required: true, schema: { type: "string" } }],
            requestBody: {
              content: {
                "application/json": {
                  schema: {
                    properties: { size: { type: "integer" }, name: { type: ["string", "null"] } },
                    required: ["size"],
                  },
                },
              },
            },
          },
        },
      },
    });
    const [operation] = group?.operations ?? [];
    if (!operation) throw new Error("There is no operation");
    expect(operation.fields.map(({ name, place, type, isRequired }) => [name, place, type, isRequired])).toEqual([
      ["id", "path", "string", true],
      ["size", "body", "integer", true],
      ["name", "body", "string | null", false],
    ]);
    expect(curlOf(operation, "https://a.example")).toBe(
      [
        "curl -X PUT 'https://a.example/api/v1/things/{id}' \\",
        '  -H "Authorization: Bearer $KEY" \\',
        "  -H 'Content-Type: application/json' \\",
        `  -d '{"size": …}'`,
      ].join("\n"),
    );
  });

  it("names types in the words of JSON Schema", () => {
    expect(typeText({ enum: ["a", "b"] })).toBe('"a" | "b"');
    expect(typeText({ type: "array", items: { type: "string" } })).toBe("string[]");
    expect(typeText({ anyOf: [{ type: "null" }, { type: "number" }, { type: "null" }] })).toBe("null | number");
    expect(typeText({})).toBe("any");
  });
});
