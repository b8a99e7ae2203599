import type { NodeTypeInfo } from "@/shared/api";
import { isExpression } from "@/shared/expression";
import type { Field, Fields } from "@/shared/field";
import { isJsonObject, type Json, type JsonObject } from "@/shared/item";
import type { WorkflowNode } from "@/shared/workflow";

/** What the card says under the name: `NodeTypeInfo.line` filled with parameters, or what the node is. */
export function cardLine({ name, type, params }: WorkflowNode, info: NodeTypeInfo | undefined): string {
  if (!info) return type;
  const filled = info.line && fill(info.line, params, info.fields);
  return filled || (name.startsWith(info.label) ? info.summary : info.label);
}

function fill(line: string, params: JsonObject, fields: Fields): string {
  let found = false;
  const text = line.replace(/\{([^}]+)\}/g, (_, path: string) => {
    const value = textOf(params, path.split("."), fields);
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

function textOf(params: JsonObject, path: readonly string[], fields: Fields): string {
  let value: Json | undefined = params;
  let field: Field | undefined;
  let inner: Fields = fields;
  for (const key of path) {
    if (Array.isArray(value)) value = value[Number(key)];
    else if (isJsonObject(value)) {
      if (field?.control === "choice" && key === "is") return field.cases[String(value.is)]?.label ?? String(value.is);
      field = inner[key];
      value = value[key] ?? field?.default;
    } else return "";
    inner = fieldsWithin(field, value) ?? inner;
  }
  return shown(value, field);
}

function fieldsWithin(field: Field | undefined, value: Json | undefined): Fields | undefined {
  if (field?.control === "list") return field.of;
  if (field?.control === "choice" && isJsonObject(value)) return field.cases[String(value.is)]?.fields;
  return undefined;
}

function shown(value: Json | undefined, field: Field | undefined): string {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) return value.map((entry) => shown(entry, field)).join(", ");
  if (typeof value === "object") return "";
  const text = String(value);
  if (isExpression(text)) return text.slice(1).replace(/^=/, "").replace(/\s+/g, " ");
  const options = field?.control === "select" || field?.control === "multiSelect" ? field.options : [];
  return options.find((option) => option.value === text)?.label ?? text;
}
