import type { Field, Fields } from "@/shared/field";
import { isJsonObject, type Json, type JsonObject } from "@/shared/item";
import type { Texts } from "../messages/texts";
import { fieldValue } from "./defaults";
import { modeOf } from "./expression-text";

/** What is wrong with a value, as far as that can be told without running: absent, out of range, not an option. */
export function fieldProblem(field: Field, value: Json, t: Texts): string | undefined {
  if (modeOf(value) === "expression") {
    return field.required && value === "=" ? t("forms.problems.writeExpression") : undefined;
  }
  if (field.required && isEmpty(value)) return t("forms.problems.required", { label: field.label });
  switch (field.control) {
    case "number":
      return numberProblem(field, value, t);
    case "select":
      if (field.options.some((option) => option.value === value)) return undefined;
      return t("forms.problems.notAnOption", { value: JSON.stringify(value) });
    case "choice":
      if (isJsonObject(value) && Object.hasOwn(field.cases, String(value.is))) return undefined;
      return t("forms.problems.chooseOption");
    case "operation":
      return isJsonObject(value) && value.is ? undefined : t("forms.problems.chooseOption");
    case "datetime":
      if (typeof value !== "string" || value === "" || !Number.isNaN(Date.parse(value))) return undefined;
      return t("forms.problems.notADate");
    default:
      return undefined;
  }
}

export type FieldProblem = { path: string; label: string; problem: string };

/** What is wrong in a whole form, in rows and chosen cases too. */
export function problemsIn(fields: Fields, values: JsonObject, t: Texts, path = ""): FieldProblem[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const value = fieldValue(values, name, field);
    const at = path ? `${path}.${name}` : name;
    const problem = fieldProblem(field, value, t);
    return problem === undefined ? problemsWithin(field, value, t, at) : [{ path: at, label: field.label, problem }];
  });
}

function problemsWithin(field: Field, value: Json, t: Texts, path: string): FieldProblem[] {
  if (field.control === "list" && Array.isArray(value)) {
    return value.flatMap((row, index) => (isJsonObject(row) ? problemsIn(field.of, row, t, `${path}.${index}`) : []));
  }
  if (field.control === "choice" && isJsonObject(value)) {
    return problemsIn(field.cases[String(value.is)]?.fields ?? {}, value, t, path);
  }
  return [];
}

const isEmpty = (value: Json) =>
  value === null || (typeof value === "string" && value.trim() === "") || (Array.isArray(value) && value.length === 0);

function numberProblem(field: Extract<Field, { control: "number" }>, value: Json, t: Texts): string | undefined {
  const { min, max, integer } = field;
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number !== "number" || Number.isNaN(number)) return t("forms.problems.writeNumber");
  if (integer && !Number.isInteger(number)) return t("forms.problems.writeWholeNumber");
  if (min !== undefined && number < min) return t("forms.problems.atLeast", { min });
  if (max !== undefined && number > max) return t("forms.problems.atMost", { max });
  return undefined;
}
