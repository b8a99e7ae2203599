import { defineNode, p } from "@/nodes/sdk";
import { getPath } from "@/nodes/sdk/paths";
import type { Item, Json } from "@/shared/item";

export const sort = defineNode({
  type: "core.sort",
  version: 1,
  label: "Sort",
  summary: "Puts the items in order",
  category: "transform",
  icon: "arrow-down-up",
  keywords: ["order", "rank"],
  inputs: ["main"],
  outputs: ["main"],
  params: {
    by: p.list({
      label: "By",
      addLabel: "Add field",
      of: {
        field: p.text({ label: "Field", required: true }),
        order: p.select({
          label: "Order",
          options: [
            { value: "up", label: "Ascending" },
            { value: "down", label: "Descending" },
          ],
        }),
      },
    }),
  },
  line: "{by.0.field} {by.0.order}",
  effect: "none",
  executeAll({ inputs: { main = [] }, params: { by } }) {
    const compare = (a: Item, b: Item) => {
      for (const { field, order } of by) {
        const [left, right] = [getPath(a.json, field) ?? null, getPath(b.json, field) ?? null];
        const missing = Number(left === null) - Number(right === null);
        if (missing !== 0) return missing;
        const result = compareValues(left, right);
        if (result !== 0) return order === "up" ? result : -result;
      }
      return 0;
    };
    return { main: [...main].sort(compare) };
  },
});

/** Numbers by size, texts by alphabet. */
function compareValues(a: Json, b: Json): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === "boolean" && typeof b === "boolean") return Number(a) - Number(b);
  return String(a).localeCompare(String(b), "en", { numeric: true });
}
