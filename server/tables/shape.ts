import { AppError } from "@/shared/errors";
import { readCell } from "@/shared/table-values";
import {
  type Cell,
  type ColumnType,
  columnNameProblem,
  nameProblem,
  type TableColumn,
  type TableInfo,
  tableLimits,
} from "@/shared/tables";
import { fromSql, type SqlValue, toSql } from "./cells";
import { type Connection, findTable, keyNames, listTables, sqlColumn, sqlKey, sqlTable, sqlType } from "./describe";

/** Making and changing tables, columns and keys. Each within one commit. */

export type NewColumn = { name: string; type: ColumnType; required?: boolean; default?: Cell };
export type ColumnChange = Partial<Omit<NewColumn, "name">> & { name?: string };

export function createTable(
  connection: Connection,
  { name, columns, at, projectId }: { name: string; columns: readonly NewColumn[]; at: number; projectId: string },
): TableInfo {
  requireTableName(connection, name, projectId);
  if (listTables({ ...connection, projects: null }).length >= tableLimits.tables) {
    throw new AppError("LIMIT", `There can be at most ${tableLimits.tables} tables`);
  }
  const { lastInsertRowid } = connection
    .prepare("INSERT INTO tables (project_id, name, created_at, updated_at) VALUES (?, ?, ?, ?)")
    .run(projectId, name, at, at);
  const id = Number(lastInsertRowid);
  connection
    .prepare(
      `CREATE TABLE ${sqlTable({ id })} (id INTEGER PRIMARY KEY AUTOINCREMENT, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL)`,
    )
    .run();
  for (const column of columns) addColumn(connection, findTable(connection, id), column);
  return findTable(connection, id);
}

export function renameTable(
  connection: Connection,
  table: TableInfo,
  { name, at }: { name: string; at: number },
): void {
  if (name.toLowerCase() !== table.name.toLowerCase()) requireTableName(connection, name, table.projectId);
  connection.prepare("UPDATE tables SET name = ?, updated_at = ? WHERE id = ?").run(name, at, table.id);
}

export function dropTable(connection: Connection, table: TableInfo): void {
  connection.prepare(`DROP TABLE ${sqlTable(table)}`).run();
  connection.prepare("DELETE FROM table_columns WHERE table_id = ?").run(table.id);
  connection.prepare("DELETE FROM table_keys WHERE table_id = ?").run(table.id);
  connection.prepare("DELETE FROM tables WHERE id = ?").run(table.id);
}

export function clearTable(connection: Connection, table: TableInfo, at: number): void {
  connection.prepare(`DELETE FROM ${sqlTable(table)}`).run();
  connection.prepare("UPDATE tables SET row_count = 0, updated_at = ? WHERE id = ?").run(at, table.id);
}

export function addColumn(connection: Connection, table: TableInfo, column: NewColumn): number {
  const { name, type, required = false } = column;
  requireColumnName(table, name);
  if (table.columns.length >= tableLimits.columns) {
    throw new AppError("LIMIT", `A table has at most ${tableLimits.columns} columns`);
  }
  const preset = presetOf(type, name, column.default);
  if (required && isEmpty(preset) && table.rowCount > 0) {
    throw new AppError("INVALID", `The column "${name}" would be empty in the ${table.rowCount} rows there are`, {
      hint: "Give it a default, or fill it first and then require it",
    });
  }
  const { lastInsertRowid } = connection
    .prepare(
      `INSERT INTO table_columns (table_id, name, type, required, "default", position)
       VALUES (?, ?, ?, ?, ?, (SELECT coalesce(max(position), 0) + 1 FROM table_columns WHERE table_id = ?))`,
    )
    .run(table.id, name, type, required ? 1 : 0, preset === null ? null : JSON.stringify(preset), table.id);
  const id = Number(lastInsertRowid);
  connection.prepare(`ALTER TABLE ${sqlTable(table)} ADD COLUMN ${sqlColumn({ id })} ${sqlType[type]}`).run();
  if (preset !== null && table.rowCount > 0) {
    connection.prepare(`UPDATE ${sqlTable(table)} SET ${sqlColumn({ id })} = ?`).run(toSql(type, preset));
  }
  return id;
}

