import { isJsonObject, type Json, type JsonObject } from "@/shared/item";

/** Fields by dotted name, such as `address.city` or `tags[0]`. Only own properties are read or written. */

const forbidden = new Set(["__proto__", "constructor", "prototype"]);

export const pathKeys = (path: string): string[] =>
  path
    .replace(/\[(\d+)\]/g, ".$1")
    .split(".")
    .filter(Boolean);

export function getPath(value: Json, path: string): Json | undefined {
  let found: Json | undefined = value;
  for (const key of pathKeys(path)) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as JsonObject)[key];
  }
  return found;
}

/** A copy with the field set; objects on the way are copied or made. A forbidden name changes nothing. */
export function withPath(target: JsonObject, path: string, value: Json): JsonObject {
  const keys = pathKeys(path);
  if (keys.length === 0 || keys.some((key) => forbidden.has(key))) return target;
  return put(target, keys, value);
}

function put(target: JsonObject, [key = "", ...rest]: string[], value: Json): JsonObject {
  if (rest.length === 0) return { ...target, [key]: value };
  const inner = Object.hasOwn(target, key) ? target[key] : undefined;
  if (Array.isArray(inner) && /^\d+$/.test(rest[0] ?? "")) {
    const list = [...inner];
    const [index = "0", ...deeper] = rest;
    const entry = list[Number(index)];
    list[Number(index)] = deeper.length ? put(isJsonObject(entry) ? entry : {}, deeper, value) : value;
    return { ...target, [key]: list };
  }
  return { ...target, [key]: put(isJsonObject(inner) ? inner : {}, rest, value) };
}

export function withoutPath(target: JsonObject, path: string): JsonObject {
  const [key, ...rest] = pathKeys(path);
  if (key === undefined || !Object.hasOwn(target, key)) return target;
  const copy = { ...target };
  const inner = copy[key];
  if (rest.length === 0) delete copy[key];
  else if (isJsonObject(inner)) copy[key] = withoutPath(inner, rest.join("."));
  return copy;
}
