import { type NameValue, NodeError } from "@/nodes/sdk";
import { isJsonObject, type Json, type JsonObject } from "@/shared/item";

export type Row = { name: string; value: Json };
export type ListFormat = "repeat" | "brackets" | "indices";

/** Rows as they are sent. A list becomes several, an object one for each of its fields. */
export const flatRows = (rows: readonly Row[], format: ListFormat): NameValue[] =>
  rows.filter(({ name }) => name).flatMap(({ name, value }) => flat(name, value, format, 0));

function flat(name: string, value: Json, format: ListFormat, depth: number): NameValue[] {
  if (depth > maxDepth) {
    throw new NodeError(`The value of "${name.slice(0, 60)}" is nested too deeply`, { code: "HTTP_PARAMETER" });
  }
  if (Array.isArray(value)) {
    const nameOf = (index: number) => (format === "repeat" ? name : `${name}[${format === "indices" ? index : ""}]`);
    return value.flatMap((entry, index) => flat(nameOf(index), entry, format, depth + 1));
  }
  if (isJsonObject(value)) {
    return Object.entries(value).flatMap(([key, entry]) => flat(`${name}[${key}]`, entry, format, depth + 1));
  }
  return [{ name, value: textOf(value) }];
}

const maxDepth = 20;

export const textRows = (rows: readonly Row[]): NameValue[] =>
  rows.filter(({ name }) => name).map(({ name, value }) => ({ name, value: textOf(value) }));

export function textOf(value: Json): string {
  if (value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** The rows of a JSON object, which may be given as text. */
export function rowsOf(given: Json, param: string): Row[] {
  const value = typeof given === "string" ? parsed(given, param) : given;
  if (value === null) return [];
  if (isJsonObject(value)) return Object.entries(value).map(([name, entry]) => ({ name, value: entry }));
  throw new NodeError("This is not a JSON object", {
    code: "HTTP_PARAMETER",
    hint: 'Write it as {"name": "value"}',
    param,
  });
}

function parsed(text: string, param: string): JsonObject | Json {
  if (text.trim() === "") return null;
  try {
    return JSON.parse(text) as Json;
  } catch (thrown) {
    throw new NodeError(`This is not valid JSON: ${thrown instanceof Error ? thrown.message : thrown}`, {
      code: "HTTP_PARAMETER",
      hint: "Use an expression that gives an object, or put texts in quotes",
      param,
    });
  }
}
