import { isExpression } from "@/shared/expression";
import type { Fields, OnlyWhen } from "@/shared/field";
import { isJsonObject, type Json, type JsonObject } from "@/shared/item";
import { fieldValue } from "./defaults";

/** Whether the siblings have values with which a field or a credential says something. An expression may give any. */
export function isShown(onlyWhen: OnlyWhen | undefined, fields: Fields, values: JsonObject): boolean {
  return Object.entries(onlyWhen ?? {}).every(([name, wanted]) => {
    const sibling = fields[name];
    if (!sibling) return true;
    const value = chosenOf(fieldValue(values, name, sibling));
    return (typeof value === "string" && isExpression(value)) || wanted.some((one) => one === value);
  });
}

const chosenOf = (value: Json): Json => (isJsonObject(value) ? (value.is ?? null) : value);
