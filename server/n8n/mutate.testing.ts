import { isJsonObject, type Json, type JsonObject } from "@/shared/item";

/** Numbers from 0 up to the limit, the same ones for the same seed. */
export type Pick = (limit: number) => number;

export function seededPick(seed: number): Pick {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** A copy of a document that is broken in a few places. */
export function mutated(document: JsonObject, pick: Pick): JsonObject {
  let copy: Json = document;
  for (let count = 1 + pick(4); count > 0; count--) copy = mutate(copy, pick, 0);
  return isJsonObject(copy) ? copy : { nodes: copy, connections: {} };
}

const strange: readonly Json[] = [
  ...[null, true, false, 0, -1, 1e308, -1e308, 0.1, 2 ** 53, "", " ", "__proto__", "constructor", "toString"],
  ...["NaN", "=", "={{", "={{ $('", "{{ }}", "\\", "\u0000", "\ud800", "$node.", "0", "main", "error"],
  ...[[], {}, [[]], [null], { a: null }, [[[[]]]], { toString: null, valueOf: null }, { length: 1e9 }],
];

const strangeNames = [
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "",
  "0",
  "node",
  "main",
  "x".repeat(300),
];

function mutate(value: Json, pick: Pick, depth: number): Json {
  const isLeaf = typeof value !== "object" || value === null;
  // Documents are shallow at the top: what is inside is where most of their meaning is.
  if (isLeaf || pick(4 + (depth === 0 ? 12 : 0)) === 0) return replaced(value, pick);
  if (Array.isArray(value)) return mutateList(value, pick, depth);
  const entries = Object.entries(value);
  const at = pick(entries.length || 1);
  const [key, entry] = entries[at] ?? ["a", null];
  const fate = pick(12);
  if (fate === 0) entries[at] = [strangeNames[pick(strangeNames.length)] ?? "", entry];
  else if (fate === 1) entries.splice(at, 1);
  else entries[at] = [key, mutate(entry, pick, depth + 1)];
  return Object.fromEntries(entries);
}

function mutateList(list: readonly Json[], pick: Pick, depth: number): Json[] {
  const at = pick(list.length || 1);
  const entry = list[at] ?? null;
  if (pick(8) === 0) return [...list.slice(0, at), entry, ...list.slice(at)];
  if (pick(8) === 0) return list.filter((_, index) => index !== at);
  return list.map((other, index) => (index === at ? mutate(other, pick, depth + 1) : other));
}

function replaced(value: Json, pick: Pick): Json {
  switch (pick(10)) {
    case 0:
      return nested(pick(400), value);
    case 1:
      return "long ".repeat(pick(40_000));
    case 2:
      return [value, value];
    case 3:
      return { __proto__x: value, value };
    default:
      return strange[pick(strange.length)] ?? null;
  }
}

function nested(depth: number, value: Json): Json {
  let inner: Json = value;
  for (let level = 0; level < depth; level++) inner = level % 2 ? [inner] : { a: inner };
  return inner;
}
