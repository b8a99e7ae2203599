import { noConditions } from "@/shared/conditions";
import type { Field, Fields } from "@/shared/field";
import { isJsonObject, type Json, type JsonObject } from "@/shared/item";
import { word } from "./params";

/** The parameters with every default written out, inside rows and cases too. What is there already stays as it is. */
export function withDefaults(fields: Fields, params: JsonObject): JsonObject {
  const filled = Object.entries(fields).map(([name, field]): [string, Json] => [
    name,
    filledValue(field, params[name]),
  ]);
  return { ...params, ...Object.fromEntries(filled) };
}

function filledValue(field: Field, given: Json | undefined): Json {
  const value = given === undefined ? structuredClone(field.default) : given;
  if (field.control === "list" && Array.isArray(value)) {
    return value.map((row) => (isJsonObject(row) ? withDefaults(field.of, row) : row));
  }
  if (field.control === "conditions" && isJsonObject(value)) return { ...allConditions, ...value };
  if (field.control !== "choice" || !isJsonObject(value)) return value;
  const name = word(value.is);
  return Object.hasOwn(field.cases, name) ? withDefaults(field.cases[name]?.fields ?? {}, value) : value;
}

const allConditions = { ...(noConditions as unknown as JsonObject), version: 3 };
