import { defineNode, NodeError, p } from "@/nodes/sdk";
import { getPath } from "@/nodes/sdk/paths";
import { type Item, isJsonObject, type Json, type JsonObject } from "@/shared/item";
import { type Entry, nameOf, summaryOf, ways } from "./aggregations";

export const summarize = defineNode({
  type: "core.summarize",
  version: 1,
  label: "Summarize",
  summary: "Counts, sums and averages, also by group",
  category: "transform",
  icon: "sigma",
  keywords: ["pivot", "group by", "count", "sum", "average", "max", "min", "statistics"],
  inputs: ["main"],
  outputs: ["main"],
  params: {
    fields: p.list({
      label: "Values",
      addLabel: "Add value",
      of: {
        how: p.select({ label: "How", options: ways }),
        field: p.text({ label: "Field", required: true }),
        includeEmpty: p.toggle({ label: "Include empty values" }),
        separator: p.text({ label: "Between the texts", default: ",", onlyWhen: { how: ["concatenate"] } }),
      },
    }),
    groupBy: p.text({ label: "Group by", help: "Fields, separated by commas", placeholder: "country, city" }),
    output: p.select({
      label: "Give",
      options: [
        { value: "items", label: "An item for each group" },
        { value: "object", label: "One item with all groups" },
      ],
    }),
    skipEmpty: p.toggle({ label: "Leave out items without a group", advanced: true }),
    failOnMissing: p.toggle({ label: "Fail when no item has the field", advanced: true }),
    textGroups: p.toggle({ label: "Groups as text", help: "1 and “1” are the same group", advanced: true }),
    dots: p.toggle({ label: "Dots in names reach into objects", default: true, advanced: true }),
  },
  line: "{fields.0.how} {fields.0.field}",
  effect: "none",
  failedItems: "input",
  executeAll({ inputs: { main = [] }, params }) {
    const { fields, output, dots, failOnMissing } = params;
    const read = (item: Item, field: string): Json | undefined =>
      dots ? getPath(item.json, field) : Object.hasOwn(item.json, field) ? item.json[field] : undefined;
    if (failOnMissing) refuseMissing(main, fields, read);
    const keys = names(params.groupBy);
    const all = main.map((item, index) => ({ item, index }));
    const summary = (members: Member[]) => summarized(members, fields, read);
    if (keys.length === 0) return { main: [{ json: summary(all), from: originsOf(all) }] };

    const groups = groupsOf(all, keys, read, params);
    if (output === "object") {
      const json: JsonObject = {};
      for (const { values, members } of groups) nest(json, values.map(String), summary(members));
      return { main: [{ json, from: originsOf(all) }] };
    }
    return {
      main: groups.map(({ values, members }) => ({
        json: own([
          ...keys.map((key, at): [string, Json] => [key, values[at] ?? null]),
          ...Object.entries(summary(members)),
        ]),
        from: originsOf(members),
      })),
    };
  },
});

type Member = { item: Item; index: number };
type Group = { values: Json[]; members: Member[] };
type Read = (item: Item, field: string) => Json | undefined;

const originsOf = (members: Member[]) => members.map(({ index }) => ({ item: index }));
const names = (text: string) =>
  text
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
/** Any name is an own property, `__proto__` too. */
const own = (entries: [string, Json][]): JsonObject => Object.fromEntries(entries);

function summarized(members: Member[], fields: Entry[], read: Read): JsonObject {
  return own(
    fields.map((entry) => [
      nameOf(entry),
      summaryOf(
        members.map(({ item }) => read(item, entry.field)),
        entry,
      ),
    ]),
  );
}

/** Groups in the order they are first seen, those of one first key together. */
function groupsOf(
  members: Member[],
  [key, ...rest]: string[],
  read: Read,
  options: { skipEmpty: boolean; textGroups: boolean },
): Group[] {
  if (key === undefined) return [{ values: [], members }];
  const groups = new Map<Json | undefined, Member[]>();
  for (const member of members) {
    let value = read(member.item, key);
    if (value !== null && typeof value === "object") value = JSON.stringify(value);
    if (options.skipEmpty && typeof value !== "number" && !value) continue;
    if (options.textGroups) value = String(value);
    const group = groups.get(value);
    if (group) group.push(member);
    else groups.set(value, [member]);
  }
  return [...groups].flatMap(([value, inner]) =>
    groupsOf(inner, rest, read, options).map((group) => ({ ...group, values: [value ?? null, ...group.values] })),
  );
}

function nest(target: JsonObject, [key = "", ...rest]: string[], value: JsonObject) {
  const set = (entry: Json) =>
    Object.defineProperty(target, key, { value: entry, enumerable: true, configurable: true, writable: true });
  if (rest.length === 0) return void set(value);
  const inner = Object.hasOwn(target, key) ? target[key] : undefined;
  const next: JsonObject = isJsonObject(inner) ? inner : {};
  set(next);
  nest(next, rest, value);
}

function refuseMissing(items: Item[], fields: Entry[], read: Read) {
  const index = fields.findIndex(({ field }) => items.every((item) => read(item, field) === undefined));
  if (index < 0) return;
  throw new NodeError(`No item has the field "${fields[index]?.field}"`, {
    code: "FIELD_MISSING",
    hint: "Check the name in the input data",
    param: `fields.${index}.field`,
  });
}
