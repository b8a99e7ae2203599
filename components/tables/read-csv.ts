import { detectType } from "@/shared/table-values";
import { type ColumnType, columnNameProblem, type TableInfo } from "@/shared/tables";
import { readDelimited } from "../param-form/paste/delimited";

/** What the beginning of a file shows. */
export type CsvBeginning = { delimiter: Delimiter; rows: string[][] };
export type Delimiter = "," | ";" | "\t" | "|";
export const delimiters: readonly Delimiter[] = [",", ";", "\t", "|"];

const beginningBytes = 256 * 1024;

/** Reads enough of a file to show it and to guess the types of its columns. */
export async function readBeginning(file: Blob): Promise<string> {
  const text = (await file.slice(0, beginningBytes).text()).replace(/^\uFEFF/, "");
  // The last line may be half.
  return file.size > beginningBytes ? text.slice(0, text.lastIndexOf("\n") + 1) : text;
}

/** The sign that parts the most columns of the first line. */
export function guessDelimiter(text: string): Delimiter {
  const [first = ""] = text.split(/\r?\n/, 1);
  const count = (delimiter: Delimiter) => first.split(delimiter).length;
  return delimiters.reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}

/** A quote that is closed beyond the beginning leaves nothing to read: then lines are taken as they are. */
export const rowsOf = (text: string, delimiter: Delimiter): string[][] =>
  readDelimited(text, delimiter) ?? text.split(/\r?\n/).map((line) => line.split(delimiter));

/** Where a column of the file goes. */
export type Target = { is: "skip" } | { is: "column"; name: string } | { is: "new"; name: string; type: ColumnType };

/** By the names of the first line; what has no column of its name becomes a new one. */
export function guessTargets(rows: string[][], hasHeader: boolean, table: TableInfo | undefined): Target[] {
  const width = Math.max(0, ...rows.slice(0, 200).map((row) => row.length));
  const body = hasHeader ? rows.slice(1) : rows;
  const taken = new Set<string>();
  return Array.from({ length: width }, (_, index): Target => {
    const name = hasHeader ? (rows[0]?.[index] ?? "").trim().slice(0, 64) : "";
    const known = hasHeader
      ? table?.columns.find((column) => column.name.toLowerCase() === name.toLowerCase())
      : table?.columns[index];
    if (known && !taken.has(known.name.toLowerCase())) {
      taken.add(known.name.toLowerCase());
      return { is: "column", name: known.name };
    }
    if (["id", "createdat", "updatedat"].includes(name.toLowerCase())) return { is: "skip" };
    const free = freeName(columnNameProblem(name) ? `column ${index + 1}` : name, taken);
    taken.add(free.toLowerCase());
    return { is: "new", name: free, type: detectType(body.slice(0, 1_000).map((row) => row[index] ?? "")) };
  });
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let number = 2; taken.has(free.toLowerCase()); number++) free = `${name} ${number}`;
  return free;
}
