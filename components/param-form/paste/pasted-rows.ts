import type { Field, Fields } from "@/shared/field";
import { isJsonObject, type Json, type JsonObject } from "@/shared/item";
import { defaultsOf } from "../defaults";
import { type CellRules, cellValue, plainName } from "./cell-value";
import { readDelimited } from "./delimited";
import { type Pair, readAssignments, readHeaders, readQuery } from "./pair-lines";

export const maxRows = 500;
export const maxCharacters = 1_000_000;

/** What a pasted text gives a list. */
export type PastedRows = {
  /** As they are stored, `maxRows` at most. */
  rows: JsonObject[];
  /** How many rows the text has. */
  total: number;
  /** Values that their field cannot take: it has its default. */
  misfits: number;
  /** Columns without a field. */
  leftOut: readonly string[];
};

type Rules = CellRules & {
  /** The field that has the focus. */
  into: string;
};

/** Undefined for an ordinary text, which stays one: a single line above all. */
export function pastedRows(text: string, fields: Fields, rules: Rules): PastedRows | undefined {
  const isFirst = firstText(fields) === rules.into;
  const found = fromJson(text, fields, isFirst) ?? fromText(text, fields, isFirst);
  return found && toRows(found, fields, rules);
}

/** Pairs of a name and a value as rows; undefined when the list has no such rows. */
export function pairRows(pairs: readonly Pair[], fields: Fields, rules: CellRules): PastedRows | undefined {
  const found = fromPairs(pairs, fields);
  return found && toRows(found, fields, rules);
}

/** Cells by the names of their fields. */
type Row = readonly (readonly [name: string, value: Json])[];
type Found = { rows: readonly Row[]; leftOut?: readonly string[] };

function toRows({ rows, leftOut = [] }: Found, fields: Fields, rules: CellRules): PastedRows {
  let misfits = 0;
  const filled = rows.slice(0, maxRows).map((row) => {
    const values = defaultsOf(fields);
    for (const [name, given] of row) {
      const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
      const value = field && cellValue(field, given, rules);
      if (value !== undefined) values[name] = value;
      else if (given !== "" && given !== null) misfits++;
    }
    return values;
  });
  return { rows: filled, total: rows.length, misfits, leftOut };
}

function fromText(text: string, fields: Fields, isFirst: boolean): Found | undefined {
  const sheet = text.includes("\t") ? fromTable(readDelimited(text, "\t"), fields, true) : undefined;
  if (sheet) return sheet;
  const tables = [",", ";"].map((delimiter) => readDelimited(text, delimiter));
  const withHead = tables.map((rows) => rows && fromHeadedTable(rows, fields)).find(Boolean);
  if (withHead) return withHead;
  const pairs = (isFirst ? readQuery(text) : undefined) ?? several(readHeaders(text)) ?? several(readAssignments(text));
  const asPairs = pairs && fromPairs(pairs, fields);
  if (asPairs) return asPairs;
  const table = tables.map((rows) => fromTable(rows, fields, false)).find(Boolean);
  return table ?? (isFirst ? fromLines(text, fields) : undefined);
}

const several = <T>(rows: readonly T[] | undefined) => (rows && rows.length > 1 ? rows : undefined);

/** Without names above them the columns are the fields from left to right. `isSure`: a table it is, too wide or not. */
function fromTable(rows: string[][] | undefined, fields: Fields, isSure: boolean): Found | undefined {
  const named = rows && fromHeadedTable(rows, fields);
  if (named) return named;
  const width = Math.max(...(several(rows) ?? []).slice(0, maxRows).map((row) => row.length));
  if (!rows || width < 2 || (!isSure && rows.some((row) => row.length !== width))) return undefined;
  const columns = columnsOf(fields, width);
  if (columns.length < 2 || (!isSure && columns.length < width)) return undefined;
  const leftOut = Array.from({ length: width - columns.length }, (_, index) => String(columns.length + index + 1));
  return { rows: rows.map((cells) => columns.map((name, index) => [name, cells[index] ?? ""])), leftOut };
}

/** Two columns are a name and its value where a list has both, else the fields that can be written in a cell. */
function columnsOf(fields: Fields, width: number): string[] {
  const pair = pairOf(fields);
  if (pair && width === 2) return pair;
  const inCells = Object.entries(fields).filter(([, { control }]) => control !== "list" && control !== "conditions");
  return inCells.map(([name]) => name).slice(0, width);
}

