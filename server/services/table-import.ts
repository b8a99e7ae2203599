import type { Readable } from "node:stream";
import { parse } from "csv-parse";
import { findTable, writing } from "@/server/tables/describe";
import type { GivenRow } from "@/server/tables/row-values";
import { createRowWriter, uniqueKey } from "@/server/tables/write-rows";
import { AppError } from "@/shared/errors";
import type { TableImport } from "@/shared/tables";
import { visibleProjects } from "./access";
import type { TableContext } from "./tables";

export type ImportOrder = {
  table: string | number;
  /** For each column of the file, the column of the table it goes to; null leaves it out. */
  mapping: readonly (string | null)[];
  delimiter: string;
  /** The first line holds names, not values. */
  hasHeader: boolean;
  /** Rows with the same key are changed; without one every line is a new row. */
  key?: readonly string[];
};

type Line = { record: string[]; info: { lines: number } };

/** Lines of one commit: other writes come in between. */
const linesOfCommit = 2_000;
const maxRefusedTold = 100;

/** Takes in a CSV file line by line. Lines that do not fit are left out and told, the others are written. */
export async function importCsv(ctx: TableContext, order: ImportOrder, file: Readable): Promise<TableImport> {
  const told: TableImport = { inserted: 0, updated: 0, refusedCount: 0, refused: [] };
  const { delimiter } = order;
  const parser = parse({
    ...{ delimiter, bom: true, info: true, relaxColumnCount: true, relaxQuotes: true, skipEmptyLines: true },
    maxRecordSize: 4 * 1024 * 1024,
  });
  file.on("error", (error) => parser.destroy(error));
  let lines: Line[] = [];
  let isFirst = order.hasHeader;
  try {
    for await (const line of file.pipe(parser) as AsyncIterable<Line>) {
      if (isFirst) {
        isFirst = false;
        continue;
      }
      lines.push(line);
      if (lines.length < linesOfCommit) continue;
      await write(ctx, order, lines, told);
      lines = [];
    }
    await write(ctx, order, lines, told);
  } catch (thrown) {
    throw unreadable(thrown, told);
  }
  return told;
}

async function write(ctx: TableContext, order: ImportOrder, lines: readonly Line[], told: TableImport) {
  const connection = writing(ctx.store, visibleProjects(ctx));
  const result = await ctx.store.commit(() => {
    const table = findTable(connection, order.table);
    const key = order.key?.length ? uniqueKey(table, order.key) : undefined;
    const writer = createRowWriter(connection, table, { at: Date.now(), unknown: "refuse" });
    const part: TableImport = { inserted: 0, updated: 0, refusedCount: 0, refused: [] };
    for (const { record, info } of lines) {
      try {
        const row = rowOf(record, order.mapping);
        const { is } = key ? writer.upsert(row, key) : writer.insert(row);
        if (is === "created") part.inserted++;
        else part.updated++;
      } catch (thrown) {
        if (!(thrown instanceof AppError)) throw thrown;
        part.refusedCount++;
        if (part.refused.length < maxRefusedTold) part.refused.push({ line: info.lines, message: thrown.message });
      }
    }
    writer.finish();
    return part;
  });
  told.inserted += result.inserted;
  told.updated += result.updated;
  told.refusedCount += result.refusedCount;
  told.refused.push(...result.refused.slice(0, maxRefusedTold - told.refused.length));
}

/** An empty cell is no value, so that defaults fill it. */
function rowOf(record: readonly string[], mapping: readonly (string | null)[]): GivenRow {
  const row: GivenRow = {};
  for (const [index, column] of mapping.entries()) {
    const cell = record[index];
    if (column !== null && cell !== undefined && cell !== "") row[column] = unguarded(cell);
  }
  return row;
}

/** What the export puts before a cell that a spreadsheet would take for a formula. */
const unguarded = (cell: string) => (/^'+[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell);

function unreadable(thrown: unknown, { inserted, updated }: TableImport): unknown {
  if (!(thrown instanceof Error) || !("code" in thrown) || !String(thrown.code).startsWith("CSV_")) return thrown;
  const lines = "lines" in thrown ? ` in line ${thrown.lines}` : "";
  return new AppError("INVALID", `The file is no CSV${lines}: ${thrown.message}`, {
    hint: inserted + updated > 0 ? `${inserted + updated} rows before it were written` : "Nothing was written",
    cause: thrown,
  });
}
