import { NodeError } from "@/nodes/sdk";
import { fieldNames } from "@/nodes/sdk/field-names";
import { isJsonObject, type Json, type JsonObject } from "@/shared/item";

/** What fields are expected. Without `fields` an object may have any. */
export type Shape = {
  /** `integer` beside those of JSON; none: any. */
  types: readonly string[];
  required: boolean;
  fields?: Map<string, Shape>;
  items?: Shape;
};

/** By a JSON Schema: its properties, through `allOf` and references within it. */
export const shapeOfSchema = (schema: Json): Shape => fromSchema(schema, schema, true, 0);

function fromSchema(given: Json, root: Json, required: boolean, depth: number): Shape {
  const shape: Shape = { types: [], required };
  if (!isJsonObject(given) || depth > maxDepth) return shape;
  const { $ref, allOf, type, properties, items } = given;
  if (typeof $ref === "string") return { ...fromSchema(resolve($ref, root), root, required, depth + 1) };
  const parts = Array.isArray(allOf) ? allOf.map((one) => fromSchema(one, root, required, depth + 1)) : [];
  const names = new Set(Array.isArray(given.required) ? given.required : []);
  const own = isJsonObject(properties) ? Object.entries(properties) : [];
  const fields = new Map([
    ...parts.flatMap((part) => [...(part.fields ?? [])]),
    ...own.map(([name, one]): [string, Shape] => [name, fromSchema(one, root, names.has(name), depth + 1)]),
  ]);
  const types = [type ?? []].flat().filter((one) => typeof one === "string");
  return {
    ...shape,
    types: types.length ? types : (parts.find((part) => part.types.length)?.types ?? []),
    ...(fields.size > 0 && { fields }),
    ...(isJsonObject(items) && { items: fromSchema(items, root, false, depth + 1) }),
  };
}

function resolve($ref: string, root: Json): Json {
  if (!$ref.startsWith("#")) return {};
  const keys = $ref.split("/").slice(1);
  let found: Json | undefined = root;
  for (const key of keys) {
    const name = decodeURIComponent(key).replace(/~1/g, "/").replace(/~0/g, "~");
    found =
      typeof found === "object" && found !== null && Object.hasOwn(found, name) ? (found as JsonObject)[name] : {};
  }
  return found ?? {};
}

/** By an item as all should be. */
export function shapeOfExample(example: Json): Shape {
  const types = example === null ? [] : [typeOf(example)];
  if (Array.isArray(example)) {
    const [first] = example;
    return { types, required: true, ...(first !== undefined && { items: shapeOfExample(first) }) };
  }
  if (!isJsonObject(example)) return { types, required: true };
  return {
    types,
    required: true,
    fields: new Map(Object.entries(example).map(([key, one]) => [key, shapeOfExample(one)])),
  };
}

/** By names with commas: `id: number, address.city, lines[].sku: string`. */
export function shapeOfNames(text: string): Shape {
  const root: Shape = { types: ["object"], required: true };
  for (const entry of fieldNames(text)) {
    const [path = "", type = ""] = entry.split(":").map((part) => part.trim());
    if (type !== "" && !types.has(type))
      throw new NodeError(`"${type}" is no type`, {
        ...{ code: "VALIDATE_TYPE", param: "how.expected.names", hint: `Types are ${[...types].join(", ")}` },
      });
    let at = root;
    for (const key of path.replace(/\[\]/g, ".[]").split(".").filter(Boolean)) at = within(at, key);
    if (type !== "") at.types = [type];
  }
  return root;
}

function within(shape: Shape, key: string): Shape {
  if (key === "[]") {
    shape.types = ["array"];
    shape.items ??= { types: [], required: false };
    return shape.items;
  }
  shape.types = ["object"];
  shape.fields ??= new Map();
  const known = shape.fields.get(key) ?? { types: [], required: true };
  shape.fields.set(key, known);
  return known;
}

export function typeOf(value: Json): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

export const fits = ({ types: wanted }: Shape, value: Json): boolean =>
  wanted.length === 0 ||
  wanted.includes(typeOf(value)) ||
  (wanted.includes("integer") && typeof value === "number" && Number.isInteger(value));

const types = new Set(["string", "number", "integer", "boolean", "object", "array", "null"]);
const maxDepth = 30;
