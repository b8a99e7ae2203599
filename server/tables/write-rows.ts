import { AppError } from "@/shared/errors";
import { type TableColumn, type TableInfo, tableLimits } from "@/shared/tables";
import { type SqlValue, toSql } from "./cells";
import { type Connection, columnNamed, keyNames, sqlColumn, sqlTable } from "./describe";
import { createRowReader, type GivenRow, type RowValues, storedValue } from "./row-values";
import type { Condition } from "./where";

export type Written = { id: number; is: "created" | "changed" | "found" };

/** Bounds that a number must not leave. */
export type Adjustment = { column: string; by: number; min?: number; max?: number };
export type Adjusted = { is: "adjusted" | "refused"; rows: { id: number; value: number }[] };

/**
 * Writes rows of one table within one commit. Each call throws `AppError` when its row does not fit, and has then
 * changed nothing; `finish` must be the last.
 */
export function createRowWriter(
  connection: Connection,
  table: TableInfo,
  { at, unknown = "ignore" }: { at: number; unknown?: "ignore" | "refuse" },
) {
  const target = sqlTable(table);
  const reader = createRowReader(table, unknown);
  const statements = new Map<string, ReturnType<Connection["prepare"]>>();
  const prepared = (sql: string) => {
    const known = statements.get(sql);
    if (known) return known;
    const made = connection.prepare(sql);
    statements.set(sql, made);
    return made;
  };
  const presets = table.columns.map((column) => toSql(column.type, column.default));
  const places = new Map(table.columns.map((column, index) => [column.id, index]));
  let added = 0;

  return {
    ignored: reader.ignored,

    insert: (given: GivenRow): Written => insert(reader.read(given)),

    /** Finds the row by the values of its key, and changes it; otherwise adds it. */
    upsert(given: GivenRow, key: readonly TableColumn[]): Written {
      const row = reader.read(given);
      const id = find(row, key);
      if (id === undefined) return insert(row);
      change([id], row);
      return { id, is: "changed" };
    },

    getOrCreate(given: GivenRow, key: readonly TableColumn[]): Written {
      const row = reader.read(given);
      const id = find(row, key);
      return id === undefined ? insert(row) : { id, is: "found" };
    },

    /** The ids of the rows that were changed. */
    update(condition: Condition, given: GivenRow): number[] {
      const row = reader.read(given);
      const ids = idsOf(condition);
      if (ids.length > 0) change(ids, row);
      return ids;
    },

    remove(condition: Condition): number {
      const { changes } = prepared(`DELETE FROM ${target} WHERE ${condition.sql}`).run(...condition.values);
      added -= changes;
      return changes;
    },

    /** All rows that fit, or none of them if one would leave the bounds. */
    adjust(condition: Condition, { column: name, by, min, max }: Adjustment): Adjusted {
      const column = columnNamed(table, name);
      if (column.type !== "number") throw new AppError("INVALID", `Column "${column.name}" holds no numbers`);
      if (!Number.isFinite(by)) throw new AppError("INVALID", "The number to add is no number");
      const found = prepared(`SELECT id, ${sqlColumn(column)} AS value FROM ${target} WHERE ${condition.sql}`).all(
        ...condition.values,
      ) as { id: number; value: number | null }[];
      const rows = found.map(({ id, value }) => ({ id, value: sum(value ?? 0, by) }));
      const isOut = ({ value }: { value: number }) =>
        (min !== undefined && value < min) || (max !== undefined && value > max) || !Number.isFinite(value);
      if (rows.some(isOut)) return { is: "refused", rows: found.map(({ id, value }) => ({ id, value: value ?? 0 })) };
      const set = prepared(`UPDATE ${target} SET ${sqlColumn(column)} = ?, updated_at = ? WHERE id = ?`);
      for (const { id, value } of rows) guarded(() => set.run(value, at, id));
      return { is: "adjusted", rows };
    },

    finish(): void {
      connection
        .prepare("UPDATE tables SET row_count = row_count + ?, updated_at = ? WHERE id = ?")
        .run(added, at, table.id);
    },
  };

  function insert({ columns, values }: RowValues): Written {
    if (table.rowCount + added >= tableLimits.rows) {
      throw new AppError("LIMIT", `A table holds at most ${tableLimits.rows} rows`, { hint: "Delete old ones first" });
    }
    const all = presets.slice();
    columns.forEach((column, index) => {
      all[places.get(column.id) ?? 0] = values[index] ?? null;
    });
    for (const [index, column] of table.columns.entries()) {
      if (column.required && (all[index] === null || all[index] === "")) {
        throw new AppError("INVALID", `Column "${column.name}" must not be empty`);
      }
    }
    const names = [...table.columns.map(sqlColumn), "created_at", "updated_at"];
    const sql = `INSERT INTO ${target} (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")})`;
    const { lastInsertRowid } = guarded(() => prepared(sql).run(...all, at, at), { columns, values });
    added++;
    return { id: Number(lastInsertRowid), is: "created" };
  }

  function change(ids: readonly number[], row: RowValues): void {
    const set = row.columns.map((column) => `${sqlColumn(column)} = ?`).join(", ");
    const sql = `UPDATE ${target} SET ${set}${set && ", "}updated_at = ? WHERE id = ?`;
    const statement = prepared(sql);
    // With several rows, a key that is taken after half of them must leave no trace.
    const isMany = ids.length > 1;
    if (isMany) connection.prepare("SAVEPOINT rows").run();
    try {
      for (const id of ids) guarded(() => statement.run(...row.values, at, id), row);
      if (isMany) connection.prepare("RELEASE rows").run();
    } catch (thrown) {
      if (isMany) {
        connection.prepare("ROLLBACK TO rows").run();
        connection.prepare("RELEASE rows").run();
      }
      throw thrown;
    }
  }

  function find(row: RowValues, key: readonly TableColumn[]): number | undefined {
    const values = key.map((column) => {
      const place = row.columns.indexOf(column);
      const value = place === -1 ? null : (row.values[place] ?? null);
      if (value === null) throw new AppError("INVALID", `Column "${column.name}" is part of the key and has no value`);
      return value;
    });
    const sql = `SELECT id FROM ${target} WHERE ${key.map((column) => `${sqlColumn(column)} = ?`).join(" AND ")}`;
    return prepared(sql)
      .pluck()
      .get(...values) as number | undefined;
  }

  function idsOf(condition: Condition): number[] {
    return prepared(`SELECT id FROM ${target} WHERE ${condition.sql}`)
      .pluck()
      .all(...condition.values) as number[];
  }

  function guarded<T>(work: () => T, row?: RowValues): T {
    try {
      return work();
    } catch (thrown) {
      throw taken(table, thrown, row);
    }
  }
}

