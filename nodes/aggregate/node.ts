import { defineNode, p } from "@/nodes/sdk";
import { getPath } from "@/nodes/sdk/paths";
import type { Json, JsonObject } from "@/shared/item";

export const aggregate = defineNode({
  type: "core.aggregate",
  version: 1,
  label: "Aggregate",
  summary: "Collects many items into one",
  category: "transform",
  icon: "group",
  keywords: ["collect", "list", "group", "combine"],
  inputs: ["main"],
  outputs: ["main"],
  params: {
    what: p.choice({
      label: "Collect",
      cases: {
        all: {
          label: "Whole items",
          params: { field: p.text({ label: "Into the field", default: "data", required: true }) },
        },
        fields: {
          label: "Single fields",
          params: {
            fields: p.list({
              label: "Fields",
              addLabel: "Add field",
              of: {
                field: p.text({ label: "Field", required: true }),
                as: p.text({ label: "New name", help: "Empty: the same name" }),
              },
            }),
            keepMissing: p.toggle({ label: "Keep missing values as null" }),
          },
        },
      },
    }),
  },
  effect: "none",
  executeAll({ inputs, params: { what } }) {
    const items = inputs.main ?? [];
    const from = items.map((_, item) => ({ item }));
    if (what.is === "all") return { main: [{ json: { [what.field]: items.map(({ json }) => json) }, from }] };
    const json: JsonObject = {};
    for (const { field, as } of what.fields) {
      const values = items.map((item): Json | undefined => getPath(item.json, field));
      json[as || (field.split(".").pop() ?? field)] = what.keepMissing
        ? values.map((value) => value ?? null)
        : values.filter((value) => value !== undefined && value !== null);
    }
    return { main: [{ json, from }] };
  },
});
