import { getPath, withoutPath, withPath } from "@/nodes/sdk/paths";
import { isJsonObject, type Json, type JsonObject } from "@/shared/item";
import type { Equal } from "./equal";

export type DifferenceOptions = {
  match: { first: string; second: string }[];
  /** Fields that are shown, but make no difference. */
  skip: string[];
  dots: boolean;
  equal: Equal;
  /** What the two sides are called. */
  names: [string, string];
  /** Old workflows show 0, false and "" as null. */
  nullish: boolean;
};

/** Both versions of an item: what is the same, what differs and what was not compared. */
export function differenceOf(first: JsonObject, second: JsonObject, options: DifferenceOptions): JsonObject {
  const { match, skip, dots, equal, names } = options;
  const read = (json: JsonObject, key: string) => (Object.hasOwn(json, key) ? json[key] : undefined);
  const shown = (value: Json | undefined): Json => (options.nullish ? value || null : (value ?? null));
  const keys = match.map(({ first: name }): [string, Json] => [name, read(first, name) ?? null]);
  const same: [string, Json][] = [];
  const different: [string, Json][] = [];
  const skipped: [string, Json][] = [];
  const both = (a: Json, b: Json) => ({ [names[0]]: a, [names[1]]: b });
  for (const key of new Set([...Object.keys(first), ...Object.keys(second)])) {
    const [a, b] = [read(first, key), read(second, key)];
    if (a !== undefined && b !== undefined && equal(a, b)) {
      same.push([key, a]);
      continue;
    }
    if (skip.includes(key)) {
      skipped.push([key, both(shown(a), shown(b))]);
      continue;
    }
    const inner = dots
      ? skip.filter((path) => path.startsWith(`${key}.`)).map((path) => path.slice(key.length + 1))
      : [];
    if (inner.length > 0) skipped.push([key, both(picked(a, inner), picked(b, inner))]);
    different.push([key, both(dropped(shown(a), inner), dropped(shown(b), inner))]);
  }
  return {
    keys: Object.fromEntries(keys.filter(([, value]) => value !== null)),
    same: Object.fromEntries(same),
    different: Object.fromEntries(different),
    ...(skipped.length > 0 && { skipped: Object.fromEntries(skipped) }),
  };
}

function picked(value: Json | undefined, paths: string[]): Json {
  let result: JsonObject = {};
  for (const path of paths) {
    const found = getPath(value ?? null, path);
    if (found !== undefined) result = withPath(result, path, found);
  }
  return result;
}

const dropped = (value: Json, paths: string[]): Json =>
  isJsonObject(value) ? paths.reduce((given, path) => withoutPath(given, path), value) : value;
