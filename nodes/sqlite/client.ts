import { NodeError } from "@/nodes/sdk";
import type { DatabaseFile } from "@/nodes/sdk/services";
import { type Connection, type Dialect, quoted } from "@/nodes/sdk/sql/dialect";
import type { Json, JsonObject } from "@/shared/item";

export const sqliteDialect: Dialect = {
  name: "SQLite",
  quote: (name) => quoted(name, '"'),
  place: () => "?",
  maxValues: 30_000,
  canReturn: true,
  insert({ table, columns, rows, keys, returning }) {
    const list = columns.map((column) => quoted(column, '"'));
    const places = `(${columns.map(() => "?").join(", ")})`;
    const others = list.filter((column) => !keys?.some((key) => quoted(key, '"') === column));
    const update = others.length
      ? `DO UPDATE SET ${others.map((column) => `${column} = excluded.${column}`).join(", ")}`
      : "DO NOTHING";
    const conflict = keys?.length ? ` ON CONFLICT (${keys.map((key) => quoted(key, '"')).join(", ")}) ${update}` : "";
    return {
      sql: `INSERT INTO ${quoted(table, '"')} (${list.join(", ")}) VALUES ${rows.map(() => places).join(", ")}${conflict}${returning ? " RETURNING *" : ""}`,
      values: rows.flatMap((row) => columns.map((column): Json => (row as JsonObject)[column] ?? null)),
    };
  },
  isRowError: (thrown) => /^SQLITE_(CONSTRAINT|MISMATCH)/.test((thrown as { code?: string } | null)?.code ?? ""),
  tables: `SELECT 'main' AS "schema", name FROM sqlite_master
    WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name LIMIT 2000`,
};

const patienceMs = 10_000;
const pauseMs = 100;

export function sqliteConnection(file: DatabaseFile, signal: AbortSignal): Connection {
  return {
    async run({ sql, values }) {
      const until = Date.now() + patienceMs;
      while (true) {
        try {
          return file.run(sql, values);
        } catch (thrown) {
          if (!/^SQLITE_BUSY$/.test((thrown as { code?: string }).code ?? "")) throw thrown;
          if (Date.now() > until) throw busy(thrown);
        }
        signal.throwIfAborted();
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    },
    async close() {
      file.close();
    },
  };
}

const busy = (cause: unknown) =>
  new NodeError("Another program holds the file of SQLite, and did not let go of it within 10 seconds", {
    code: "SQL_BUSY",
    hint: "Try again later, or let the node retry",
    cause,
  });
