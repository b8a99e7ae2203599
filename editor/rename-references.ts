import type { NodeTypeInfo } from "@/shared/api";
import { isExpression } from "@/shared/expression";
import type { Json, JsonObject } from "@/shared/item";

/** New names by old ones. All are applied at once, so that two nodes can swap their names. */
export type Renames = ReadonlyMap<string, string>;

/** Parameters with every reference to a renamed node following it, in expressions and in code. Same object: no change. */
export function renameInParams(params: JsonObject, info: NodeTypeInfo | undefined, renames: Renames): JsonObject {
  let changed = false;
  const entries = Object.entries(params).map(([key, value]): [string, Json] => {
    const isCode = info?.fields[key]?.control === "code" || (info === undefined && /code|source/i.test(key));
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

const quoted = /(\$\(\s*|\$items\(\s*|\$node\[\s*)(["'`])((?:\\.|(?!\2)[^\\])*)\2/g;
const dotted = /\$node\.([A-Za-z_]\w*)/g;

/** `$('Old')`, `$items("Old"`, `$node["Old"]` and `$node.Old`. */
export function renameInCode(code: string, renames: Renames): string {
  return code
    .replace(quoted, (whole, opening: string, quote: string, text: string) => {
      const name = renames.get(text.replace(/\\(.)/g, "$1"));
      if (name === undefined) return whole;
      return `${opening}${quote}${name.replaceAll("\\", "\\\\").replaceAll(quote, `\\${quote}`)}${quote}`;
    })
    .replace(dotted, (whole, text: string) => {
      const name = renames.get(text);
      if (name === undefined) return whole;
      return /^[A-Za-z_]\w*$/.test(name) ? `$node.${name}` : `$node[${JSON.stringify(name)}]`;
    });
}