export type RowWriter = ReturnType<typeof createRowWriter>;

/** The columns of a key that recognises rows. Throws where the table has no such key: then two rows could be meant. */
export function uniqueKey(table: TableInfo, names: readonly string[]): TableColumn[] {
  const columns = names.map((name) => columnNamed(table, name));
  const ids = new Set(columns.map(({ id }) => id));
  const isKey = table.keys.some(
    (key) => key.isUnique && key.columns.length === ids.size && key.columns.every((id) => ids.has(id)),
  );
  if (isKey) return columns;
  const known = table.keys.filter(({ isUnique }) => isUnique).map((key) => keyNames(table, key).join(" + "));
  throw new AppError("INVALID", `The table "${table.name}" has no unique key of ${names.join(" + ") || "no column"}`, {
    hint: known.length ? `Its keys are: ${known.join("; ")}` : "Add one to the table under Keys",
  });
}

/** Which values are taken, instead of the names that the database knows. */
function taken(table: TableInfo, thrown: unknown, row?: RowValues): unknown {
  if (!(thrown instanceof Error) || !/^UNIQUE constraint failed/.test(thrown.message)) return thrown;
  const columns = [...thrown.message.matchAll(/\.c(\d+)/g)].map(([, id]) =>
    table.columns.find((column) => column.id === Number(id)),
  );
  const parts = columns.map((column) => {
    const place = column && row ? row.columns.indexOf(column) : -1;
    return place === -1 ? `${column?.name}` : `${column?.name} = ${shown(row?.values[place] ?? null)}`;
  });
  return new AppError("CONFLICT", `There is already a row with ${parts.join(", ")}`, {
    hint: `The table "${table.name}" has a unique key there`,
    cause: thrown,
  });
}

const shown = (value: SqlValue) => {
  const text = JSON.stringify(value);
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
};

/** 0.1 + 0.2 is 0.3 to whoever counts stock or money. */
const sum = (a: number, b: number) => Number((a + b).toPrecision(15));

/** A condition that finds the rows with these values. */
export function rowsWith(table: TableInfo, given: GivenRow): Condition {
  const entries = Object.entries(given).map(([name, value]) => {
    const column = columnNamed(table, name);
    return { sql: `${sqlColumn(column)} IS ?`, value: storedValue({ ...column, required: false }, value) };
  });
  return { sql: entries.map(({ sql }) => sql).join(" AND ") || "0", values: entries.map(({ value }) => value) };
}
