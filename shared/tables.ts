/** Data tables: what is in them, and what may be. Times are milliseconds since 1970. */

export const columnTypes = ["text", "number", "boolean", "datetime", "json"] as const;
export type ColumnType = (typeof columnTypes)[number];

export type TableColumn = {
  id: number;
  name: string;
  type: ColumnType;
  required: boolean;
  /** What a new row has where nothing is given. */
  default: Cell;
};

/** Over one or several columns, by their ids. `isUnique`: no two rows are alike in them; an index alone otherwise. */
export type TableKey = { id: number; columns: number[]; isUnique: boolean };

export type TableInfo = {
  id: number;
  projectId: string;
  name: string;
  rowCount: number;
  createdAt: number;
  updatedAt: number;
  columns: TableColumn[];
  keys: TableKey[];
};

export type TableSummary = Omit<TableInfo, "columns" | "keys"> & { columnCount: number };

/** A value as it is given and read: a datetime is ISO text in UTC. */
export type Cell = null | boolean | number | string | Cell[] | { [key: string]: Cell };
export type TableRow = { id: number; createdAt: string; updatedAt: string; [column: string]: Cell };

/** Which every row has, and nobody writes. */
export const systemColumns = ["id", "createdAt", "updatedAt"] as const;

export const filterOperators = [
  ...["equal", "different", "less", "atMost", "greater", "atLeast"],
  ...["contains", "startsWith", "empty", "notEmpty"],
] as const as readonly FilterOperator[];
export type FilterOperator =
  | ("equal" | "different" | "less" | "atMost" | "greater" | "atLeast")
  | ("contains" | "startsWith" | "empty" | "notEmpty");

/** A condition on one column. `empty` and `notEmpty` look at no value. */
export type TableFilter = { column: string; is: FilterOperator; value?: Cell };
export type TableMatch = "all" | "any";
export type TableSort = { column: string; way: "up" | "down" };

export type RowPage = { rows: TableRow[]; next: string | null };

/** What became of lines of a file. `refused` holds the first of them. */
export type TableImport = {
  inserted: number;
  updated: number;
  refusedCount: number;
  refused: { line: number; message: string }[];
};

export const tableLimits = {
  tables: 500,
  columns: 200,
  keys: 20,
  keyColumns: 8,
  nameLength: 64,
  textLength: 1_000_000,
  rows: 5_000_000,
} as const;

/** Why a text cannot be the name of a column; undefined when it can. */
export function columnNameProblem(name: string): string | undefined {
  const problem = nameProblem(name);
  if (problem) return problem;
  const isSystem = systemColumns.some((taken) => taken.toLowerCase() === name.toLowerCase());
  if (isSystem) return `"${name}" is a column that every table has`;
  return name === "__proto__" ? `"${name}" cannot be the name of a column` : undefined;
}

export function nameProblem(name: string): string | undefined {
  if (name.trim() === "") return "A name is missing";
  if (name.length > tableLimits.nameLength) return `A name has at most ${tableLimits.nameLength} characters`;
  if (name !== name.trim() || /\p{Cc}/u.test(name)) return "A name has no line breaks, and no spaces around it";
  return undefined;
}
