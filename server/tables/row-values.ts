import { AppError } from "@/shared/errors";
import { readCell } from "@/shared/table-values";
import { systemColumns, type TableColumn, type TableInfo } from "@/shared/tables";
import { type SqlValue, toSql } from "./cells";

export type GivenRow = { [column: string]: unknown };

/** The values of one row by column, checked. What names no column is left out, and its name is noted. */
export type RowValues = { columns: TableColumn[]; values: SqlValue[] };

export function createRowReader(table: TableInfo, unknown: "ignore" | "refuse") {
  const byName = new Map<string, TableColumn>();
  for (const column of table.columns) byName.set(column.name.toLowerCase(), column);
  for (const column of table.columns) byName.set(column.name, column);
  const ignored = new Set<string>();

  return {
    /** Fields that were left out because no column has their name. */
    ignored,

    read(given: GivenRow): RowValues {
      const columns: TableColumn[] = [];
      const values: SqlValue[] = [];
      for (const name of Object.keys(given)) {
        const column = byName.get(name) ?? byName.get(name.toLowerCase());
        if (!column) {
          leaveOut(name);
          continue;
        }
        if (columns.includes(column)) {
          throw new AppError("INVALID", `The column "${column.name}" is given twice, in other letters`);
        }
        columns.push(column);
        values.push(storedValue(column, given[name]));
      }
      return { columns, values };
    },
  };

  function leaveOut(name: string) {
    if ((systemColumns as readonly string[]).includes(name)) return;
    if (unknown === "ignore") {
      if (ignored.size < 100) ignored.add(name);
      return;
    }
    throw new AppError("INVALID", `The table "${table.name}" has no column "${name}"`, {
      hint: `Its columns are: ${table.columns.map((column) => column.name).join(", ") || "none yet"}`,
    });
  }
}

export function storedValue(column: TableColumn, given: unknown): SqlValue {
  const read = readCell(column.type, given);
  if (!read.ok) {
    throw new AppError("INVALID", `Column "${column.name}": ${read.problem}`, {
      hint: `The column holds ${typeNames[column.type]}`,
    });
  }
  if (column.required && (read.value === null || read.value === "")) {
    throw new AppError("INVALID", `Column "${column.name}" must not be empty`);
  }
  return toSql(column.type, read.value);
}

const typeNames = {
  text: "texts",
  number: "numbers",
  boolean: "true or false",
  datetime: "dates with times",
  json: "JSON",
} as const;
