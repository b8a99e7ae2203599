import { defineNode, p } from "@/nodes/sdk";
import { getPath } from "@/nodes/sdk/paths";
import { isJsonObject } from "@/shared/item";

export const removeDuplicates = defineNode({
  type: "core.removeDuplicates",
  version: 1,
  label: "Remove Duplicates",
  summary: "Keeps one of the items that are alike",
  category: "transform",
  icon: "copy-minus",
  keywords: ["unique", "distinct", "dedupe"],
  inputs: ["main"],
  outputs: ["main"],
  params: {
    fields: p.list({
      label: "Fields that make items alike",
      help: "None: the whole item",
      addLabel: "Add field",
      of: { field: p.text({ label: "Field", required: true }) },
    }),
  },
  effect: "none",
  executeAll({ inputs: { main = [] }, params: { fields } }) {
    const seen = new Set<string>();
    return {
      main: main.filter(({ json }) => {
        const key = JSON.stringify(
          fields.length ? fields.map(({ field }) => getPath(json, field) ?? null) : json,
          inOrder,
        );
        return !seen.has(key) && seen.add(key);
      }),
    };
  },
});

/** The order of an object's fields makes no difference. */
const inOrder = (_: string, value: unknown) =>
  isJsonObject(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;
