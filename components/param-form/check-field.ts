import type { Field, Fields } from "@/shared/field";
import { isJsonObject, type Json, type JsonObject } from "@/shared/item";
import { fieldValue } from "./defaults";
import { modeOf } from "./expression-text";

/** What is wrong with a value, as far as that can be told without running: absent, out of range, not an option. */
export function fieldProblem(field: Field, value: Json): string | undefined {
  if (modeOf(value) === "expression") {
    return field.required && value === "=" ? "Write an expression" : undefined;
  }
  if (field.required && isEmpty(value)) return `${field.label} is required`;
  switch (field.control) {
    case "number":
      return numberProblem(field, value);
    case "select":
      if (field.options.some((option) => option.value === value)) return undefined;
      return `${JSON.stringify(value)} is not one of the options`;
    case "choice":
      if (isJsonObject(value) && Object.hasOwn(field.cases, String(value.is))) return undefined;
      return "Choose one of the options";
    case "datetime":
      if (typeof value !== "string" || value === "" || !Number.isNaN(Date.parse(value))) return undefined;
      return "This is not a date";
    default:
      return undefined;
  }
}

export type FieldProblem = { path: string; label: string; problem: string };

/** What is wrong in a whole form, in rows and chosen cases too. */
export function problemsIn(fields: Fields, values: JsonObject, path = ""): FieldProblem[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const value = fieldValue(values, name, field);
    const at = path ? `${path}.${name}` : name;
    const problem = fieldProblem(field, value);
    return problem === undefined ? problemsWithin(field, value, at) : [{ path: at, label: field.label, problem }];
  });
}

function problemsWithin(field: Field, value: Json, path: string): FieldProblem[] {
  if (field.control === "list" && Array.isArray(value)) {
    return value.flatMap((row, index) => (isJsonObject(row) ? problemsIn(field.of, row, `${path}.${index}`) : []));
  }
  if (field.control === "choice" && isJsonObject(value)) {
    return problemsIn(field.cases[String(value.is)]?.fields ?? {}, value, path);
  }
  return [];
}

const isEmpty = (value: Json) =>
  value === null || (typeof value === "string" && value.trim() === "") || (Array.isArray(value) && value.length === 0);

function numberProblem({ min, max, integer }: Extract<Field, { control: "number" }>, value: Json): string | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number !== "number" || Number.isNaN(number)) return "Write a number";
  if (integer && !Number.isInteger(number)) return "Write a whole number";
  if (min !== undefined && number < min) return `Must be at least ${min}`;
  if (max !== undefined && number > max) return `Must be at most ${max}`;
  return undefined;
}
