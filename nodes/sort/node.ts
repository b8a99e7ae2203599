import { defineNode, p } from "@/nodes/sdk";
import { readField } from "@/nodes/sdk/field-names";
import type { Item, Json } from "@/shared/item";

export const sort = defineNode({
  type: "core.sort",
  version: 1,
  label: "Sort",
  summary: "Puts the items in order",
  category: "transform",
  icon: "arrow-down-up",
  keywords: ["order", "rank", "shuffle", "random"],
  inputs: ["main"],
  outputs: ["main"],
  params: {
    how: p.select({
      label: "How",
      options: [
        { value: "fields", label: "By fields" },
        { value: "random", label: "At random" },
        { value: "code", label: "By code" },
      ],
      expression: false,
    }),
    by: p.list({
      label: "Fields",
      onlyWhen: { how: ["fields"] },
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
    source: p.code({
      label: "JavaScript",
      onlyWhen: { how: ["code"] },
      language: "javascript",
      help: "For items a and b: returns a negative number when a comes first, a positive one when b does",
      default: "return a.json.id - b.json.id;",
    }),
    dots: p.toggle({
      label: "Dots in names reach into objects",
      default: true,
      onlyWhen: { how: ["fields"] },
      advanced: true,
    }),
  },
  line: "{by.0.field} {by.0.order} | {how}",
  effect: "none",
  failedItems: "input",
  async executeAll({ inputs: { main = [] }, params: { how, by, source, dots }, runCode }) {
    if (how === "random") return { main: shuffled(main) };
    if (how === "code") return { main: await sortedByCode(main, source, runCode) };
    const compare = (a: Item, b: Item) => {
      for (const { field, order } of by) {
        const [left, right] = [readField(a.json, field, dots) ?? null, readField(b.json, field, dots) ?? null];
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

/** Numbers by size, texts by alphabet, upper and lower case alike. */
function compareValues(a: Json, b: Json): number {
  if (typeof a === "string" && typeof b === "string") {
    const [left, right] = [a.toLowerCase(), b.toLowerCase()];
    return left < right ? -1 : Number(left > right);
  }
  if (a === null || b === null || typeof a === "object" || typeof b === "object") return 0;
  return a < b ? -1 : Number(a > b);
}

function shuffled(items: readonly Item[]): Item[] {
  const list = [...items];
  for (let last = list.length - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1));
    const [a, b] = [list[last], list[other]];
    if (a && b) [list[last], list[other]] = [b, a];
  }
  return list;
}

type RunCode = (request: { source: string; mode: "all"; items: Item[] }) => Promise<Item[]>;

/** The code sees the items and gives their places in the new order, so that each stays the item it is. */
async function sortedByCode(items: Item[], source: string, runCode: RunCode): Promise<Item[]> {
  const compare = `const compare = (a, b) => {\n${source}\n};`;
  const code = `${compare}
const items = $input.all();
return items.map((_, place) => place).sort((x, y) => compare(items[x], items[y])).map((place) => ({ json: { place } }));`;
  const order = await runCode({ source: code, mode: "all", items });
  return order.flatMap(({ json }) => items[Number(json.place)] ?? []);
}
