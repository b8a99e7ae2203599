import { isExpression, parseTemplate, plainPath, type TemplatePart } from "@/shared/expression";
import type { Field, Fields } from "@/shared/field";
import { isJsonObject, type Json } from "@/shared/item";
import type { Code } from "./protocol";

/** Parameters with their expressions found and sorted into tiers, once per workflow version. */
export type ParamTemplate = {
  raw: Json;
  leaves: Leaf[];
  /** Code the sandbox must evaluate: each once. */
  codes: Code[];
  reads: NodeReads;
};

/** What code reads of the nodes before. */
export type NodeReads = {
  /** Undefined when a node is named by an expression, so that it may be any. */
  names: string[] | undefined;
  /** Whether it asks how far a loop is. */
  context: boolean;
  /** Whether it asks for a run by number; else the last run of each node is all it needs. */
  runs: boolean;
  /** Whether it asks about its own execution, whose addresses cost two signatures. */
  execution: boolean;
};

/** One expression: where it stands, and its parts. */
export type Leaf = { path: (string | number)[]; parts: LeafPart[] };
export type LeafPart = { text: string } | { keys: string[] } | { code: number };

/**
 * `fields` says which parameters never hold expressions, such as the source of a Code node, and which the node
 * evaluates later by itself.
 */
export function compileParams(raw: Json, fields: Fields = {}): ParamTemplate {
  const leaves: Leaf[] = [];
  const codes: Code[] = [];
  walk(raw, [], fields);
  return { raw, leaves, codes, reads: nodesRead(codes.map(({ source }) => source)) };

  function walk(value: Json, path: (string | number)[], known: Fields) {
    if (isExpression(value)) leaves.push({ path, parts: partsOf(value) });
    else if (Array.isArray(value)) value.forEach((entry, index) => void walk(entry, [...path, index], known));
    else if (typeof value === "object" && value !== null) {
      for (const [key, entry] of Object.entries(value)) {
        const field = Object.hasOwn(known, key) ? known[key] : undefined;
        const isLiteral = field?.later || (field?.expression === false && path.length === 0);
        if (!isLiteral) walk(entry, [...path, key], innerFields(field, entry));
      }
    }
  }

  function partsOf(expression: string): LeafPart[] {
    const parts = parseTemplate(expression);
    return parts.map((part) => toPart(part, parts.length > 1));
  }

  function toPart(part: TemplatePart, asText: boolean): LeafPart {
    if ("text" in part) return part;
    const keys = plainPath(part.code);
    if (keys) return { keys };
    const known = codes.findIndex((code) => code.source === part.code && (code.asText ?? false) === asText);
    const code = asText ? { source: part.code, asText } : { source: part.code };
    return { code: known === -1 ? codes.push(code) - 1 : known };
  }
}

function innerFields(field: Field | undefined, value: Json): Fields {
  if (field?.control === "list") return field.of;
  if (field?.control !== "choice" || !isJsonObject(value)) return {};
  const { is } = value;
  return typeof is === "string" && Object.hasOwn(field.cases, is) ? (field.cases[is]?.fields ?? {}) : {};
}

const literalReference =
  /\$(?:\(|items\(|node\[)\s*(["'`])((?:(?!\1)[^\\]|\\.)*)\1\s*[)\],]|\$node\.([A-Za-z_$][\w$]*)/g;
const anyReference = /\$(?:\(|items\(|node\b)/g;

const runReference = /\.(?:first|last|all)\s*\([^()]*,|\$items\s*\([^()]*,[^()]*,/;

const executionReference = /\$(?:execution|resumeWebhookUrl)\b/;

const contextReference = /\.context\b|\[\s*["'`]context["'`]\s*\]/;

/** What source text reads with `$('Name')` and its older forms. */
export function nodesRead(codes: readonly string[]): NodeReads {
  const names = new Set<string>();
  let isAny = false;
  for (const code of codes) {
    let literal = 0;
    for (const match of code.matchAll(literalReference)) {
      literal++;
      names.add(match[3] ?? (match[2] ?? "").replace(/\\(.)/g, "$1"));
    }
    const all = code.match(anyReference)?.length ?? 0;
    const own = code.match(/\$items\(\s*\)/g)?.length ?? 0;
    isAny ||= all > literal + own;
  }
  return {
    names: isAny ? undefined : [...names],
    context: codes.some((code) => contextReference.test(code)),
    runs: codes.some((code) => runReference.test(code)),
    execution: codes.some((code) => executionReference.test(code)),
  };
}