/** The first row names the fields: all of them, or two at least. */
function fromHeadedTable([head = [], ...rows]: readonly string[][], fields: Fields): Found | undefined {
  const nameOf = fieldNames(fields);
  const columns = head.map((title) => nameOf(title));
  const known = columns.filter((name) => name !== undefined);
  const isHead = known.length === head.length || known.length > 1;
  if (head.length < 2 || rows.length === 0 || !isHead || new Set(known).size < known.length) return undefined;
  return {
    rows: rows.map((cells) =>
      columns.flatMap((name, index) => (name === undefined ? [] : [[name, cells[index] ?? ""] as const])),
    ),
    leftOut: head.filter((title, index) => title !== "" && columns[index] === undefined),
  };
}

/** Finds a field by its name or its label. */
function fieldNames(fields: Fields): (title: string) => string | undefined {
  const names = new Map<string, string>();
  const pair = pairOf(fields);
  // What other programs call the name of a pair.
  if (pair?.[0] === "name") names.set("key", "name");
  if (pair?.[0] === "key") names.set("name", "key");
  for (const [name, { label }] of Object.entries(fields)) names.set(plainName(label), name);
  for (const name of Object.keys(fields)) names.set(plainName(name), name);
  return (title) => names.get(plainName(title));
}

function fromPairs(pairs: readonly Pair[], fields: Fields): Found | undefined {
  const pair = pairOf(fields);
  return pair && { rows: pairs.map(([name, value]) => [[pair[0], name] as const, [pair[1], value] as const]) };
}

/** Several lines go down the column of names. */
function fromLines(text: string, fields: Fields): Found | undefined {
  const name = firstText(fields);
  const lines = several(text.split(/\r\n|\r|\n/).flatMap((line) => line.trim() || []));
  return name !== undefined && lines ? { rows: lines.map((line) => [[name, line] as const]) } : undefined;
}

function fromJson(text: string, fields: Fields, isFirst: boolean): Found | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
  if (Array.isArray(value)) return fromList(value, fields, isFirst);
  // In a column of values an object is a value.
  if (!isFirst || !isJsonObject(value)) return undefined;
  const row = rowOf(value, fields);
  if (row.leftOut.length === 0 && row.cells.length > 1) return { rows: [row.cells] };
  return pairOf(fields) && fromEntries(Object.entries(value), fields);
}

function fromList(values: readonly Json[], fields: Fields, isFirst: boolean): Found | undefined {
  const name = firstText(fields);
  if (isFirst && name !== undefined && values.length > 1 && values.every(isScalar)) {
    return { rows: values.map((value) => [[name, value] as const]) };
  }
  if (values.length === 0 || !values.every(isJsonObject)) return undefined;
  const rows = values.map((value) => rowOf(value, fields));
  if (rows.some(({ cells }) => cells.length === 0)) return undefined;
  return { rows: rows.map(({ cells }) => cells), leftOut: [...new Set(rows.flatMap(({ leftOut }) => leftOut))] };
}

const isScalar = (value: Json) => typeof value !== "object";

/** What the keys of an object say by the names of the fields. */
function rowOf(value: JsonObject, fields: Fields): { cells: Row; leftOut: string[] } {
  const nameOf = fieldNames(fields);
  const entries = Object.entries(value).map(([key, given]) => [nameOf(key), given, key] as const);
  const cells = entries.flatMap(([name, given]) => (name === undefined ? [] : [[name, given] as const]));
  return { cells, leftOut: entries.flatMap(([name, , key]) => (name === undefined ? [key] : [])) };
}

function fromEntries(entries: readonly (readonly [string, Json])[], fields: Fields): Found | undefined {
  const pair = pairOf(fields);
  return pair && { rows: entries.map(([name, value]) => [[pair[0], name] as const, [pair[1], value] as const]) };
}

/** The fields of a name and its value; any two texts are such a pair. */
function pairOf(fields: Fields): [string, string] | undefined {
  for (const name of ["name", "key"]) {
    if (isText(fields, name) && Object.hasOwn(fields, "value")) return [name, "value"];
  }
  const [first, second, ...others] = Object.keys(fields);
  if (first === undefined || second === undefined || others.length > 0) return undefined;
  return isText(fields, first) && isText(fields, second) ? [first, second] : undefined;
}

const isText = (fields: Fields, name: string) => Object.hasOwn(fields, name) && isLine(fields[name]);

/** Written in one line, so that several lines cannot be meant for it. */
export const isLine = (field: Field | undefined) => field?.control === "text" && !field.multiline;

const firstText = (fields: Fields) => Object.keys(fields).find((name) => isLine(fields[name]));
