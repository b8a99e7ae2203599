import { defineNode, NodeError, p } from "@/nodes/sdk";
import { fieldTypes } from "@/nodes/sdk/field-type";
import { isJsonObject, type Json } from "@/shared/item";

export const workflowTrigger = defineNode({
  type: "core.workflowTrigger",
  version: 1,
  label: "When called by another workflow",
  summary: "Starts with the items that an Execute Workflow node sends",
  category: "trigger",
  icon: "corner-down-right",
  keywords: ["sub-workflow", "subworkflow", "function", "child"],
  inputs: [],
  outputs: ["main"],
  params: {
    takes: p.choice({
      label: "Takes",
      expression: false,
      cases: {
        any: { label: "Any items" },
        fields: {
          label: "Certain fields",
          help: "Others are left out, and those that are missing are null",
          params: {
            fields: p.list({
              label: "Fields",
              addLabel: "Add field",
              of: {
                name: p.text({ label: "Name", required: true }),
                type: p.select({ label: "Type", options: fieldTypes }),
              },
            }),
          },
        },
        example: {
          label: "The fields of an example",
          params: { example: p.json({ label: "Example", default: { name: "Ann", count: 1 } }) },
        },
      },
    }),
  },
  line: "{takes.is}",
  effect: "none",
  trigger: { kind: "workflow" },
  executeAll({ inputs: { main = [] }, params: { takes } }) {
    if (takes.is === "any") return { main };
    const names = takes.is === "fields" ? takes.fields.map(({ name }) => name) : fieldsOf(takes.example);
    return {
      main: main.map(({ json, ...item }) => ({
        ...item,
        json: Object.fromEntries(names.map((name) => [name, Object.hasOwn(json, name) ? (json[name] ?? null) : null])),
      })),
    };
  },
});

function fieldsOf(example: Json): string[] {
  if (isJsonObject(example)) return Object.keys(example);
  throw new NodeError("The example is not a JSON object", {
    param: "takes.example",
    hint: 'Write it as { "name": value }',
  });
}
