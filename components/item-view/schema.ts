import { isJsonObject, type Json, type JsonObject } from "@/shared/item";

export type JsonType = "text" | "number" | "boolean" | "list" | "object" | "null";

/** One field that occurs in the items, with what its values are like. */
export type SchemaField = {
  /** Key, or `0` for the entries of a list, which all share one shape. */
  name: string | number;
  /** From the item down. */
  path: readonly (string | number)[];
  types: readonly JsonType[];
  /** The first value that says something. */
  sample: Json;
  /** Not every object at this place has it. */
  isOptional: boolean;
  fields: readonly SchemaField[];
};

const maxDepth = 12;
const maxFields = 500;
/** Of a list that many entries are looked at. */
const maxEntries = 50;

/** The fields of all items, in the order they first appear. */
export const inferSchema = (items: readonly JsonObject[]): SchemaField[] => fieldsOf(items, []);

function fieldsOf(objects: readonly JsonObject[], path: readonly (string | number)[]): SchemaField[] {
  const values = new Map<string, Json[]>();
  for (const object of objects) {
    for (const [key, value] of Object.entries(object)) {
      const known = values.get(key);
      if (known) known.push(value);
      else if (values.size < maxFields) values.set(key, [value]);
    }
  }
  return [...values].map(([name, all]) => fieldOf(name, all, { path, isOptional: all.length < objects.length }));
}

function fieldOf(
  name: string | number,
  values: readonly Json[],
  { path, isOptional }: { path: readonly (string | number)[]; isOptional: boolean },
): SchemaField {
  const own = [...path, name];
  const types = [...new Set(values.map(typeOf))];
  const sample = values.find((value) => value !== null && value !== "") ?? values[0] ?? null;
  return { name, path: own, types, sample, isOptional, fields: own.length < maxDepth ? innerFields(values, own) : [] };
}

function innerFields(values: readonly Json[], path: readonly (string | number)[]): SchemaField[] {
  const objects = values.filter(isJsonObject);
  const entries = values.flatMap((value) => (Array.isArray(value) ? value.slice(0, maxEntries) : []));
  const fields = objects.length > 0 ? fieldsOf(objects, path) : [];
  // A list of plain values is told by its sample.
  const isNested = entries.some((entry) => typeof entry === "object" && entry !== null);
  return isNested ? [...fields, fieldOf(0, entries, { path, isOptional: false })] : fields;
}

export function typeOf(value: Json): JsonType {
  if (value === null) return "null";
  if (Array.isArray(value)) return "list";
  switch (typeof value) {
    case "string":
      return "text";
    case "number":
      return "number";
    case "boolean":
      return "boolean";
    default:
      return "object";
  }
}

/** A value on one line, at most `limit` characters. */
export function sampleText(value: Json, limit = 120): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > limit ? `${text.slice(0, limit)}…` : text;
}
