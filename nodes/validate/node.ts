import { defineNode, p } from "@/nodes/sdk";
import { getPath } from "@/nodes/sdk/paths";
import type { Item, Json, JsonObject } from "@/shared/item";
import { mappingReport } from "./report";
import { problemsOf } from "./schema";
import { type Shape, shapeOfExample, shapeOfNames, shapeOfSchema } from "./shape";

const schema = p.json({
  label: "JSON Schema",
  placeholder: '{ "type": "object", "required": ["email"], "properties": { "email": { "type": "string" } } }',
  default: {},
});

export const validate = defineNode({
  type: "core.validate",
  version: 1,
  label: "Validate",
  summary: "Checks items by a JSON Schema, or reports how their fields differ",
  category: "transform",
  icon: "shield-check",
  keywords: ["schema", "check", "json schema", "quality", "mapping", "missing fields", "contract", "data differs"],
  inputs: ["main"],
  outputs: [
    { name: "valid", label: "valid", when: "how.is", in: ["check"] },
    { name: "invalid", label: "invalid", when: "how.is", in: ["check"] },
    { name: "report", label: "report", when: "how.is", in: ["report"] },
  ],
  params: {
    how: p.choice({
      label: "What to do",
      cases: {
        check: {
          label: "Check each item by a schema",
          params: {
            schema,
            draft: p.select({
              label: "Version of JSON Schema",
              options: [
                { value: "auto", label: "As the schema says, or 2020-12" },
                ...(["2020-12", "2019-09"] as const),
                { value: "7", label: "Draft 7" },
                { value: "4", label: "Draft 4" },
              ],
              advanced: true,
            }),
            into: p.text({
              label: "Put what is wrong into the field",
              default: "errors",
              required: true,
              expression: false,
            }),
          },
        },
        report: {
          label: "Report which fields differ, over all items",
          help: "An item for each field that is missing, too many or of another type",
          params: {
            expected: p.choice({
              label: "Expected fields",
              cases: {
                names: {
                  label: "By name",
                  params: {
                    names: p.text({
                      label: "Names",
                      help: "With commas, with a type if you like: id: number, address.city, lines[].sku",
                      required: true,
                    }),
                  },
                },
                example: { label: "As in an example", params: { example: p.json({ label: "Example", default: {} }) } },
                schema: { label: "As a schema says", params: { schema } },
              },
            }),
          },
        },
      },
    }),
    field: p.text({ label: "Look at the field", help: "Such as body.order. Empty: the whole item", expression: false }),
  },
  line: "{how.is} {field}",
  effect: "none",
  executeAll({ inputs, params: { how, field } }) {
    const items = inputs.main ?? [];
    const values = items.map(({ json }): Json => (field === "" ? json : (getPath(json, field) ?? null)));
    if (how.is === "report") {
      const report = mappingReport(expectedShape(how.expected), values);
      return { report: report.map((finding): Item => ({ json: finding as JsonObject, from: { item: finding.item } })) };
    }
    const problems = problemsOf(how.schema, how.draft, values);
    const isValid = (index: number) => problems[index]?.length === 0;
    return {
      valid: items.filter((_, index) => isValid(index)),
      invalid: items.flatMap((item, index): Item[] => {
        const json = { ...item.json, [how.into]: problems[index] as Json };
        return isValid(index) ? [] : [{ ...item, json, from: { item: index } }];
      }),
    };
  },
});

type Expected = { is: "names"; names: string } | { is: "example"; example: Json } | { is: "schema"; schema: Json };

function expectedShape(expected: Expected): Shape {
  switch (expected.is) {
    case "names":
      return shapeOfNames(expected.names);
    case "example":
      return shapeOfExample(expected.example);
    case "schema":
      return shapeOfSchema(expected.schema);
  }
}
