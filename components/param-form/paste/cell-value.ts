import { literalText } from "@/shared/expression";
import type { Field } from "@/shared/field";
import { isJsonObject, type Json } from "@/shared/item";
import { caseValue, defaultsOf } from "../defaults";
import { storedText } from "../expression-text";
import { looseValue } from "../loose-json";

export type CellRules = {
  /** Values are taken as they are: no expression, so no doubled `=`. */
  isLiteral: boolean;
  /** From a source that has no expressions of ours in it, such as a curl command. */
  isForeign?: boolean;
};

/** A pasted value as its field stores it; undefined when the field cannot take it. */
export function cellValue(field: Field, given: Json, rules: CellRules): Json | undefined {
  const isExpression = !rules.isLiteral && !rules.isForeign && field.expression !== false && looksLikeExpression(given);
  if (isExpression) return given;
  const text = typeof given === "string" ? given : given === null ? "" : JSON.stringify(given);
  switch (field.control) {
    case "text":
    case "secret":
    case "code":
    case "datetime":
    case "workflow":
      return rules.isLiteral ? text : storedText(text);
    case "number":
      return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : undefined;
    case "toggle":
      return booleans.get(text.trim().toLowerCase());
    case "select":
      return optionOf(field.options, text);
    case "multiSelect":
      return optionsOf(field.options, Array.isArray(given) ? given : text.split(/[,;]/));
    case "json":
      return jsonValue(field, given, rules);
    case "choice":
      return isJsonObject(given) ? wholeCase(field, given, rules) : caseNamed(field, text);
    case "list":
      return Array.isArray(given) ? given.map((row) => wholeRow(field, row, rules)) : undefined;
    case "conditions":
      return isJsonObject(given) ? literal(given, rules) : undefined;
  }
}

/** As a field takes what is pasted into it while it is empty. */
const looksLikeExpression = (given: Json): given is string =>
  typeof given === "string" && given.startsWith("=") && given.includes("{{");

const booleans = new Map<string, boolean>([
  ...["true", "yes", "on", "1"].map((word) => [word, true] as const),
  ...["false", "no", "off", "0"].map((word) => [word, false] as const),
]);

/** Capitals, spaces and the like make no other name. */
export const plainName = (name: string) => name.toLowerCase().replace(/[\s_-]+/g, "");

type Options = Extract<Field, { control: "select" }>["options"];

const optionOf = (options: Options, text: string) =>
  options.find(({ value }) => value === text)?.value ??
  options.find(({ value, label }) => [value, label].some((name) => plainName(name) === plainName(text)))?.value;

function optionsOf(options: Options, given: readonly Json[]): Json | undefined {
  const texts = given.map((entry) => String(entry).trim()).filter(Boolean);
  const found = texts.flatMap((text) => optionOf(options, text) ?? []);
  return found.length === texts.length ? found : undefined;
}

function jsonValue(field: Field, given: Json, rules: CellRules): Json | undefined {
  if (typeof given !== "string") return literal(given, rules);
  const isLoose = typeof field.default === "string";
  const value = looseValue(given);
  if (!isLoose && value === given) return given.trim() === "" ? field.default : undefined;
  return typeof value === "string" && !rules.isLiteral ? storedText(value) : literal(value, rules);
}

type Choice = Extract<Field, { control: "choice" }>;

function caseNamed(field: Choice, text: string): Json | undefined {
  const is = Object.entries(field.cases).find(([name, { label }]) =>
    [name, label].some((known) => plainName(known) === plainName(text)),
  );
  return is && caseValue(field, is[0]);
}

function wholeCase(field: Choice, given: { [key: string]: Json }, rules: CellRules): Json | undefined {
  const is = typeof given.is === "string" && Object.hasOwn(field.cases, given.is) ? given.is : undefined;
  const fields = is === undefined ? undefined : field.cases[is]?.fields;
  return fields && is !== undefined ? { is, ...filled(fields, given, rules) } : undefined;
}

const wholeRow = (field: Extract<Field, { control: "list" }>, row: Json, rules: CellRules): Json =>
  isJsonObject(row) ? filled(field.of, row, rules) : defaultsOf(field.of);

/** Of known fields only. */
function filled(fields: Choice["cases"][string]["fields"], given: { [key: string]: Json }, rules: CellRules) {
  const values = defaultsOf(fields);
  for (const [name, field] of Object.entries(fields)) {
    const value = Object.hasOwn(given, name) ? cellValue(field, given[name] ?? null, rules) : undefined;
    if (value !== undefined) values[name] = value;
  }
  return values;
}

/** Texts inside that begin with `=` are no expressions. */
function literal(value: Json, rules: CellRules): Json {
  if (rules.isLiteral) return value;
  if (typeof value === "string") return literalText(value);
  if (Array.isArray(value)) return value.map((entry) => literal(entry, rules));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, literal(entry, rules)]));
}
