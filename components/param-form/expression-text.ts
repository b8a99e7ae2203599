import { isExpression, parseTemplate } from "@/shared/expression";
import type { Field } from "@/shared/field";
import type { Json } from "@/shared/item";

/** Between what a parameter stores and what its field shows. */

export type Mode = "fixed" | "expression";

/** A fixed text that starts with `=` is stored as an expression that gives it; every other leading `=` is an expression. */
export const modeOf = (stored: Json): Mode =>
  isExpression(stored) && literalOf(stored) === undefined ? "expression" : "fixed";

/** A fixed text as it is stored: nothing in it is evaluated. Braces cannot be escaped in a text, but in code they can. */
export function storedText(shown: string): string {
  if (!shown.startsWith("=")) return shown;
  return shown.includes("{{") ? `={{ ${JSON.stringify(shown).replaceAll("}}", "}\\u007d")} }}` : `=${shown}`;
}

export const shownText = (stored: string): string => literalOf(stored) ?? stored;

/** The text that `storedText` stored; undefined for anything else. */
function literalOf(stored: string): string | undefined {
  if (!stored.startsWith("=")) return undefined;
  const [part, ...others] = parseTemplate(stored);
  if (part && "text" in part) return others.length === 0 && part.text.startsWith("=") ? part.text : undefined;
  const value = part && others.length === 0 ? parsed(part.code) : undefined;
  return typeof value === "string" && value.startsWith("=") && value.includes("{{") ? value : undefined;
}

/** The fixed value as an expression that gives the same. */
export function toExpression(stored: Json): string {
  if (stored === null) return "=";
  if (typeof stored === "string") return `=${shownText(stored)}`;
  return `={{ ${codeOf(stored)} }}`;
}

/** Indented, so that closing braces never stand side by side and end the code too early. */
function codeOf(value: Json): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return JSON.stringify(value, null, 2).replaceAll("}}", "}\\u007d");
}

/** The nearest fixed value: the text itself, a value that the code spells out, or the default. */
export function toFixed(field: Field, expression: string): Json {
  const text = expression.slice(1);
  const parts = parseTemplate(expression);
  const [only] = parts;
  const spelled = parts.length === 1 && only ? ("code" in only ? only.code : only.text) : text;
  switch (field.control) {
    case "text":
    case "secret":
    case "datetime":
    case "workflow":
    case "code":
      return storedText(text);
    case "number":
      return spelled.trim() !== "" && Number.isFinite(Number(spelled)) ? Number(spelled) : field.default;
    case "toggle":
      return spelled === "true" || (spelled !== "false" && field.default);
    case "select":
      return field.options.some(({ value }) => value === spelled) ? spelled : field.default;
    case "json":
      if (typeof field.default === "string") return parsed(spelled) ?? storedText(text);
      return parsed(spelled) ?? field.default;
    case "multiSelect":
    case "list":
    case "choice":
    case "operation":
    case "conditions":
      return parsed(spelled) ?? field.default;
  }
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
