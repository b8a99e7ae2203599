import { findTable, reading, writing } from "@/server/tables/describe";
import { countRows, type RowQuery, readPage, rowsById } from "@/server/tables/read-rows";
import type { GivenRow } from "@/server/tables/row-values";
import { whereOf } from "@/server/tables/where";
import { createRowWriter, type RowWriter, uniqueKey } from "@/server/tables/write-rows";
import { AppError } from "@/shared/errors";
import type { RowPage, TableInfo, TableRow, TableSort } from "@/shared/tables";
import { visibleProjects } from "./access";
import type { TableContext } from "./tables";

type OfTable = { table: string | number };

export function listRows(
  ctx: TableContext,
  { table, limit = 100, ...query }: OfTable & RowQuery & { sort?: TableSort; after?: string; limit?: number },
): RowPage {
  const connection = reading(ctx.store, visibleProjects(ctx));
  return readPage(connection, findTable(connection, table), { ...query, limit });
}

export function countTableRows(ctx: TableContext, { table, ...query }: OfTable & RowQuery): number {
  const connection = reading(ctx.store, visibleProjects(ctx));
  return countRows(connection, findTable(connection, table), query);
}

/** All or none. */
export const insertRows = (ctx: TableContext, { table, rows }: OfTable & { rows: GivenRow[] }): Promise<TableRow[]> =>
  writeRows(ctx, table, (writer) => rows.map((row, index) => at(index, () => writer.insert(row).id)));

/** By a unique key. All or none. */
export const upsertRows = (
  ctx: TableContext,
  { table, rows, key }: OfTable & { rows: GivenRow[]; key: string[] },
): Promise<TableRow[]> =>
  writeRows(ctx, table, (writer, found) => {
    const columns = uniqueKey(found, key);
    return rows.map((row, index) => at(index, () => writer.upsert(row, columns).id));
  });

export async function updateRow(
  ctx: TableContext,
  { table, id, values }: OfTable & { id: number; values: GivenRow },
): Promise<TableRow> {
  const [row] = await writeRows(ctx, table, (writer) => writer.update({ sql: "id = ?", values: [id] }, values));
  if (!row) throw new AppError("NOT_FOUND", `There is no row ${id} any more`, { hint: "It may have been deleted" });
  return row;
}

export async function deleteRows(
  ctx: TableContext,
  { table, ...which }: OfTable & ({ ids: number[] } | (RowQuery & { where: NonNullable<RowQuery["where"]> })),
): Promise<{ deleted: number }> {
  const connection = writing(ctx.store, visibleProjects(ctx));
  return ctx.store.commit(() => {
    const found = findTable(connection, table);
    const writer = createRowWriter(connection, found, { at: Date.now() });
    const condition =
      "ids" in which
        ? { sql: "id IN (SELECT value FROM json_each(?))", values: [JSON.stringify(which.ids)] }
        : whereOf(found, which.where, which.match);
    if (!("ids" in which) && which.where.length === 0) {
      throw new AppError("INVALID", "Without a condition every row of the table would be deleted");
    }
    const deleted = writer.remove(condition);
    writer.finish();
    return { deleted };
  });
}

function writeRows(
  ctx: TableContext,
  table: string | number,
  work: (writer: RowWriter, table: TableInfo) => number[],
): Promise<TableRow[]> {
  const connection = writing(ctx.store, visibleProjects(ctx));
  return ctx.store.commit(() => {
    const found = findTable(connection, table);
    const writer = createRowWriter(connection, found, { at: Date.now(), unknown: "refuse" });
    const ids = work(writer, found);
    writer.finish();
    return rowsById(connection, found, ids);
  });
}

/** Which of the rows it was, from 1. */
function at<T>(index: number, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    throw new AppError(thrown.code, `Row ${index + 1}: ${thrown.message}`, { hint: thrown.hint, cause: thrown });
  }
}
