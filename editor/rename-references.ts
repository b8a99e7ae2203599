import type { NodeTypeInfo } from "@/shared/api";
import { isExpression } from "@/shared/expression";
import type { Json, JsonObject } from "@/shared/item";
import { type Renames, renameInCode } from "@/shared/rename";

/** Parameters with every reference to a renamed node following it, in expressions and in code. Same object: no change. */
export function renameInParams(params: JsonObject, info: NodeTypeInfo | undefined, renames: Renames): JsonObject {
  let changed = false;
  const entries = Object.entries(params).map(([key, value]): [string, Json] => {
    const field = info?.fields[key];
    const isScript = field?.control === "code" && field.expression === false;
    const isCode = isScript || (info === undefined && /code|source/i.test(key));
    const next = isCode && typeof value === "string" ? renameInCode(value, renames) : renameInValue(value, renames);
    changed ||= next !== value;
    return [key, next];
  });
  return changed ? Object.fromEntries(entries) : params;
}

function renameInValue(value: Json, renames: Renames): Json {
  if (isExpression(value)) return value.replace(/\{\{[\s\S]*?(?:\}\}|$)/g, (part) => renameInCode(part, renames));
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const next = value.map((entry) => renameInValue(entry, renames));
    return next.some((entry, index) => entry !== value[index]) ? next : value;
  }
  const next = Object.entries(value).map(([key, entry]): [string, Json] => [key, renameInValue(entry, renames)]);
  return next.some(([key, entry]) => entry !== value[key]) ? Object.fromEntries(next) : value;
}
