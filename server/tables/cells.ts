import type { Cell, ColumnType, TableInfo, TableRow } from "@/shared/tables";
import { sqlColumn } from "./describe";

export type SqlValue = null | number | string;

/** A value that `readCell` let through, as the database holds it. */
export function toSql(type: ColumnType, value: Cell): SqlValue {
  if (value === null) return null;
  if (type === "json") return JSON.stringify(value);
  if (typeof value === "boolean") return value ? 1 : 0;
  return value as string | number;
}

/** Of a row that was read with `selectList`. */
export function toRow(table: TableInfo, values: unknown[]): TableRow {
  const row: TableRow = {
    id: values[0] as number,
    createdAt: new Date(values[1] as number).toISOString(),
    updatedAt: new Date(values[2] as number).toISOString(),
  };
  for (let index = 0; index < table.columns.length; index++) {
    const column = table.columns[index];
    if (column) row[column.name] = fromSql(column.type, values[index + 3] as SqlValue);
  }
  return row;
}

export const selectList = (table: TableInfo): string =>
  ["id", "created_at", "updated_at", ...table.columns.map(sqlColumn)].join(", ");

export function fromSql(type: ColumnType, value: SqlValue): Cell {
  if (value === null) return null;
  switch (type) {
    case "boolean":
      return value === 1;
    case "json":
      return JSON.parse(String(value)) as Cell;
    case "text":
    case "number":
    case "datetime":
      return value;
  }
}
