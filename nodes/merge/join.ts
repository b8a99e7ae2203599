import { NodeError } from "@/nodes/sdk";
import { readField } from "@/nodes/sdk/field-names";
import { requireItemCount } from "@/nodes/sdk/item-limit";
import type { Item, Json } from "@/shared/item";
import { isJsonObject } from "@/shared/item";
import { type Clash, combine, originOf, type Part, withSuffix } from "./combine";

export type Join = {
  match: { first: string; second: string }[];
  keep: "keepMatches" | "keepNonMatches" | "keepEverything" | "enrichFirst" | "enrichSecond";
  output: "both" | "first" | "second";
  /** Of several matches only the first counts. */
  single: boolean;
  /** `"3"` equals `3`, and all empty values are equal. */
  fuzzy: boolean;
  dots: boolean;
};

/** Joins two inputs by fields, like a database. Parts that found no partner stay as they are. */
export function joinByFields(first: Item[], second: Item[], join: Join, clash: Clash): Item[] {
  const lefts = first.map((item, index): Part => ({ item, index, input: 0 }));
  const rights = second.map((item, index): Part => ({ item, index, input: 1 }));
  const byKey = new Map<string, Part[]>();
  for (const part of rights) {
    const key = keyOf(part, "second", join);
    if (key === undefined) continue;
    const list = byKey.get(key);
    if (list) list.push(part);
    else byKey.set(key, [part]);
  }
  const matches = lefts.map((part) => {
    const key = keyOf(part, "first", join);
    const found = (key !== undefined && byKey.get(key)) || [];
    return { part, partners: join.single ? found.slice(0, 1) : found };
  });
  requireItemCount(matches.reduce((count, { partners }) => count + partners.length, 0));
  const usedRights = new Set(matches.flatMap(({ partners }) => partners));
  const alone = (parts: Part[]) => parts.map((part) => single(part, clash));
  const aloneLefts = matches.filter(({ partners }) => partners.length === 0).map(({ part }) => part);
  const aloneRights = rights.filter((part) => !usedRights.has(part));
  const pairs = matches.flatMap(({ part, partners }) => partners.map((partner) => combine([part, partner], clash)));

  switch (join.keep) {
    case "keepMatches":
      if (join.output === "first")
        return matches.filter(({ partners }) => partners.length).map(({ part }) => part.item);
      if (join.output === "second") return rights.filter((part) => usedRights.has(part)).map(({ item }) => item);
      return pairs;
    case "keepNonMatches":
      if (join.output === "first") return aloneLefts.map(({ item }) => item);
      if (join.output === "second") return aloneRights.map(({ item }) => item);
      if (first.length === 0 || second.length === 0) return [...first, ...second];
      return [...aloneLefts, ...aloneRights].map(withSource);
    case "keepEverything":
      return [...pairs, ...alone(aloneLefts), ...alone(aloneRights)];
    case "enrichFirst":
      return [...pairs, ...alone(aloneLefts)];
    case "enrichSecond":
      return [...pairs, ...alone(aloneRights)];
  }
}

/** Throws where an input has items, and none of them has a field that is to be compared. */
export function requireFields(match: Join["match"], first: Item[], second: Item[], dots: boolean): void {
  const sides = [
    { items: first, name: "input 1", fields: match.map((pair) => pair.first) },
    { items: second, name: "input 2", fields: match.map((pair) => pair.second || pair.first) },
  ];
  for (const { items, name, fields } of sides) {
    const missing = fields.find((field) => items.every(({ json }) => readField(json, field, dots) === undefined));
    if (missing === undefined || items.length === 0) continue;
    throw new NodeError(`No item of ${name} has the field "${missing}"`, { code: "NO_FIELD", param: "how.match" });
  }
}

function single(part: Part, { prefer }: Clash): Item {
  if (prefer !== "suffix") return part.item;
  return { ...part.item, json: withSuffix(part.item.json, part.input + 1), from: originOf(part) };
}

const withSource = (part: Part): Item => ({
  ...part.item,
  json: { ...part.item.json, _source: `input${part.input + 1}` },
  from: originOf(part),
});

function keyOf({ item }: Part, side: "first" | "second", { match, fuzzy, dots }: Join): string | undefined {
  const values = match.map((pair) => {
    const value = readField(item.json, side === "first" ? pair.first : pair.second || pair.first, dots);
    return fuzzy ? fuzzyValue(value) : value;
  });
  if (values.length === 0 || values.some((value) => value === undefined)) return undefined;
  return JSON.stringify(values, inOrder);
}

function fuzzyValue(value: Json | undefined): Json {
  if (value === undefined || value === null || value === "") return null;
  if (typeof value === "object") return Object.keys(value).length ? value : null;
  return String(value);
}

/** The order of an object's fields makes no difference. */
const inOrder = (_: string, value: unknown) =>
  isJsonObject(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;