export function changeColumn(connection: Connection, table: TableInfo, columnId: number, change: ColumnChange): void {
  const column = columnOf(table, columnId);
  const { name = column.name, type = column.type, required = column.required } = change;
  if (name.toLowerCase() !== column.name.toLowerCase()) requireColumnName(table, name);
  else if (columnNameProblem(name)) throw new AppError("INVALID", columnNameProblem(name) ?? "");
  const preset = presetOf(type, name, change.default === undefined ? column.default : change.default);
  if (type !== column.type) convertColumn(connection, table, column, type);
  if (required && !column.required) requireFilled(connection, table, column);
  connection
    .prepare('UPDATE table_columns SET name = ?, type = ?, required = ?, "default" = ? WHERE id = ?')
    .run(name, type, required ? 1 : 0, preset === null ? null : JSON.stringify(preset), column.id);
}

export function dropColumn(connection: Connection, table: TableInfo, columnId: number): void {
  const column = columnOf(table, columnId);
  const key = table.keys.find(({ columns }) => columns.includes(column.id));
  if (key) {
    throw new AppError(
      "CONFLICT",
      `The column "${column.name}" is part of the key ${keyNames(table, key).join(" + ")}`,
      {
        hint: "Delete the key first",
      },
    );
  }
  connection.prepare(`ALTER TABLE ${sqlTable(table)} DROP COLUMN ${sqlColumn(column)}`).run();
  connection.prepare("DELETE FROM table_columns WHERE id = ?").run(column.id);
}

/** The ids of all columns, in their new order. */
export function orderColumns(connection: Connection, table: TableInfo, order: readonly number[]): void {
  const known = new Set(table.columns.map(({ id }) => id));
  if (order.length !== known.size || new Set(order).size !== known.size || order.some((id) => !known.has(id))) {
    throw new AppError("CONFLICT", "The columns of the table changed meanwhile", { hint: "Look at it again" });
  }
  const set = connection.prepare("UPDATE table_columns SET position = ? WHERE id = ?");
  order.forEach((id, position) => void set.run(position, id));
}

export function addKey(
  connection: Connection,
  table: TableInfo,
  { columns: ids, isUnique }: { columns: readonly number[]; isUnique: boolean },
): number {
  const columns = [...new Set(ids)].map((id) => columnOf(table, id));
  if (columns.length === 0) throw new AppError("INVALID", "A key needs a column");
  if (columns.length > tableLimits.keyColumns || table.keys.length >= tableLimits.keys) {
    throw new AppError(
      "LIMIT",
      `A table has at most ${tableLimits.keys} keys of ${tableLimits.keyColumns} columns each`,
    );
  }
  const json = columns.find(({ type }) => type === "json");
  if (json) throw new AppError("INVALID", `"${json.name}" holds JSON, which cannot be part of a key`);
  const list = JSON.stringify(columns.map(({ id }) => id));
  if (table.keys.some((key) => key.isUnique === isUnique && JSON.stringify(key.columns) === list)) {
    throw new AppError("CONFLICT", "The table has this key already");
  }
  if (isUnique) refuseDuplicates(connection, table, columns);
  const { lastInsertRowid } = connection
    .prepare("INSERT INTO table_keys (table_id, columns, is_unique) VALUES (?, ?, ?)")
    .run(table.id, list, isUnique ? 1 : 0);
  const id = Number(lastInsertRowid);
  connection
    .prepare(
      `CREATE ${isUnique ? "UNIQUE " : ""}INDEX ${sqlKey(table, { id })} ON ${sqlTable(table)} (${columns.map(sqlColumn).join(", ")})`,
    )
    .run();
  return id;
}

export function dropKey(connection: Connection, table: TableInfo, keyId: number): void {
  const key = table.keys.find(({ id }) => id === keyId);
  if (!key) throw new AppError("NOT_FOUND", "The table has no such key", { hint: "It may have been deleted" });
  connection.prepare(`DROP INDEX ${sqlKey(table, key)}`).run();
  connection.prepare("DELETE FROM table_keys WHERE id = ?").run(key.id);
}

function refuseDuplicates(connection: Connection, table: TableInfo, columns: readonly TableColumn[]): void {
  const list = columns.map(sqlColumn).join(", ");
  const filled = columns.map((column) => `${sqlColumn(column)} IS NOT NULL`).join(" AND ");
  const sql = `SELECT ${list}, count(*) AS count FROM ${sqlTable(table)} WHERE ${filled} GROUP BY ${list} HAVING count(*) > 1 LIMIT 4`;
  const found = connection.prepare(sql).raw().all() as SqlValue[][];
  if (found.length === 0) return;
  const named = found.slice(0, 3).map((values) => {
    const parts = columns.map((column, index) => `${column.name} = ${JSON.stringify(values[index])}`);
    return `${parts.join(", ")} (${values.at(-1)} rows)`;
  });
  throw new AppError("CONFLICT", `Rows are alike: ${named.join("; ")}${found.length > 3 ? " and more" : ""}`, {
    hint: "Change or delete them, then add the key",
  });
}

