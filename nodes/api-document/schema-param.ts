import { isJsonObject, type Json, type JsonObject } from "@/shared/item";
import { exampleOf } from "./example";
import { listAt, own, plainText, type Reader, textAt } from "./references";
import type { StoredParam } from "./stored";

/** References followed, parts put together, and the one kind that is meant where a value may also be null. */
export function schemaOf(value: Json | undefined, reader: Reader, depth = 0): JsonObject {
  const schema = reader.object(value);
  if (depth > 10) return schema;
  const parts = listAt(schema, "allOf");
  if (parts.length > 0) {
    return merged([...parts.map((part) => schemaOf(part, reader, depth + 1)), without(schema, "allOf")]);
  }
  for (const key of ["oneOf", "anyOf"]) {
    const kinds = listAt(schema, key).filter((kind) => textAt(reader.object(kind), "type") !== "null");
    if (kinds.length === 1) return merged([schemaOf(kinds[0], reader, depth + 1), without(schema, key)]);
  }
  return schema;
}

function merged(schemas: readonly JsonObject[]): JsonObject {
  const properties = schemas.flatMap((schema) => Object.entries((own(schema, "properties") ?? {}) as JsonObject));
  const required = schemas.flatMap((schema) => listAt(schema, "required"));
  return {
    ...Object.fromEntries(schemas.flatMap((schema) => Object.entries(schema))),
    ...(properties.length > 0 && { properties: Object.fromEntries(properties) }),
    ...(required.length > 0 && { required }),
  };
}

const without = (schema: JsonObject, key: string): JsonObject =>
  Object.fromEntries(Object.entries(schema).filter(([name]) => name !== key));

/** `["string", "null"]` of newer documents is a string. */
export function typeOf(schema: JsonObject): string {
  const type = own(schema, "type");
  const named = Array.isArray(type) ? type.find((one) => one !== "null") : type;
  if (typeof named === "string") return named;
  if (own(schema, "properties") !== undefined) return "object";
  if (own(schema, "items") !== undefined) return "array";
  return "";
}

type Place = {
  name: string;
  in: StoredParam["in"];
  required: boolean;
  description?: string;
  list?: StoredParam["list"];
};

/** One value of a request as a field of the form. */
export function paramOf(place: Place, given: Json | undefined, reader: Reader): StoredParam {
  const schema = schemaOf(given, reader);
  const help = plainText(place.description || textAt(schema, "description"), 300);
  const { kind, list } = kindOf(schema, place, reader);
  return {
    ...{ name: keyOf(place.name), as: place.name, label: place.name.slice(0, 100), in: place.in, kind },
    ...(help && { help }),
    ...(place.required && { required: true }),
    ...(list && { list }),
  };
}

function kindOf(schema: JsonObject, place: Place, reader: Reader): Pick<StoredParam, "kind" | "list"> {
  const preset = own(schema, "default");
  const options = listAt(schema, "enum").filter((option) => option !== null);
  if (options.length > 0 && options.length <= maxOptions && options.every(isOption)) {
    return {
      kind: {
        is: "select",
        options: [...new Set(options)],
        ...(isOption(preset) && options.includes(preset) && { default: preset }),
      },
    };
  }
  switch (typeOf(schema)) {
    case "integer":
    case "number":
      return { kind: { is: "number", ...limits(schema), ...(typeof preset === "number" && { default: preset }) } };
    case "boolean":
      return { kind: { is: "toggle", ...(typeof preset === "boolean" && { default: preset }) } };
    case "array": {
      const inner = typeOf(schemaOf(own(schema, "items"), reader));
      const isText = place.in !== "body" || inner === "string";
      if (isText && inner !== "object" && inner !== "array")
        return { kind: { is: "text" }, list: place.list ?? (place.in === "body" ? "json" : "repeat") };
      return { kind: { is: "json", placeholder: exampleOf(schema, reader) } };
    }
    case "string":
      return {
        kind: {
          is: "text",
          ...(typeof preset === "string" && !preset.startsWith("=") && { default: preset }),
          ...sample(schema),
        },
      };
    case "":
      // Without a type it may be anything; in an address that is a text.
      if (place.in !== "body") return { kind: { is: "text", ...sample(schema) } };
  }
  return { kind: { is: "json", placeholder: exampleOf(schema, reader) } };
}

const maxOptions = 500;

/** A text that begins with `=` would be an expression. */
const isOption = (value: Json | undefined): value is string =>
  typeof value === "string" && value !== "" && !value.startsWith("=");

function limits(schema: JsonObject) {
  const number = (key: string) => {
    const value = own(schema, key);
    return typeof value === "number" && Number.isFinite(value) ? value : undefined;
  };
  const [min, max] = [number("minimum"), number("maximum")];
  return {
    ...(min !== undefined && { min }),
    ...(max !== undefined && (min === undefined || max >= min) && { max }),
    ...(typeOf(schema) === "integer" && { integer: true }),
  };
}

function sample(schema: JsonObject): { placeholder?: string } {
  const example = own(schema, "example") ?? listAt(schema, "examples")[0];
  if (typeof example === "string" || typeof example === "number") return { placeholder: String(example).slice(0, 100) };
  const format = textAt(schema, "format");
  if (format === "date-time") return { placeholder: "2026-01-31T12:00:00Z" };
  return format === "date" ? { placeholder: "2026-01-31" } : {};
}

/** Letters, digits and underscores: a name that expressions and errors can hold. */
export function keyOf(name: string): string {
  const key = name.replace(/[^A-Za-z0-9_]+/g, "_").slice(0, 80) || "value";
  return /^(__proto__|constructor|prototype|is|all|limit)$/.test(key) ? `${key}_` : key;
}

export const propertiesOf = (schema: JsonObject): [string, Json][] => {
  const properties = own(schema, "properties");
  return isJsonObject(properties) ? Object.entries(properties) : [];
};
