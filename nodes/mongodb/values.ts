import type { BSON, Document } from "mongodb";
import { NodeError } from "@/nodes/sdk/node-error";
import type { Json, JsonObject } from "@/shared/item";

/** MongoDB's types that JSON lacks, there and back. */

type Library = typeof BSON;

export type Reading = { ids: ReadonlySet<string>; dates: ReadonlySet<string> };

/** `fields` of a node: names with commas between them. */
export const namesOf = (text: string): ReadonlySet<string> =>
  new Set(
    text
      .split(",")
      .map((name) => name.trim())
      .filter(Boolean),
  );

const wrapper =
  /^\$(oid|date|numberInt|numberLong|numberDouble|numberDecimal|binary|uuid|timestamp|regularExpression|minKey|maxKey|symbol)$/;

/**
 * A value for MongoDB. Extended JSON such as `{ "$oid": "…" }` becomes what it stands for; in fields of `ids` and `dates`
 * a text is enough, also below an operator: `{ "_id": { "$in": ["…"] } }`.
 */
export function toMongo(value: Json, reading: Reading, library: Library, path = ""): unknown {
  if (typeof value === "string") return textOf(value, reading, library, path);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => toMongo(one, reading, library, path));
  const entries = Object.entries(value);
  if (entries.length === 1 && wrapper.test(entries[0]?.[0] ?? "")) return unwrapped(value, library);
  return Object.fromEntries(entries.map(([key, one]) => [key, toMongo(one, reading, library, below(path, key))]));
}

export const documentOf = (value: JsonObject, reading: Reading, library: Library) =>
  toMongo(value, reading, library) as Document;

/** Operators, and what they are given, belong to the field they are written under. */
const below = (path: string, key: string) => (key.startsWith("$") ? path : path ? `${path}.${key}` : key);

function textOf(text: string, { ids, dates }: Reading, { ObjectId }: Library, path: string): unknown {
  if (ids.has(path) && /^[\da-f]{24}$/i.test(text)) return ObjectId.createFromHexString(text);
  if (!dates.has(path) || text === "") return text;
  const time = Date.parse(text);
  if (!Number.isNaN(time)) return new Date(time);
  throw new NodeError(`"${text.slice(0, 100)}" in "${path}" is no date`, {
    code: "MONGODB_VALUE",
    hint: "Dates are written in ISO 8601, such as 2030-01-31T09:00:00Z",
  });
}

function unwrapped(value: JsonObject, { EJSON }: Library): unknown {
  try {
    return EJSON.deserialize(value, { relaxed: true });
  } catch (thrown) {
    throw new NodeError(`${JSON.stringify(value).slice(0, 200)} is no Extended JSON`, {
      code: "MONGODB_VALUE",
      hint: thrown instanceof Error ? thrown.message : undefined,
    });
  }
}

/** `plain`: ids, dates and the like as texts. `extended`: as Extended JSON, which goes back as the same types. */
export function toJson(value: unknown, form: "plain" | "extended", library: Library): Json {
  return form === "extended" ? (library.EJSON.serialize(value as Document, { relaxed: true }) as Json) : plain(value);
}

function plain(value: unknown): Json {
  if (value === null || value === undefined) return null;
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object") return value as Json;
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof RegExp) return String(value);
  if ("_bsontype" in value) return textOfType(value as Typed);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]));
}

type Typed = { _bsontype: unknown; sub_type?: number; value?: unknown; toString(encoding?: string): string };

function textOfType(value: Typed): Json {
  switch (value._bsontype) {
    case "Decimal128":
    case "Long": {
      const [text, number] = [String(value), Number(value)];
      return String(number) === text && Math.abs(number) <= Number.MAX_SAFE_INTEGER ? number : text;
    }
    case "Binary":
    case "UUID":
      return value.sub_type === 4 ? hyphened(value.toString("hex")) : value.toString("base64");
    case "ObjectId":
    case "Timestamp":
      return String(value);
    case "MinKey":
    case "MaxKey":
      return String(value._bsontype);
    case "Int32":
    case "Double":
    case "BSONSymbol":
      return plain(value.value);
    default:
      return JSON.parse(JSON.stringify(value)) as Json;
  }
}

const hyphened = (hex: string) => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
