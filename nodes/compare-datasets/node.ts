import { defineNode, NodeError, p } from "@/nodes/sdk";
import { fieldNames, readField } from "@/nodes/sdk/field-names";
import { withoutPath, withPath } from "@/nodes/sdk/paths";
import type { Item, JsonObject, Origin } from "@/shared/item";
import { type DifferenceOptions, differenceOf } from "./difference";
import { isAlike, isSame } from "./equal";
import { partnersOf } from "./pair";

export const compareDatasets = defineNode({
  type: "core.compareDatasets",
  version: 1,
  label: "Compare Datasets",
  summary: "Finds what two lists have in common and what differs",
  category: "flow",
  icon: "diff",
  keywords: ["difference", "sync", "changes", "deduplicate"],
  inputs: [
    { name: "first", label: "A" },
    { name: "second", label: "B" },
  ],
  outputs: [
    { name: "onlyFirst", label: "In A only" },
    { name: "same", label: "Same" },
    { name: "different", label: "Different" },
    { name: "onlySecond", label: "In B only" },
  ],
  params: {
    match: p.list({
      label: "Fields that make a pair",
      addLabel: "Add field",
      of: {
        first: p.text({ label: "Field of A", required: true }),
        second: p.text({ label: "Field of B", help: "Empty: the same name" }),
      },
    }),
    give: p.choice({
      label: "Of items that differ, give",
      cases: {
        both: { label: "Both versions, field by field" },
        first: { label: "The version of A" },
        second: { label: "The version of B" },
        mix: {
          label: "A mix",
          params: {
            prefer: p.select({
              label: "Prefer",
              options: [
                { value: "first", label: "A" },
                { value: "second", label: "B" },
              ],
            }),
            except: p.text({
              label: "Except for",
              help: "Fields, with commas between them",
              placeholder: "price, stock",
            }),
          },
        },
      },
    }),
    skip: p.text({ label: "Fields that make no difference", placeholder: "updated_at", advanced: true }),
    fuzzy: p.toggle({ label: "Accept other types", help: "1 and “1”, null and “” are the same", advanced: true }),
    all: p.toggle({ label: "An item may have several partners", advanced: true }),
    dots: p.toggle({ label: "Dots in names reach into objects", default: true, advanced: true }),
    names: p.select({
      label: "Names of the sides",
      options: [
        { value: "letters", label: "inputA and inputB" },
        { value: "numbers", label: "input1 and input2, as in old workflows" },
      ],
      advanced: true,
    }),
  },
  line: "by {match.*.first}",
  effect: "none",
  failedItems: "input",
  executeAll({ inputs: { first = [], second = [] }, params, signal }) {
    const { give, fuzzy, all, dots } = params;
    const match = params.match.map((pair) => ({ first: pair.first, second: pair.second || pair.first }));
    if (match.length === 0) throw new NodeError("Name at least one field that makes a pair", { param: "match" });
    const read = (item: Item, name: string) => readField(item.json, name, dots);
    refuseUnknown(
      first,
      match.map((pair) => pair.first),
      "A",
      read,
    );
    refuseUnknown(
      second,
      match.map((pair) => pair.second),
      "B",
      read,
    );

    const isOld = params.names === "numbers";
    const equal = fuzzy ? isAlike(!isOld) : isSame;
    const skip = fieldNames(params.skip);
    const options: DifferenceOptions = {
      ...{ match, skip, dots, equal, nullish: isOld },
      names: isOld ? ["input1", "input2"] : ["inputA", "inputB"],
    };
    const compared = ({ json }: Item) =>
      skip.reduce((given: JsonObject, name) => (dots ? withoutPath(given, name) : without(given, name)), json);
    const outputs = { onlyFirst: [], same: [], different: [], onlySecond: [] } as { [port in Port]: Item[] };
    const used = new Set<number>();
    partnersOf(first, second, { match, read, equal, isFuzzy: fuzzy, all, signal }).forEach((places, index) => {
      const item = first[index];
      if (!item) return;
      if (places.length === 0) outputs.onlyFirst.push(item);
      for (const place of places) {
        const partner = second[place];
        if (!partner) continue;
        used.add(place);
        const origins: Origin[] = [{ item: index }, { item: place, input: "second" }];
        if (haveSame(compared(item), compared(partner), equal)) {
          outputs.same.push(fuzzy && give.is === "second" ? partner : item);
        } else if (give.is === "both") {
          outputs.different.push({ json: differenceOf(item.json, partner.json, options), from: origins });
        } else if (give.is === "mix") {
          const [base, other] = give.prefer === "first" ? [item, partner] : [partner, item];
          const from = give.prefer === "first" ? origins[0] : origins[1];
          const json = mixed(base, other, fieldNames(give.except), dots, read);
          outputs.different.push({ ...base, json, ...(from && { from }) });
        } else outputs.different.push(give.is === "first" ? item : partner);
      }
    });
    outputs.onlySecond = second.filter((_, place) => !used.has(place));
    return outputs;
  },
});

type Port = "onlyFirst" | "same" | "different" | "onlySecond";
type Read = (item: Item, name: string) => JsonObject[string] | undefined;

function haveSame(a: JsonObject, b: JsonObject, equal: typeof isSame): boolean {
  const read = (json: JsonObject, key: string) => (Object.hasOwn(json, key) ? json[key] : undefined);
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => equal(read(a, key), read(b, key)));
}

const without = (json: JsonObject, name: string): JsonObject =>
  Object.fromEntries(Object.entries(json).filter(([key]) => key !== name));

function mixed({ json }: Item, other: Item, except: string[], dots: boolean, read: Read): JsonObject {
  return except.reduce((given, name) => {
    const value = read(other, name);
    if (value === undefined) return given;
    return dots ? withPath(given, name, value) : Object.fromEntries([...Object.entries(given), [name, value]]);
  }, json);
}

function refuseUnknown(items: Item[], names: string[], side: string, read: Read) {
  const index = items.length ? names.findIndex((name) => items.every((item) => read(item, name) === undefined)) : -1;
  if (index < 0) return;
  throw new NodeError(`No item of input ${side} has the field "${names[index]}"`, {
    code: "FIELD_MISSING",
    hint: "Check the name in the input data",
    param: `match.${index}.${side === "A" ? "first" : "second"}`,
  });
}
