import type { Field, Fields } from "@/shared/field";
import { isJsonObject, type Json, type JsonObject } from "@/shared/item";

/** A missing key means the default, as it does when the node runs. */
export const fieldValue = (values: JsonObject, name: string, field: Field): Json =>
  Object.hasOwn(values, name) ? (values[name] ?? null) : field.default;

/** The values of a new row or case, inner defaults included. */
export const defaultsOf = (fields: Fields): JsonObject =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, defaultOf(field)]));

function defaultOf(field: Field): Json {
  if (field.control === "choice" && isJsonObject(field.default)) {
    const chosen = field.cases[String(field.default.is)];
    return { ...field.default, ...(chosen && defaultsOf(chosen.fields)), ...field.default };
  }
  return structuredClone(field.default);
}

/** Another case of a choice. Nothing of the old case is kept: its fields mean something else. */
export function caseValue(field: Extract<Field, { control: "choice" }>, is: string): JsonObject {
  return { is, ...defaultsOf(field.cases[is]?.fields ?? {}) };
}

/** Whether somebody set this parameter to something of their own. */
export function isSet(values: JsonObject, name: string, field: Field): boolean {
  if (!Object.hasOwn(values, name)) return false;
  return JSON.stringify(values[name]) !== JSON.stringify(defaultOf(field)) && !isSame(values[name], field.default);
}

const isSame = (a: Json | undefined, b: Json) => JSON.stringify(a) === JSON.stringify(b);
