import { defineNode, NodeError, p } from "@/nodes/sdk";
import { getPath, withoutPath } from "@/nodes/sdk/paths";
import { type Item, isJsonObject } from "@/shared/item";

export const splitOut = defineNode({
  type: "core.splitOut",
  version: 1,
  label: "Split Out",
  summary: "Makes an item of each entry of a list",
  category: "transform",
  icon: "ungroup",
  keywords: ["explode", "unwind", "flatten", "list", "array"],
  inputs: ["main"],
  outputs: ["main"],
  params: {
    field: p.text({ label: "Field with the list", placeholder: "order.lines", required: true }),
    keepOthers: p.toggle({ label: "Keep other fields" }),
    target: p.text({
      label: "Name of the new field",
      help: "Empty: an object becomes the item, another value keeps the name",
      advanced: true,
    }),
  },
  line: "{field}",
  effect: "none",
  execute({ item, params: { field, keepOthers, target } }) {
    const value = getPath(item.json, field);
    if (value === undefined || value === null) {
      throw new NodeError(`There is no field "${field}" on the item`, {
        hint: "Check the name in the input data",
        param: "field",
      });
    }
    const entries = Array.isArray(value) ? value : isJsonObject(value) ? Object.values(value) : [value];
    const others = keepOthers ? withoutPath(item.json, field) : {};
    const name = target || (field.split(".").pop() ?? field);
    return {
      main: entries.map((entry): Item => {
        if (!target && isJsonObject(entry)) return { json: { ...others, ...entry } };
        return { json: { ...others, [name]: entry } };
      }),
    };
  },
});
