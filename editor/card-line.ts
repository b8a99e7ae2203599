import type { Texts } from "@/components/messages/texts";
import type { NodeTypeInfo } from "@/shared/api";
import { type ConditionType, operatorKey, operators } from "@/shared/conditions";
import { isExpression } from "@/shared/expression";
import type { Field, Fields } from "@/shared/field";
import { isJsonObject, type Json } from "@/shared/item";
import type { WorkflowNode } from "@/shared/workflow";

/** What the card says under the name: `NodeTypeInfo.line` filled with parameters, or what the node is. */
export function cardLine({ name, type, params }: WorkflowNode, info: NodeTypeInfo | undefined, t: Texts): string {
  if (!info) return type;
  const place = { value: params, field: undefined, fields: info.fields };
  for (const line of info.line?.split("|") ?? []) {
    const filled = fill(line, place, t);
    if (filled) return filled;
  }
  return name.startsWith(info.label) ? info.summary : info.label;
}

type Place = { value: Json | undefined; field: Field | undefined; fields: Fields };

function fill(line: string, place: Place, t: Texts): string {
  let found = false;
  const text = line.replace(/\{([^}]+)\}/g, (_, path: string) => {
    const value = textOf(place, path.split("."), t);
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

function textOf({ value, field, fields }: Place, [key, ...rest]: readonly string[], t: Texts): string {
  if (key === undefined) return shown(value, field, t);
  if (Array.isArray(value)) {
    const rows = key === "*" ? value.slice(0, maxRows) : [value[Number(key)]];
    return rows
      .map((row) => textOf({ value: row, field, fields }, rest, t))
      .filter(Boolean)
      .join(", ");
  }
  if (!isJsonObject(value)) return "";
  if (field?.control === "choice" && key === "is") return field.cases[String(value.is)]?.label ?? String(value.is);
  const next = fields[key];
  const inner = value[key] ?? next?.default;
  return textOf({ value: inner, field: next, fields: fieldsWithin(next, inner) ?? fields }, rest, t);
}

/** More do not fit on a card. */
const maxRows = 10;

function fieldsWithin(field: Field | undefined, value: Json | undefined): Fields | undefined {
  if (field?.control === "list") return field.of;
  if (field?.control === "choice" && isJsonObject(value)) return field.cases[String(value.is)]?.fields;
  return undefined;
}

function shown(value: Json | undefined, field: Field | undefined, t: Texts): string {
  if (value === undefined || value === null) return "";
  if (field?.control === "conditions") return conditionsText(value, t);
  if (Array.isArray(value)) return value.map((entry) => shown(entry, field, t)).join(", ");
  if (typeof value === "object") return "";
  const text = String(value);
  if (isExpression(text)) return expressionText(text);
  if (field?.control === "number" && field.unit) return `${text} ${unitOf(text, field.unit)}`;
  const options = field?.control === "select" || field?.control === "multiSelect" ? field.options : [];
  return options.find((option) => option.value === text)?.label ?? text;
}

const unitOf = (number: string, unit: string) => (number === "1" && unit.length > 3 ? unit.replace(/s$/, "") : unit);

/** The first comparison, and how many more there are. */
function conditionsText(value: Json, t: Texts): string {
  const rows = isJsonObject(value) && Array.isArray(value.conditions) ? value.conditions : [];
  const [first, ...more] = rows.filter(isJsonObject);
  if (!first) return "";
  const type = first.type as ConditionType;
  const operator = (operators[type] ?? []).find(({ operation }) => operation === first.operation);
  const name = operator && t(`forms.conditions.operators.${operatorKey(type, operator)}`);
  const comparison = signs[String(first.operation)] ?? name ?? "";
  const sides = [shown(first.left, undefined, t), comparison, operator?.unary ? "" : shown(first.right, undefined, t)];
  const text = sides.filter(Boolean).join(" ");
  return more.length > 0 ? t("canvas.node.conditions", { first: text, count: more.length }) : text;
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
