import { defineNode, p } from "@/nodes/sdk";
import { requireItemCount } from "@/nodes/sdk/item-limit";
import { isJsonObject } from "@/shared/item";
import { type Clash, combine, type Part } from "./combine";
import { joinByFields, requireFields } from "./join";

const combining = { how: ["position", "fields", "all"] };

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
            output: p.select({
              label: "Give",
              help: "Of items that match, and of those that do not",
              options: [
                { value: "both", label: "Both inputs" },
                { value: "first", label: "Input 1 only" },
                { value: "second", label: "Input 2 only" },
              ],
            }),
            single: p.toggle({ label: "Only the first match of each item" }),
            fuzzy: p.toggle({ label: "Compare loosely", help: 'Takes "3" for 3, and all empty values for equal' }),
            strict: p.toggle({ label: "Fail when no item of an input has the field" }),
          },
        },
        all: { label: "Every combination", help: "Each item of input 1 with each of input 2" },
        sql: {
          label: "By a query in SQL",
          help: "Joins, filters, groups and counts",
          params: {
            query: p.code({
              label: "Query",
              help: "One SELECT of SQLite. The inputs are the tables input1, input2 …, their fields are the columns",
              language: "sql",
              tables: "input",
              default: "SELECT * FROM input1 LEFT JOIN input2 ON input1.name = input2.id",
              required: true,
            }),
          },
        },
        choose: {
          label: "Choose one input",
          help: "Waits for all, passes one on",
          params: { input: p.number({ label: "Input", default: 1, min: 1, max: 10, integer: true }) },
        },
        empty: { label: "Wait for all", help: "Gives one empty item" },
      },
    }),
    prefer: p.select({
      label: "When both have a field",
      onlyWhen: combining,
      options: [
        { value: "last", label: "The later input wins" },
        { value: "first", label: "The earlier input wins" },
        { value: "suffix", label: "Keep all, numbered" },
        { value: "auto", label: "The input that is not enriched wins" },
      ],
      advanced: true,
    }),
    deep: p.toggle({ label: "Merge objects field by field", default: true, onlyWhen: combining, advanced: true }),
    skipEmpty: p.toggle({ label: "Empty values never win", onlyWhen: combining, advanced: true }),
    dots: p.toggle({
      label: "Dots in names reach into objects",
      default: true,
      onlyWhen: { how: ["fields"] },
      advanced: true,
    }),
  },
  line: "{how.is}",
  effect: "none",
  failedItems: "input",
  // Choosing one of the inputs makes sense only when all are there.
  needs: ({ how }) => (isJsonObject(how) && (how.is === "choose" || how.is === "empty") ? "all" : "any"),
  async executeAll({ runSql, inputs, params: { inputs: count, how, prefer, deep, skipEmpty, dots } }) {
    const lists = Array.from({ length: count }, (_, index) => inputs[`input${index}`] ?? []);
    const [first = [], second = []] = lists;
    const clash: Clash = { prefer: prefer === "auto" ? "last" : prefer, deep, skipEmpty };
    const part = (input: number, index: number): Part[] => {
      const item = lists[input]?.[index];
      return item ? [{ item, index, input }] : [];
    };
    switch (how.is) {
      case "append":
        return { main: lists.flat() };
      case "sql": {
        const rows = await runSql({ query: how.query, inputs: lists });
        return { main: rows.map((json) => ({ json })) };
      }
      case "choose":
        return { main: lists[how.input - 1] ?? [] };
      case "empty": {
        const from = lists.flatMap((list, input) => list.map((_, item) => ({ item, input: `input${input}` })));
        return { main: [{ json: {}, from }] };
      }
      case "position": {
        const [only, another] = lists.filter((list) => list.length > 0);
        if (only && !another) return { main: only };
        const sizes = lists.map((list) => list.length);
        const length = how.unpaired ? Math.max(...sizes) : Math.min(...sizes);
        const at = (index: number) => lists.flatMap((_, input) => part(input, index));
        return { main: Array.from({ length }, (_, index) => combine(at(index), clash)) };
      }
      case "all": {
        requireItemCount(first.length * second.length);
        const pairs =
          prefer === "first"
            ? second.flatMap((_, j) => first.map((__, i) => [...part(0, i), ...part(1, j)]))
            : first.flatMap((_, i) => second.map((__, j) => [...part(0, i), ...part(1, j)]));
        return { main: pairs.map((pair) => combine(pair, clash)) };
      }
      case "fields": {
        if (how.strict) requireFields(how.match, first, second, dots);
        const isAuto = prefer === "auto" && how.keep === "enrichSecond";
        return {
          main: joinByFields(first, second, { ...how, dots }, isAuto ? { ...clash, prefer: "first" } : clash),
        };
      }
    }
  },
});
