import type { Field } from "@/shared/field";
import { isJsonObject, type Json } from "@/shared/item";
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
