import type { NodeTypeInfo } from "@/shared/api";
import { operators } from "@/shared/conditions";
import { isExpression } from "@/shared/expression";
import type { Field, Fields } from "@/shared/field";
import { isJsonObject, type Json } from "@/shared/item";
import type { WorkflowNode } from "@/shared/workflow";

/** What the card says under the name: `NodeTypeInfo.line` filled with parameters, or what the node is. */
export function cardLine({ name, type, params }: WorkflowNode, info: NodeTypeInfo | undefined): string {
  if (!info) return type;
  const place = { value: params, field: undefined, fields: info.fields };
  for (const line of info.line?.split("|") ?? []) {
    const filled = fill(line, place);
    if (filled) return filled;
  }
  return name.startsWith(info.label) ? info.summary : info.label;
}

type Place = { value: Json | undefined; field: Field | undefined; fields: Fields };

function fill(line: string, place: Place): string {
  let found = false;
  const text = line.replace(/\{([^}]+)\}/g, (_, path: string) => {
    const value = textOf(place, path.split("."));
    found ||= value !== "";
    return value;
  });
  return found
    ? text
        .replace(/\s+/g, " ")
        .replace(/[:\s]+$/, "")
        .trim()
    : "";
}

function textOf({ value, field, fields }: Place, [key, ...rest]: readonly string[]): string {
  if (key === undefined) return shown(value, field);
  if (Array.isArray(value)) {
    const rows = key === "*" ? value.slice(0, maxRows) : [value[Number(key)]];
    return rows
      .map((row) => textOf({ value: row, field, fields }, rest))
      .filter(Boolean)
      .join(", ");
  }
  if (!isJsonObject(value)) return "";
  if (field?.control === "choice" && key === "is") return field.cases[String(value.is)]?.label ?? String(value.is);
  const next = fields[key];
  const inner = value[key] ?? next?.default;
  return textOf({ value: inner, field: next, fields: fieldsWithin(next, inner) ?? fields }, rest);
}

/** More do not fit on a card. */
const maxRows = 10;

function fieldsWithin(field: Field | undefined, value: Json | undefined): Fields | undefined {
  if (field?.control === "list") return field.of;
  if (field?.control === "choice" && isJsonObject(value)) return field.cases[String(value.is)]?.fields;
  return undefined;
}

function shown(value: Json | undefined, field: Field | undefined): string {
  if (value === undefined || value === null) return "";
  if (field?.control === "conditions") return conditionsText(value);
  if (Array.isArray(value)) return value.map((entry) => shown(entry, field)).join(", ");
  if (typeof value === "object") return "";
  const text = String(value);
  if (isExpression(text)) return expressionText(text);
  if (field?.control === "number" && field.unit) return `${text} ${unitOf(text, field.unit)}`;
  const options = field?.control === "select" || field?.control === "multiSelect" ? field.options : [];
  return options.find((option) => option.value === text)?.label ?? text;
}

const unitOf = (number: string, unit: string) => (number === "1" && unit.length > 3 ? unit.replace(/s$/, "") : unit);

/** The first comparison, and how many more there are. */
function conditionsText(value: Json): string {
  const rows = isJsonObject(value) && Array.isArray(value.conditions) ? value.conditions : [];
  const [first, ...more] = rows.filter(isJsonObject);
  if (!first) return "";
  const known = operators[first.type as keyof typeof operators] ?? [];
  const operator = known.find(({ operation }) => operation === first.operation);
  const comparison = signs[String(first.operation)] ?? operator?.label ?? "";
  const sides = [shown(first.left, undefined), comparison, operator?.unary ? "" : shown(first.right, undefined)];
  return [...sides, more.length > 0 ? `and ${more.length} more` : ""].filter(Boolean).join(" ");
}

/** Shorter than words. */
const signs: { [operation: string]: string } = {
  equals: "=",
  notEquals: "≠",
  gt: ">",
  lt: "<",
  gte: "≥",
  lte: "≤",
};

/** Without the marks of an expression, where there is but one. */
function expressionText(text: string): string {
  const source = text.slice(1).replace(/^=/, "").replace(/\s+/g, " ");
  return /^\s*\{\{((?:(?!\{\{|\}\}).)*)\}\}\s*$/.exec(source)?.[1]?.trim() ?? source;
}
