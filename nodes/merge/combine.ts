import type { Item, Json, JsonObject, Origin } from "@/shared/item";
import { isJsonObject } from "@/shared/item";

export type Clash = {
  /** Who wins when several items have a field. `suffix` keeps all, as `name_1` and `name_2`. */
  prefer: "last" | "first" | "suffix";
  /** Objects within are merged field by field. */
  deep: boolean;
  /** Empty values win over nothing. */
  skipEmpty: boolean;
};

/** An item of an input, or that input has none for this place. */
export type Part = { item: Item; index: number; input: number };

export const originOf = ({ index, input }: Part): Origin => ({ item: index, input: `input${input}` });

/** One item of several. They come in order of their inputs. */
export function combine(parts: readonly Part[], { prefer, deep, skipEmpty }: Clash): Item {
  const ordered = prefer === "first" ? [...parts].reverse() : parts;
  let json: JsonObject = {};
  let binary: Item["binary"];
  for (const { item, input } of ordered) {
    const own = prefer === "suffix" ? withSuffix(item.json, input + 1) : item.json;
    json = mergeObjects(json, own, deep, skipEmpty);
    if (item.binary)
      binary = { ...binary, ...(prefer === "suffix" ? withSuffix(item.binary, input + 1) : item.binary) };
  }
  return { json, ...(binary && { binary }), from: ordered.map(originOf) };
}

export const withSuffix = <V>(fields: { [name: string]: V }, number: number): { [name: string]: V } =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [`${name}_${number}`, value]));

function mergeObjects(target: JsonObject, source: JsonObject, deep: boolean, skipEmpty: boolean): JsonObject {
  if (!deep && !skipEmpty) return { ...target, ...source };
  const merged = { ...target };
  for (const [key, value] of Object.entries(source)) {
    if (key === "__proto__") continue;
    const before = Object.hasOwn(merged, key) ? merged[key] : undefined;
    if (skipEmpty && before !== undefined && (value === null || value === "")) continue;
    merged[key] = deep ? mergeValues(before, value, skipEmpty) : value;
  }
  return merged;
}

function mergeValues(before: Json | undefined, value: Json, skipEmpty: boolean): Json {
  if (isJsonObject(before) && isJsonObject(value)) return mergeObjects(before, value, true, skipEmpty);
  if (!Array.isArray(before) || !Array.isArray(value)) return value;
  const rest = before.slice(value.length);
  return [...value.map((entry, index) => mergeValues(before[index], entry, skipEmpty)), ...rest];
}
