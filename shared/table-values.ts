import { type Cell, type ColumnType, tableLimits } from "./tables";

export type ReadCell = { ok: true; value: Cell } | { ok: false; problem: string };

/**
 * What is given for a column, as it is stored, or why it does not fit. Texts are read as people and files write them:
 * "12.5" for a number, "true" for yes or no; an empty text is no value, but for a column of texts.
 */
export function readCell(type: ColumnType, given: unknown): ReadCell {
  if (given === null || given === undefined) return fits(null);
  switch (type) {
    case "text":
      return readText(given);
    case "number":
      return readNumber(given);
    case "boolean":
      return readBoolean(given);
    case "datetime":
      return readDatetime(given);
    case "json":
      return readJson(given);
  }
}

/** A cell as people edit it and files hold it. */
export function cellText(type: ColumnType, value: Cell): string {
  if (value === null || value === undefined) return "";
  return type === "json" ? JSON.stringify(value) : String(value);
}

/** The narrowest type that all texts of a column fit; empty ones fit all. */
export function detectType(texts: Iterable<string>): ColumnType {
  const open = new Set<ColumnType>(["boolean", "number", "datetime"]);
  let isEmpty = true;
  for (const text of texts) {
    if (text === "") continue;
    isEmpty = false;
    if (!/^(true|false)$/i.test(text)) open.delete("boolean");
    // A leading zero is part of a code, such as a postcode or a phone number.
    if (!readNumber(text).ok || /^[+-]?0\d/.test(text) || text.startsWith("+")) open.delete("number");
    if (!readDatetime(text).ok) open.delete("datetime");
    if (open.size === 0) break;
  }
  const [first] = open;
  return isEmpty || !first ? "text" : first;
}

const fits = (value: Cell): ReadCell => ({ ok: true, value });
const misfit = (given: unknown, wanted: string): ReadCell => ({ ok: false, problem: `${shown(given)} is ${wanted}` });

function readText(given: unknown): ReadCell {
  if (typeof given === "number" || typeof given === "boolean") return fits(String(given));
  if (typeof given !== "string") return misfit(given, "no text");
  return given.length <= tableLimits.textLength
    ? fits(given)
    : {
        ok: false,
        problem: `a text of ${given.length} characters is too long: at most ${tableLimits.textLength} are stored`,
      };
}

function readNumber(given: unknown): ReadCell {
  if (typeof given === "number") return Number.isFinite(given) ? fits(given) : misfit(given, "no number");
  if (typeof given !== "string") return misfit(given, "no number");
  const text = given.trim();
  if (text === "") return fits(null);
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(text)) return misfit(given, "no number");
  const number = Number(text);
  return Number.isFinite(number) ? fits(number) : misfit(given, "no number");
}

function readBoolean(given: unknown): ReadCell {
  if (typeof given === "boolean") return fits(given);
  if (given === 1 || given === 0) return fits(given === 1);
  if (typeof given !== "string") return misfit(given, "neither true nor false");
  const text = given.trim().toLowerCase();
  if (text === "") return fits(null);
  if (["true", "yes", "1"].includes(text)) return fits(true);
  return ["false", "no", "0"].includes(text) ? fits(false) : misfit(given, "neither true nor false");
}

const isoTime = /^(\d{4})-(\d{2})-(\d{2})([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?)?\s?(Z|[+-]\d{2}:?\d{2})?$/i;

/** Without a zone it is UTC. A number counts milliseconds since 1970. */
function readDatetime(given: unknown): ReadCell {
  if (typeof given === "number") return atTime(given, given);
  if (typeof given !== "string") return misfit(given, "no date");
  const text = given.trim();
  if (text === "") return fits(null);
  const parts = isoTime.exec(text);
  if (!parts) return misfit(given, "no date such as 2026-01-31T12:00:00Z");
  const [, year = "", month = "", day = "", time = "T00:00", , , zone = "Z"] = parts;
  const lastDay = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  if (Number(day) > lastDay) return misfit(given, "no date: the month has no such day");
  return atTime(Date.parse(`${year}-${month}-${day}${time.replace(" ", "T")}${zone.toUpperCase()}`), given);
}

function atTime(at: number, given: unknown): ReadCell {
  const isInRange = Number.isFinite(at) && at >= -62_167_219_200_000 && at <= 253_402_300_799_999;
  return isInRange ? fits(new Date(at).toISOString()) : misfit(given, "no date");
}

/** A text that is JSON is taken as what it says, and any other as a text. */
function readJson(given: unknown): ReadCell {
  const value = typeof given === "string" ? parsed(given) : (given as Cell);
  const length = JSON.stringify(value)?.length ?? 0;
  return length <= tableLimits.textLength
    ? fits(value)
    : { ok: false, problem: `JSON of ${length} characters is too long: at most ${tableLimits.textLength} are stored` };
}

function parsed(text: string): Cell {
  if (text.trim() === "") return null;
  try {
    return JSON.parse(text) as Cell;
  } catch {
    return text;
  }
}

function shown(given: unknown): string {
  const text = typeof given === "string" ? JSON.stringify(given) : (JSON.stringify(given) ?? String(given));
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}
