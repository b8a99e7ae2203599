import { isExpression, parseTemplate } from "@/shared/expression";
import { isJsonObject, type Json, type JsonObject } from "@/shared/item";
import { list, text } from "../params";

export type Row = { name: string; value: Json };

export const rows = (given: Json | undefined): Row[] =>
  list(given).map(({ name, value }) => ({ name: text(name), value: value ?? "" }));

/** JSON text as what it means, where nothing gets lost by it; an expression or other text as it is. */
export function jsonOrText(given: Json | undefined): Json {
  if (typeof given !== "string") return given ?? {};
  if (given.trim() === "") return {};
  // Long numbers lose digits, and a text inside that begins with "=" would become an expression.
  if (given.startsWith("=") || /\d{16}|"\s*=/.test(given)) return given;
  try {
    const value = JSON.parse(given) as Json;
    return isJsonObject(value) || Array.isArray(value) ? value : given;
  } catch {
    return given;
  }
}

/** The other way: the text that `jsonOrText` reads back as the same, or an expression that gives the value. */
export function jsonText(value: Json): string {
  if (typeof value === "string") return value;
  return holdsExpression(value) ? `={{ ${codeOf(value)} }}` : JSON.stringify(value, null, 2);
}

function holdsExpression(value: Json): boolean {
  if (typeof value === "string") return value.startsWith("=");
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(holdsExpression);
}

/** JavaScript that gives the value, its expressions evaluated. */
function codeOf(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(codeOf).join(", ")}]`;
  if (isJsonObject(value)) {
    const entries = Object.entries(value).map(([key, entry]) => `${JSON.stringify(key)}: ${codeOf(entry)}`);
    return `{ ${entries.join(", ")} }`;
  }
  if (typeof value !== "string" || !value.startsWith("=")) return JSON.stringify(value);
  const parts = parseTemplate(value).map((part) => ("text" in part ? JSON.stringify(part.text) : `(${part.code})`));
  return parts.length === 1 ? (parts[0] ?? '""') : `[${parts.join(", ")}].join("")`;
}

/** An object from rows; of names that are given twice the last counts. Names that are expressions make it one, too. */
export function objectOf(given: Json | undefined): Json {
  const fields = rows(given).filter(({ name }) => name !== "");
  if (!fields.some(({ name }) => isExpression(name))) {
    return Object.fromEntries(fields.map(({ name, value }) => [name, value]));
  }
  return `={{ { ${fields.map(({ name, value }) => `[${codeOf(name)}]: ${codeOf(value)}`).join(", ")} } }}`;
}

/** A number between two limits, or the expression that gives one; anything else counts as missing. */
export function within(value: Json | undefined, otherwise: number, min: number, max: number): Json {
  if (isExpression(value)) return value;
  const given = text(value).trim() === "" ? value : Number(value);
  const number = typeof given === "number" && Number.isFinite(given) ? given : otherwise;
  return Math.min(Math.max(number, min), max);
}

export const whole = (value: Json): Json => (typeof value === "number" ? Math.round(value) : value);

/** True or false, or the expression that says so. */
export const flag = (value: Json | undefined, otherwise = false): Json =>
  typeof value === "boolean" || (isExpression(value) && value.trim() !== "=") ? value : otherwise;

/** One of the options, or the expression that gives one. */
export const oneOf = (value: Json | undefined, options: readonly string[], otherwise: string): Json =>
  isExpression(value) || options.includes(text(value)) ? text(value) : otherwise;

/** Milliseconds as seconds and back; of an expression, the same expression comes back. */
export const toSeconds = (ms: Json): Json => scaled(ms, (number) => number / 1_000, "/ 1000", "* 1000");
export const toMs = (seconds: Json): Json => scaled(seconds, (number) => number * 1_000, "* 1000", "/ 1000");

function scaled(value: Json, change: (number: number) => number, by: string, back: string): Json {
  if (typeof value === "number") return change(value);
  const [, code] = /^=\{\{([\s\S]*)\}\}$/.exec(text(value)) ?? [];
  if (code === undefined) return value;
  const [start, end] = [" (", `) ${back} `];
  const isBack = code.startsWith(start) && code.endsWith(end);
  return isBack ? `={{${code.slice(start.length, -end.length)}}}` : `={{ (${code}) ${by} }}`;
}

/** Rows that n8n stores as a collection. */
export const asRows = (given: Json | undefined): JsonObject[] =>
  list(given).map(({ name, value }) => ({ name: name ?? "", value: value ?? "" }));
