import { Readable } from "node:stream";
import { NodeError } from "@/nodes/sdk";
import { mebibyte } from "@/nodes/sdk/files";
import type { JsonObject } from "@/shared/item";
import { encodings } from "./text";

export type CsvOptions = {
  delimiter: string;
  header: boolean;
  encoding: string;
  bom: boolean;
  fromLine: number;
  skipRows: number;
  maxRows: number;
  emptyCells: boolean;
  relaxQuotes: boolean;
  skipBroken: boolean;
};

export const plainCsv: CsvOptions = {
  ...{ delimiter: ",", header: true, encoding: "utf8", bom: true, fromLine: 1, skipRows: 0, maxRows: 0 },
  ...{ emptyCells: false, relaxQuotes: false, skipBroken: false },
};

/** Of what becomes items, which are in memory together: the values, and what a row and a value cost by themselves. */
const maxWeight = 60 * mebibyte;
const weightOf = (cells: string[]) => cells.reduce((sum, cell) => sum + cell.length + 12, 100);

const maxRowBytes = 8 * mebibyte;

/** Rows while they are read: the file is never in memory as a whole. Without a header a row is `{ row: [...] }`. */
export async function readCsv(source: Readable, options: CsvOptions, signal: AbortSignal): Promise<JsonObject[]> {
  const { parse } = await import("csv-parse");
  const iconv = await encodings(options.encoding);
  const parser = parse({
    delimiter: options.delimiter.replaceAll("\\t", "\t") || ",",
    from_line: options.fromLine,
    relax_quotes: options.relaxQuotes,
    skip_records_with_error: options.skipBroken,
    skip_empty_lines: true,
    // A quote that is never closed would take the rest of the file for one value.
    max_record_size: maxRowBytes,
  });
  const texts = iconv.decodeStream(options.encoding || "utf8", { stripBOM: options.bom });
  const stop = (error: Error) => parser.destroy(error);
  source.on("error", stop).pipe(texts).on("error", stop).pipe(parser);
  const rows: JsonObject[] = [];
  let weight = 0;
  let skipped = 0;
  let names: string[] | undefined = options.header ? undefined : [];
  try {
    for await (const record of Readable.from(parser)) {
      signal.throwIfAborted();
      const cells = record as string[];
      if (!names) {
        names = cells;
        continue;
      }
      if (skipped < options.skipRows) {
        skipped++;
        continue;
      }
      weight += weightOf(cells);
      if (weight > maxWeight) throw tooMuch(rows.length);
      rows.push(options.header ? named(names, cells, options.emptyCells) : { row: cells });
      if (rows.length === options.maxRows) break;
    }
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof NodeError) throw cause;
    throw new NodeError(`The file is not CSV: ${(cause as Error).message}`, {
      code: "CSV_INVALID",
      hint: "Check the delimiter and the quotes, or skip broken rows",
      cause,
    });
  } finally {
    source.destroy();
  }
  return rows;
}

const tooMuch = (rows: number) =>
  new NodeError(`The table is too large to be items all at once: ${rows.toLocaleString("en")} rows fit`, {
    code: "CSV_TOO_LARGE",
    hint: "Read it in parts: set “Rows to read” and “Skip rows”, for instance in a loop",
    param: "as.maxRows",
  });

/** Any name is an own property, `__proto__` too. */
const named = (names: string[], cells: string[], emptyCells: boolean): JsonObject =>
  Object.fromEntries(
    names.map((name, index) => [name, cells[index] ?? ""]).filter(([, cell]) => emptyCells || cell !== ""),
  );
