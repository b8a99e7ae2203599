import type { NodeTypeInfo } from "@/shared/api";
import type { Field, Fields } from "@/shared/field";
import { isJsonObject, type Json } from "@/shared/item";
import type { WorkflowNode } from "@/shared/workflow";

/** What a node still needs before it can run, in sentences for its warning badge. */
export function problemsOf(node: WorkflowNode, info: NodeTypeInfo | undefined): string[] {
  if (!info) return [`The node type "${node.type}" is not known here`];
  const missing = info.credentials
    .filter(({ slot, optional }) => !optional && !node.credentials?.[slot])
    .map(({ label }) => `Choose a credential: ${label}`);
  return [...emptyFields(info.fields, node.params), ...missing];
}

function emptyFields(fields: Fields, values: { [name: string]: Json }): string[] {
  return Object.entries(fields).flatMap(([name, field]) => emptyField(field, values[name] ?? field.default));
}

function emptyField(field: Field, value: Json): string[] {
  if (field.required && isEmpty(value)) return [`Fill in: ${field.label}`];
  if (field.control === "list" && Array.isArray(value)) {
    return value.flatMap((row) => (isJsonObject(row) ? emptyFields(field.of, row) : []));
  }
  if (field.control === "choice" && isJsonObject(value)) {
    return emptyFields(field.cases[String(value.is)]?.fields ?? {}, value);
  }
  return [];
}

const isEmpty = (value: Json) =>
  value === null || value === "" || value === "=" || (Array.isArray(value) && value.length === 0);
