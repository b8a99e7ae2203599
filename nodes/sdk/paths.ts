import { isJsonObject, type Json, type JsonObject } from "@/shared/item";

/**
 * Fields by dotted name, such as `address.city` or `tags[0]`. Only own properties are read or written. A field of exactly
 * that name comes before one that dots reach.
 */

const forbidden = new Set(["__proto__", "constructor", "prototype"]);

const known = new Map<string, readonly string[]>();

/** Each path is split once: a node does it for every item. */
export function pathKeys(path: string): readonly string[] {
  let keys = known.get(path);
  if (!keys) {
    keys = path
      .replace(/\[(\d+)\]/g, ".$1")
      .split(".")
      .filter(Boolean);
    if (known.size > 1_000) known.clear();
    known.set(path, keys);
  }
  return keys;
}

export function getPath(value: Json, path: string): Json | undefined {
  if (isJsonObject(value) && Object.hasOwn(value, path)) return value[path];
  let found: Json | undefined = value;
  for (const key of pathKeys(path)) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as JsonObject)[key];
  }
  return found;
}

/** A copy with the field set; what is on the way is copied or made, lists for numbers. A forbidden name changes nothing. */
export function withPath(target: JsonObject, path: string, value: Json): JsonObject {
  const keys = Object.hasOwn(target, path) ? [path] : pathKeys(path);
  if (keys.length === 0 || keys.some((key) => forbidden.has(key))) return target;
  return put(target, keys, value) as JsonObject;
}

function put(target: Json | undefined, keys: readonly string[], value: Json): Json {
  const [key, ...rest] = keys;
  if (key === undefined) return value;
  if (Array.isArray(target) || (!isJsonObject(target) && isIndex(key))) {
    const list = Array.isArray(target) ? [...target] : [];
    if (!isIndex(key)) return list;
    while (list.length < Number(key)) list.push(null);
    list[Number(key)] = put(list[Number(key)], rest, value);
    return list;
  }
  const own = isJsonObject(target) ? target : {};
  return { ...own, [key]: put(Object.hasOwn(own, key) ? own[key] : undefined, rest, value) };
}

/** Larger numbers are names: a list of that length would take all memory. */
const isIndex = (key: string) => /^\d{1,5}$/.test(key) && Number(key) <= maxIndex;
const maxIndex = 10_000;

export function withoutPath(target: JsonObject, path: string): JsonObject {
  const [key, ...rest] = Object.hasOwn(target, path) ? [path] : pathKeys(path);
  if (key === undefined || !Object.hasOwn(target, key)) return target;
  const copy = { ...target };
  const inner = copy[key];
  if (rest.length === 0) delete copy[key];
  else if (isJsonObject(inner)) copy[key] = withoutPath(inner, rest.join("."));
  return copy;
}
