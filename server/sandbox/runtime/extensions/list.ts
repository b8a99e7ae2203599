import { fail } from "../expression-error";
import { compactValue, isGone, textKey } from "./values";

type Methods = { [name: string]: (value: unknown[], args: unknown[]) => unknown };

export const listMethods: Methods = {
  append: (value, args) => [...value, ...args],
  average: (value) => (value.length === 0 ? 0 : sum(value, "average") / value.length),
  chunk,
  compact: (value) => value.filter((entry) => !isGone(entry)).map(compactValue),
  difference: (value, [other]) => {
    const others = keysOf(other, "difference");
    return value.filter((entry) => !others.has(textKey(entry)));
  },
  first: (value) => value[0],
  intersection: (value, [other]) => {
    const others = keysOf(other, "intersection");
    return distinct(value.filter((entry) => others.has(textKey(entry))));
  },
  isEmpty: (value) => value.length === 0,
  isNotEmpty: (value) => value.length > 0,
  last: (value) => value.at(-1),
  max: (value) => numbers(value, "max").reduce((one, other) => Math.max(one, other), -Infinity),
  merge,
  min: (value) => numbers(value, "min").reduce((one, other) => Math.min(one, other), Infinity),
  pluck,
  randomItem: (value) => value[Math.floor(Math.random() * value.length)],
  renameKeys,
  smartJoin,
  sum: (value) => sum(value, "sum"),
  toJsonString: (value) => JSON.stringify(value),
  union: (value, [other]) => distinct([...value, ...listOf(other, "union")]),
  unique: (value, fields) => distinct(value, fields),
};

function numbers(value: unknown[], method: string): number[] {
  return value.map((entry) => {
    const number = typeof entry === "string" ? Number.parseFloat(entry) : entry;
    const isNumber = typeof number === "number" && (typeof entry === "number" || !Number.isNaN(Number(entry)));
    return isNumber ? number : fail(`${method}(): all array elements must be numbers`);
  });
}

const sum = (value: unknown[], method: string) => numbers(value, method).reduce((total, number) => total + number, 0);

const listOf = (value: unknown, method: string): unknown[] =>
  Array.isArray(value) ? value : fail(`${method}(): expected array arg, e.g. .${method}([1, 2])`);

const keysOf = (value: unknown, method: string) => new Set(listOf(value, method).map(textKey));

function distinct(value: unknown[], fields: unknown[] = []): unknown[] {
  const names = fields.flat().map(String);
  const seen = new Set<string>();
  return value.filter((entry) => {
    const key = textKey(names.length && isRecord(entry) ? names.map((name) => entry[name]) : entry);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function chunk(value: unknown[], [size]: unknown[]): unknown[][] {
  if (typeof size !== "number" || !(size >= 1)) return fail("chunk(): expected non-zero numeric arg, e.g. .chunk(5)");
  const step = Math.floor(size);
  return Array.from({ length: Math.ceil(value.length / step) }, (_, at) => value.slice(at * step, (at + 1) * step));
}

/** The first value of a key stays. */
function merge(value: unknown[], args: unknown[]): unknown {
  const [other] = args;
  if (other === undefined) {
    const objects = value.filter(isRecord);
    const merged: Record = {};
    for (const object of objects) {
      for (const [key, inner] of Object.entries(object)) if (!Object.hasOwn(merged, key)) merged[key] = inner;
    }
    return merged;
  }
  if (!Array.isArray(other)) return fail("merge(): expected array arg, e.g. .merge([{ id: 1, otherValue: 3 }])");
  const length = Math.max(value.length, other.length);
  const merged = Array.from({ length }, (_, at) => Object.assign({}, ...[other[at], value[at]].filter(isRecord)));
  return Object.assign({}, ...merged);
}

function pluck(value: unknown[], fields: unknown[]): unknown[] {
  if (fields.length === 0) return value;
  return value.flatMap((entry) => {
    if (!isRecord(entry)) return [];
    const found = Object.keys(entry).flatMap((key) => (fields.includes(key) ? [entry[key]] : []));
    if (found.length === 0) return [];
    return [found.length === 1 ? found[0] : found];
  });
}

function renameKeys(value: unknown[], names: unknown[]): unknown[] {
  if (names.length === 0 || names.length % 2 !== 0) {
    fail("renameKeys(): expected an even amount of args: from1, to1 [, from2, to2, ...]");
  }
  const renamed = new Map<string, string>();
  for (let at = 0; at < names.length; at += 2) renamed.set(String(names[at]), String(names[at + 1]));
  return value.map((entry) =>
    isRecord(entry)
      ? Object.fromEntries(Object.entries(entry).map(([key, inner]) => [renamed.get(key) ?? key, inner]))
      : entry,
  );
}

function smartJoin(value: unknown[], [keyField, valueField]: unknown[]): unknown {
  if (typeof keyField !== "string" || typeof valueField !== "string" || !keyField || !valueField) {
    return fail('smartJoin(): expected two string args, e.g. .smartJoin("name", "value")');
  }
  const objects = value.filter((entry) => isRecord(entry) && Object.hasOwn(entry, keyField)) as Record[];
  return Object.fromEntries(objects.map((entry) => [String(entry[keyField]), entry[valueField]]));
}

type Record = { [name: string]: unknown };
const isRecord = (value: unknown): value is Record =>
  typeof value === "object" && value !== null && !Array.isArray(value);
