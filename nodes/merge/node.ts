import { defineNode, p } from "@/nodes/sdk";
import { getPath } from "@/nodes/sdk/paths";
import type { Item, Origin } from "@/shared/item";

type Kind = "keepMatches" | "keepNonMatches" | "keepEverything" | "enrichFirst" | "enrichSecond";

export const merge = defineNode({
  type: "core.merge",
  version: 1,
  label: "Merge",
  summary: "Brings the items of several branches together",
  category: "flow",
  icon: "merge",
  keywords: ["join", "combine", "append", "union", "wait"],
  inputs: [{ repeat: "inputs", name: "input", label: "Input" }],
  outputs: ["main"],
  params: {
    inputs: p.number({ label: "Number of inputs", default: 2, min: 2, max: 10, integer: true, expression: false }),
    how: p.choice({
      label: "How",
      cases: {
        append: { label: "One after the other" },
        position: {
          label: "By position",
          help: "The first item with the first, the second with the second",
          params: { unpaired: p.toggle({ label: "Keep items without a partner" }) },
        },
        fields: {
          label: "By matching fields",
          help: "Joins inputs 1 and 2 like a database",
          params: {
            match: p.list({
              label: "Fields that must be equal",
              addLabel: "Add field",
              of: {
                first: p.text({ label: "Field of input 1", required: true }),
                second: p.text({ label: "Field of input 2", help: "Empty: the same name" }),
              },
            }),
            keep: p.select({
              label: "Keep",
              options: [
                { value: "keepMatches", label: "Items that match" },
                { value: "keepNonMatches", label: "Items that do not match" },
                { value: "keepEverything", label: "Everything" },
                { value: "enrichFirst", label: "All of input 1, with data of input 2" },
                { value: "enrichSecond", label: "All of input 2, with data of input 1" },
              ],
            }),
          },
        },
        all: { label: "Every combination", help: "Each item of input 1 with each of input 2" },
        choose: {
          label: "Choose one input",
          help: "Waits for all, passes one on",
          params: { input: p.number({ label: "Input", default: 1, min: 1, max: 10, integer: true }) },
        },
      },
    }),
    prefer: p.select({
      label: "When both have a field",
      options: [
        { value: "last", label: "The later input wins" },
        { value: "first", label: "The earlier input wins" },
      ],
      advanced: true,
    }),
  },
  line: "{how.is}",
  effect: "none",
  executeAll({ inputs, params: { inputs: count, how, prefer } }) {
    const lists = Array.from({ length: count }, (_, index) => inputs[`input${index}`] ?? []);
    const [first = [], second = []] = lists;
    const join = (items: (Item | undefined)[], places: number[]) => combine(items, places, prefer === "first");
    switch (how.is) {
      case "append":
        return { main: lists.flat() };
      case "choose":
        return { main: lists[how.input - 1] ?? [] };
      case "position": {
        const sizes = lists.map((list) => list.length);
        const length = how.unpaired ? Math.max(...sizes) : Math.min(...sizes);
        return {
          main: Array.from({ length }, (_, at) =>
            join(
              lists.map((list) => list[at]),
              lists.map(() => at),
            ),
          ),
        };
      }
      case "all":
        return { main: first.flatMap((a, i) => second.map((b, j) => join([a, b], [i, j]))) };
      case "fields":
        return { main: joinByFields(first, second, how.match, how.keep, join) };
    }
  },
});

type Join = (items: (Item | undefined)[], places: number[]) => Item;

function joinByFields(
  first: Item[],
  second: Item[],
  match: { first: string; second: string }[],
  keep: Kind,
  join: Join,
): Item[] {
  const keyOf = (item: Item, side: "first" | "second") => {
    const values = match.map((pair) => getPath(item.json, side === "first" ? pair.first : pair.second || pair.first));
    return values.some((value) => value === undefined) || values.length === 0 ? undefined : JSON.stringify(values);
  };
  const bySecond = new Map<string, number[]>();
  second.forEach((item, index) => {
    const key = keyOf(item, "second");
    if (key !== undefined) bySecond.set(key, [...(bySecond.get(key) ?? []), index]);
  });
  const matched: Item[] = [];
  const usedFirst = new Set<number>();
  const usedSecond = new Set<number>();
  first.forEach((item, i) => {
    const key = keyOf(item, "first");
    for (const j of (key !== undefined && bySecond.get(key)) || []) {
      matched.push(join([item, second[j]], [i, j]));
      usedFirst.add(i);
      usedSecond.add(j);
    }
  });
  const aloneFirst = first.filter((_, index) => !usedFirst.has(index));
  const aloneSecond = second.filter((_, index) => !usedSecond.has(index));
  switch (keep) {
    case "keepMatches":
      return matched;
    case "keepNonMatches":
      return [...aloneFirst, ...aloneSecond];
    case "keepEverything":
      return [...matched, ...aloneFirst, ...aloneSecond];
    case "enrichFirst":
      return [...matched, ...aloneFirst];
    case "enrichSecond":
      return [...matched, ...aloneSecond];
  }
}

function combine(items: (Item | undefined)[], places: number[], preferFirst: boolean): Item {
  const from: Origin[] = [];
  let json: Item["json"] = {};
  let binary: Item["binary"];
  items.forEach((item, index) => {
    if (!item) return;
    json = preferFirst ? { ...item.json, ...json } : { ...json, ...item.json };
    if (item.binary) binary = preferFirst ? { ...item.binary, ...binary } : { ...binary, ...item.binary };
    from.push({ item: places[index] ?? 0, input: `input${index}` });
  });
  return { json, ...(binary && { binary }), from };
}
