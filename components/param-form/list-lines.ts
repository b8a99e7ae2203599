import type { Fields } from "@/shared/field";
import { isJsonObject, type Json, type JsonObject } from "@/shared/item";
import { defaultsOf, fieldValue } from "./defaults";
import { shownText, storedText } from "./expression-text";
import { textOf } from "./text-of";

/**
 * Rows of one or two texts as lines: `name: value`. What would not come back as it is (line ends, spaces around, a
 * colon in a name) stands in quotes as JSON writes it; all other quotes are part of the text.
 */

/** More than there were already, and than the list is quick with. */
export const maxLines = 500;
const maxCharacters = 1_000_000;

export type LineProblem = { line: number; problem: "noColon" } | { line?: undefined; problem: "tooMany" | "tooLong" };

/** The texts of a row that a line holds. */
type Columns = { fields: Fields; isLiteral: boolean };

export const linesOf = (rows: readonly Json[], columns: Columns): string[] =>
  rows.flatMap((row) => (isJsonObject(row) ? lineOf(row, columns) || [] : []));

/** The rows that lines stand for. A line that was there before stays the row it was, whatever else is in it. */
export function rowsOf(
  text: string,
  before: readonly Json[],
  columns: Columns,
): { rows: Json[]; problems: LineProblem[] } {
  if (text.length > maxCharacters) return { rows: [], problems: [{ problem: "tooLong" }] };
  const lines = text.split("\n").map((line, index) => ({ text: line.trim(), number: index + 1 }));
  const written = lines.filter((line) => line.text !== "");
  if (written.length > Math.max(maxLines, before.length)) return { rows: [], problems: [{ problem: "tooMany" }] };
  const known = rowsByLine(before, columns);
  const rows: Json[] = [];
  const problems: LineProblem[] = [];
  for (const line of written) {
    const row = known.get(line.text)?.shift() ?? rowOf(line.text, columns);
    if (row === undefined) problems.push({ line: line.number, problem: "noColon" });
    else rows.push(row);
  }
  return { rows, problems };
}

function rowsByLine(rows: readonly Json[], columns: Columns): Map<string, Json[]> {
  const known = new Map<string, Json[]>();
  for (const row of rows) {
    const line = isJsonObject(row) ? lineOf(row, columns).trim() : "";
    const alike = known.get(line);
    if (alike) alike.push(row);
    else if (line !== "") known.set(line, [row]);
  }
  return known;
}

/** Empty for a row of nothing. */
function lineOf(row: JsonObject, { fields, isLiteral }: Columns): string {
  const [name = "", value] = Object.entries(fields).map(([key, field]) => {
    const stored = textOf(fieldValue(row, key, field));
    return isLiteral ? stored : shownText(stored);
  });
  if (value === undefined) return quoted(name, needsQuotes);
  if (name === "" && value === "") return "";
  return `${quoted(name, nameNeedsQuotes)}: ${quoted(value, needsQuotes)}`.trimEnd();
}

function rowOf(line: string, { fields, isLiteral }: Columns): Json | undefined {
  const [first, second] = Object.keys(fields);
  if (first === undefined) return undefined;
  const stored = (text: string) => (isLiteral || isExpression(text) ? text : storedText(text));
  const row = defaultsOf(fields);
  if (second === undefined) return { ...row, [first]: stored(unquoted(line, needsQuotes)) };
  const [, quote, restOfQuoted = ""] = /^("(?:[^"\\]|\\.)*")\s*:(.*)$/.exec(line) ?? [];
  const name = quote === undefined ? undefined : unquoted(quote, nameNeedsQuotes);
  if (name !== undefined && name !== quote) return { ...row, ...cells(name, restOfQuoted) };
  const colon = line.indexOf(":");
  return colon === -1 ? undefined : { ...row, ...cells(line.slice(0, colon).trim(), line.slice(colon + 1)) };

  function cells(nameText: string, valueText: string): JsonObject {
    const value = unquoted(valueText.trim(), needsQuotes);
    return { [first ?? ""]: stored(nameText), [second ?? ""]: stored(value) };
  }
}

/** As a field takes what is pasted into it while it is empty. */
const isExpression = (text: string) => text.startsWith("=") && text.includes("{{");

type Test = (text: string) => boolean;

/** A value in quotes that would be taken for such a one needs quotes itself; so does every name that begins with one. */
function needsQuotes(text: string): boolean {
  if (/[\r\n]/.test(text) || text !== text.trim()) return true;
  const inner = parsedQuotes(text);
  return inner !== undefined && needsQuotes(inner);
}

const nameNeedsQuotes: Test = (text) => /[\r\n:]|^"/.test(text) || text !== text.trim();

const quoted = (text: string, needs: Test) => (needs(text) ? JSON.stringify(text) : text);

function unquoted(text: string, needs: Test): string {
  const inner = parsedQuotes(text);
  return inner !== undefined && needs(inner) ? inner : text;
}

function parsedQuotes(text: string): string | undefined {
  if (!/^".*"$/s.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}
