import { AppError } from "@/shared/errors";
import type { RowPage, TableFilter, TableInfo, TableMatch, TableRow, TableSort } from "@/shared/tables";
import { type SqlValue, selectList, toRow } from "./cells";
import { type Connection, sqlTable } from "./describe";
import { type Condition, orderOf, placeOf, whereOf } from "./where";

export type RowQuery = { where?: readonly TableFilter[]; match?: TableMatch };

/** Rows in order, one after the other as they are asked for. */
export function* eachRow(
  connection: Connection,
  table: TableInfo,
  { where = [], match, sort = [], limit }: RowQuery & { sort?: readonly TableSort[]; limit?: number },
): Generator<TableRow> {
  const condition = whereOf(table, where, match);
  const sql = `SELECT ${selectList(table)} FROM ${sqlTable(table)} WHERE ${condition.sql} ORDER BY ${orderOf(table, sort)}`;
  const statement = connection.prepare(limit === undefined ? sql : `${sql} LIMIT ${Math.max(0, Math.trunc(limit))}`);
  for (const values of statement.raw().iterate(...condition.values)) yield toRow(table, values as unknown[]);
}

export function readRows(...args: Parameters<typeof eachRow>): TableRow[] {
  return [...eachRow(...args)];
}

export function countRows(connection: Connection, table: TableInfo, { where = [], match }: RowQuery): number {
  if (where.length === 0) return table.rowCount;
  const condition = whereOf(table, where, match);
  const sql = `SELECT count(*) AS count FROM ${sqlTable(table)} WHERE ${condition.sql}`;
  return (connection.prepare(sql).get(...condition.values) as { count: number }).count;
}

/** By their ids, in that order; those that are gone are left out. */
export function rowsById(connection: Connection, table: TableInfo, ids: readonly number[]): TableRow[] {
  const sql = `SELECT ${selectList(table)} FROM ${sqlTable(table)} WHERE id IN (SELECT value FROM json_each(?))`;
  const found = new Map<number, TableRow>();
  const statement = connection.prepare(sql).raw();
  for (const values of statement.iterate(JSON.stringify(ids))) {
    const row = toRow(table, values as unknown[]);
    found.set(row.id, row);
  }
  return ids.flatMap((id) => found.get(id) ?? []);
}

/** Where a page ended: the sorted value and the id of its last row. */
type Cursor = { value: SqlValue; id: number };

/** A page of rows in the order of one column. `after` is `next` of the page before; however far, it costs the same. */
export function readPage(
  connection: Connection,
  table: TableInfo,
  { sort, after, limit, ...query }: RowQuery & { sort?: TableSort; after?: string; limit: number },
): RowPage {
  const place = placeOf(table, sort?.column ?? "id");
  const way = sort?.way === "down" ? "DESC" : "ASC";
  const condition = whereOf(table, query.where ?? [], query.match);
  const columns = `${place.sql}, ${selectList(table)}`;
  const rows: unknown[][] = [];
  for (const part of partsAfter(place.sql, way, after === undefined ? undefined : readCursor(after))) {
    const sql = `SELECT ${columns} FROM ${sqlTable(table)} WHERE (${condition.sql}) AND ${part.sql}
      ORDER BY ${place.sql} ${way}, id ${way} LIMIT ${limit + 1 - rows.length}`;
    rows.push(
      ...(connection
        .prepare(sql)
        .raw()
        .all(...condition.values, ...part.values) as unknown[][]),
    );
    if (rows.length > limit) break;
  }
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const next: Cursor | null =
    rows.length > limit && last ? { value: last[0] as SqlValue, id: last[1] as number } : null;
  return {
    rows: page.map((values) => toRow(table, values.slice(1))),
    next: next && Buffer.from(JSON.stringify([next.value, next.id])).toString("base64url"),
  };
}

/** Empty values come first upwards and last downwards; a pair is compared with a pair, so that an index serves. */
function partsAfter(column: string, way: "ASC" | "DESC", cursor: Cursor | undefined): Condition[] {
  if (!cursor) return [{ sql: "1", values: [] }];
  if (column === "id") return [{ sql: way === "ASC" ? "id > ?" : "id < ?", values: [cursor.id] }];
  const isUp = way === "ASC";
  const rest: Condition = { sql: `${column} IS NULL AND id ${isUp ? ">" : "<"} ?`, values: [cursor.id] };
  if (cursor.value === null) return isUp ? [rest, { sql: `${column} IS NOT NULL`, values: [] }] : [rest];
  const beyond: Condition = {
    sql: `(${column}, id) ${isUp ? ">" : "<"} (?, ?)`,
    values: [cursor.value, cursor.id],
  };
  return isUp ? [beyond] : [beyond, { sql: `${column} IS NULL`, values: [] }];
}

function readCursor(text: string): Cursor {
  try {
    const [value, id] = JSON.parse(Buffer.from(text, "base64url").toString()) as unknown[];
    const isValue = value === null || typeof value === "string" || typeof value === "number";
    if (isValue && Number.isSafeInteger(id)) return { value, id: id as number };
  } catch {
    // Falls through to the one refusal.
  }
  throw new AppError("INVALID", "The place in the list is not valid", { hint: "Begin with the first page" });
}
