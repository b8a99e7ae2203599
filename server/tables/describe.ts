import type { Store } from "@/server/db/client";
import { AppError } from "@/shared/errors";
import type { Cell, ColumnType, TableColumn, TableInfo, TableKey } from "@/shared/tables";

/** A connection: that for reading, or the writing one within a commit. */
export type Connection = {
  prepare: Store["prepareWrite"];
  /** The projects whose tables there are: a JSON list, or `null` for all. */
  projects: string | null;
};

export const reading = ({ rawRead }: Store, projects: string | null): Connection => ({
  prepare: (sql) => rawRead.prepare(sql),
  projects,
});
export const writing = ({ prepareWrite }: Store, projects: string | null): Connection => ({
  prepare: prepareWrite,
  projects,
});

const isThere = "(@projects IS NULL OR project_id IN (SELECT value FROM json_each(@projects)))";
const fields =
  "id, name, project_id AS projectId, row_count AS rowCount, created_at AS createdAt, updated_at AS updatedAt";

type Row = Omit<TableInfo, "columns" | "keys">;

/** By its name or its id; a name goes first. */
export function findTable(connection: Connection, nameOrId: string | number): TableInfo {
  const { projects } = connection;
  // Of several projects with the name, the one that was there first.
  const byName = connection.prepare(
    `SELECT ${fields} FROM tables WHERE ${isThere} AND name = @wanted COLLATE NOCASE ORDER BY id LIMIT 1`,
  );
  const byId = connection.prepare(`SELECT ${fields} FROM tables WHERE ${isThere} AND id = @wanted`);
  const found = (typeof nameOrId === "string" ? byName.get({ projects, wanted: nameOrId.trim() }) : undefined) as
    | Row
    | undefined;
  const row =
    found ??
    (/^\d{1,15}$/.test(String(nameOrId)) ? (byId.get({ projects, wanted: Number(nameOrId) }) as Row) : undefined);
  if (!row) {
    throw new AppError("NOT_FOUND", `There is no table "${nameOrId}"`, {
      hint: "It may have been renamed or deleted; Tables lists those there are",
    });
  }
  return { ...row, columns: columnsOf(connection, row.id), keys: keysOf(connection, row.id) };
}

export const listTables = (connection: Connection): (Row & { columnCount: number })[] =>
  connection
    .prepare(
      `SELECT ${fields}, (SELECT count(*) FROM table_columns c WHERE c.table_id = tables.id) AS columnCount
       FROM tables WHERE ${isThere} ORDER BY name COLLATE NOCASE`,
    )
    .all({ projects: connection.projects }) as (Row & { columnCount: number })[];

type ColumnRow = { id: number; name: string; type: ColumnType; required: number; preset: string | null };

const columnsOf = (connection: Connection, tableId: number): TableColumn[] =>
  (
    connection
      .prepare(
        'SELECT id, name, type, required, "default" AS preset FROM table_columns WHERE table_id = ? ORDER BY position, id',
      )
      .all(tableId) as ColumnRow[]
  ).map(({ required, preset, ...column }) => ({
    ...column,
    required: required === 1,
    default: preset === null ? null : (JSON.parse(preset) as Cell),
  }));

const keysOf = (connection: Connection, tableId: number): TableKey[] =>
  (
    connection
      .prepare("SELECT id, columns, is_unique AS isUnique FROM table_keys WHERE table_id = ? ORDER BY id")
      .all(tableId) as { id: number; columns: string; isUnique: number }[]
  ).map(({ id, columns, isUnique }) => ({ id, columns: JSON.parse(columns) as number[], isUnique: isUnique === 1 }));

/** The names in SQL are made of numbers alone. */
export const sqlTable = ({ id }: Pick<TableInfo, "id">) => `t_${number(id)}`;
export const sqlColumn = ({ id }: Pick<TableColumn, "id">) => `c${number(id)}`;
export const sqlKey = (table: Pick<TableInfo, "id">, { id }: Pick<TableKey, "id">) =>
  `${sqlTable(table)}_k${number(id)}`;

export const sqlType = {
  text: "TEXT",
  number: "REAL",
  boolean: "INTEGER",
  datetime: "TEXT",
  json: "TEXT",
} as const satisfies { [type in ColumnType]: string };

function number(id: number): number {
  if (!Number.isSafeInteger(id) || id < 1) throw new Error(`${id} is no id`);
  return id;
}

/** A column by its name, in any case of letters. */
export function columnNamed(table: TableInfo, name: string): TableColumn {
  const wanted = name.trim().toLowerCase();
  const found =
    table.columns.find((column) => column.name === name) ??
    table.columns.find((column) => column.name.toLowerCase() === wanted);
  if (found) return found;
  throw new AppError("INVALID", `The table "${table.name}" has no column "${name}"`, {
    hint: `Its columns are: ${table.columns.map((column) => column.name).join(", ") || "none yet"}`,
  });
}

export const keyNames = (table: TableInfo, { columns }: Pick<TableKey, "columns">): string[] =>
  columns.map((id) => table.columns.find((column) => column.id === id)?.name ?? "?");