/** Reads each value as one of the new type; refused with the first that are none. */
function convertColumn(connection: Connection, table: TableInfo, column: TableColumn, type: ColumnType): void {
  const key = table.keys.find(({ columns }) => columns.includes(column.id));
  if (key) {
    throw new AppError(
      "CONFLICT",
      `The column "${column.name}" is part of the key ${keyNames(table, key).join(" + ")}`,
      {
        hint: "Delete the key first, and add it again afterwards",
      },
    );
  }
  const [target, name] = [sqlTable(table), sqlColumn(column)];
  const rows = connection.prepare(`SELECT id, ${name} FROM ${target} WHERE ${name} IS NOT NULL`).raw().all() as [
    number,
    SqlValue,
  ][];
  const problems: string[] = [];
  const converted: [number, SqlValue][] = [];
  for (const [id, value] of rows) {
    const cell = fromSql(column.type, value);
    const given = type === "text" && typeof cell === "object" ? JSON.stringify(cell) : cell;
    const read = readCell(type, given);
    if (read.ok) converted.push([id, toSql(type, read.value)]);
    else if (problems.push(`row ${id}: ${read.problem}`) > 3) break;
  }
  if (problems.length > 0) {
    const more = problems.length > 3 ? " and more" : "";
    throw new AppError("CONFLICT", `Values of "${column.name}" do not fit: ${problems.slice(0, 3).join("; ")}${more}`, {
      hint: "Correct them, then change the type",
    });
  }
  connection.prepare(`ALTER TABLE ${target} DROP COLUMN ${name}`).run();
  connection.prepare(`ALTER TABLE ${target} ADD COLUMN ${name} ${sqlType[type]}`).run();
  const set = connection.prepare(`UPDATE ${target} SET ${name} = ? WHERE id = ?`);
  for (const [id, value] of converted) set.run(value, id);
}

function requireFilled(connection: Connection, table: TableInfo, column: TableColumn): void {
  const sql = `SELECT id FROM ${sqlTable(table)} WHERE ${sqlColumn(column)} IS NULL OR ${sqlColumn(column)} = '' LIMIT 4`;
  const ids = connection.prepare(sql).pluck().all() as number[];
  if (ids.length === 0) return;
  throw new AppError(
    "CONFLICT",
    `The column "${column.name}" is empty in the rows ${ids.slice(0, 3).join(", ")}${ids.length > 3 ? " and more" : ""}`,
    {
      hint: "Fill it there, then require it",
    },
  );
}

function columnOf(table: TableInfo, id: number): TableColumn {
  const column = table.columns.find((candidate) => candidate.id === id);
  if (!column) throw new AppError("NOT_FOUND", "The table has no such column", { hint: "It may have been deleted" });
  return column;
}

function presetOf(type: ColumnType, name: string, given: Cell | undefined): Cell {
  const read = readCell(type, given);
  if (!read.ok) throw new AppError("INVALID", `The default of "${name}" does not fit: ${read.problem}`);
  return read.value;
}

const isEmpty = (value: Cell) => value === null || value === "";

function requireTableName(connection: Connection, name: string, projectId: string): void {
  const problem = nameProblem(name) ?? (/^\d+$/.test(name) ? "A name has more than digits" : undefined);
  if (problem) throw new AppError("INVALID", problem);
  if (
    listTables({ ...connection, projects: JSON.stringify([projectId]) }).some(
      (table) => table.name.toLowerCase() === name.toLowerCase(),
    )
  ) {
    throw new AppError("CONFLICT", `There is already a table "${name}"`);
  }
}

function requireColumnName(table: TableInfo, name: string): void {
  const problem = columnNameProblem(name);
  if (problem) throw new AppError("INVALID", problem);
  if (table.columns.some((column) => column.name.toLowerCase() === name.toLowerCase())) {
    throw new AppError("CONFLICT", `The table has a column "${name}" already`);
  }
}
