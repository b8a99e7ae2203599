import { findTable, reading } from "@/server/tables/describe";
import { type RowQuery, readPage } from "@/server/tables/read-rows";
import { csvLine, guardedCell } from "@/shared/csv-text";
import { cellText } from "@/shared/table-values";
import type { ColumnType, TableInfo, TableRow, TableSort } from "@/shared/tables";
import { visibleProjects } from "./access";
import type { TableContext } from "./tables";

export type ExportOrder = RowQuery & { table: string | number; format: "csv" | "json"; sort?: TableSort };

const pageSize = 1_000;

/** The rows as text, page by page. Each page is read when it is asked for: a slow reader holds nothing up. */
export async function* exportTable(ctx: TableContext, order: ExportOrder): AsyncGenerator<string> {
  const { table: which, format, ...query } = order;
  const connection = reading(ctx.store, visibleProjects(ctx));
  const table = findTable(connection, which);
  if (format === "csv")
    yield `\uFEFF${csvLine(["id", ...table.columns.map(({ name }) => name), "createdAt", "updatedAt"])}`;
  let after: string | undefined;
  let isFirst = true;
  do {
    const { rows, next } = readPage(connection, table, { ...query, after, limit: pageSize });
    if (format === "csv") yield rows.map((row) => rowLine(table, row)).join("");
    else if (rows.length > 0) yield `${isFirst ? "[\n" : ",\n"}${rows.map((row) => JSON.stringify(row)).join(",\n")}`;
    if (rows.length > 0) isFirst = false;
    after = next ?? undefined;
  } while (after !== undefined);
  if (format === "json") yield isFirst ? "[]\n" : "\n]\n";
}

const rowLine = (table: TableInfo, row: TableRow): string =>
  csvLine([
    String(row.id),
    ...table.columns.map(({ name, type }) => guarded(type, cellText(type, row[name] ?? null))),
    row.createdAt,
    row.updatedAt,
  ]);

const guarded = (type: ColumnType, cell: string) => (type === "text" || type === "json" ? guardedCell(cell) : cell);
