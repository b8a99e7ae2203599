import { AppError } from "@/shared/errors";
import { readCell } from "@/shared/table-values";
import type { Cell, ColumnType, FilterOperator, TableFilter, TableInfo, TableMatch, TableSort } from "@/shared/tables";
import { type SqlValue, toSql } from "./cells";
import { columnNamed, sqlColumn } from "./describe";

export type Condition = { sql: string; values: SqlValue[] };

/** What a filter or a sort looks at: one of the user's columns, or one that every table has. */
export type Place = { name: string; sql: string; type: ColumnType; isTime: boolean };

export function placeOf(table: TableInfo, name: string): Place {
  switch (name.trim().toLowerCase()) {
    case "id":
      return { name: "id", sql: "id", type: "number", isTime: false };
    case "createdat":
      return { name: "createdAt", sql: "created_at", type: "datetime", isTime: true };
    case "updatedat":
      return { name: "updatedAt", sql: "updated_at", type: "datetime", isTime: true };
    default: {
      const column = columnNamed(table, name);
      return { name: column.name, sql: sqlColumn(column), type: column.type, isTime: false };
    }
  }
}

/** All rows, where there is no filter. */
export function whereOf(table: TableInfo, filters: readonly TableFilter[], match: TableMatch = "all"): Condition {
  const parts = filters.map((filter) => conditionOf(placeOf(table, filter.column), filter));
  if (parts.length === 0) return { sql: "1", values: [] };
  const joined = parts.map(({ sql }) => `(${sql})`).join(match === "all" ? " AND " : " OR ");
  return { sql: joined, values: parts.flatMap(({ values }) => values) };
}

export const orderOf = (table: TableInfo, sorts: readonly TableSort[]): string =>
  [...sorts.map(({ column, way }) => `${placeOf(table, column).sql} ${way === "down" ? "DESC" : "ASC"}`), "id"].join(
    ", ",
  );

const comparison = {
  equal: "IS",
  different: "IS NOT",
  less: "<",
  atMost: "<=",
  greater: ">",
  atLeast: ">=",
} as const satisfies { [is in FilterOperator]?: string };

function conditionOf(place: Place, { is, value = null }: TableFilter): Condition {
  switch (is) {
    case "empty":
      return {
        sql: place.type === "text" ? `${place.sql} IS NULL OR ${place.sql} = ''` : `${place.sql} IS NULL`,
        values: [],
      };
    case "notEmpty":
      return { sql: place.type === "text" ? `${place.sql} <> ''` : `${place.sql} IS NOT NULL`, values: [] };
    case "contains":
      return { sql: `${place.sql} LIKE ? ESCAPE '\\'`, values: [`%${pattern(value)}%`] };
    case "startsWith":
      return { sql: `${place.sql} LIKE ? ESCAPE '\\'`, values: [`${pattern(value)}%`] };
    default:
      return { sql: `${place.sql} ${comparison[is]} ?`, values: [comparable(place, value)] };
  }
}

/** The value as the column holds it, so that an index serves. */
export function comparable(place: Place, given: Cell): SqlValue {
  const read = readCell(place.type, given);
  if (!read.ok) throw new AppError("INVALID", `"${place.name}" cannot be compared: ${read.problem}`);
  const value = toSql(place.type, read.value);
  return place.isTime && typeof value === "string" ? Date.parse(value) : value;
}

function pattern(value: Cell): string {
  const text = typeof value === "string" ? value : value === null ? "" : JSON.stringify(value);
  return text.replace(/[\\%_]/g, "\\$&");
}
