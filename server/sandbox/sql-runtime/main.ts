import "./text-coding";
import initSqlJs, { type Database, type SqlValue } from "sql.js/dist/sql-asm-memory-growth.js";
import type { SqlOutcome } from "../protocol";

/**
 * Runs inside an isolate of its own: SQLite, compiled to JavaScript, over the items of a Merge node. The query is text of
 * the user, but no code: it cannot reach this program, and what it may use of time and memory is the isolate's.
 */

type Row = { [field: string]: unknown };
type Table = { name: string; columns: string[]; rows: Row[] };

/** Before the JSON text of a list or object, so that it is known again in the result. */
const structured = "\u0001json:";
/** Before a text that begins like a mark: what comes from outside must not pass for ours. */
const plain = "\u0001text:";
const maxColumns = 2_000;
const heapBytes = 96 * 1024 * 1024;

let engine: ReturnType<typeof initSqlJs> | undefined;

/** The rows as JSON. `texts`: the items of each input. */
export async function runSql(query: string, maxRows: number, ...texts: string[]): Promise<string> {
  engine ??= initSqlJs();
  const { Database } = await engine;
  const database = new Database();
  try {
    database.run(`PRAGMA temp_store = memory; PRAGMA hard_heap_limit = ${heapBytes}`);
    texts.forEach((text, index) => void fill(database, tableOf(text, index)));
    return JSON.stringify({ ok: true, rows: select(database, query, maxRows) } satisfies SqlOutcome);
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return JSON.stringify({ ok: false, message } satisfies SqlOutcome);
  } finally {
    database.close();
  }
}

function tableOf(text: string, index: number): Table {
  const rows = (JSON.parse(text) as { json: Row }[]).map(({ json }) => json);
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (columns.length > maxColumns) {
    throw new Error(`Input ${index + 1} has ${columns.length} fields, and a table has at most ${maxColumns} columns`);
  }
  const byColumn = new Map<string, string>();
  for (const column of columns) {
    const same = byColumn.get(column.toLowerCase());
    if (same !== undefined) {
      throw new Error(
        `Input ${index + 1} has the fields "${same}" and "${column}", which SQL takes for one: rename one`,
      );
    }
    byColumn.set(column.toLowerCase(), column);
  }
  return { name: `input${index + 1}`, columns, rows };
}

function fill(database: Database, { name, columns, rows }: Table): void {
  const isTruth = (column: string) => {
    const values = rows.map((row) => row[column]).filter((value) => value !== null && value !== undefined);
    return values.length > 0 && values.every((value) => typeof value === "boolean");
  };
  // A table without columns is none: an input without items has one that nobody names.
  const declared = columns.map((column) => `${quoted(column)}${isTruth(column) ? " BOOLEAN" : ""}`);
  database.run(`CREATE TABLE ${name} (${declared.join(", ") || '"(no items)"'})`);
  if (columns.length === 0) return;
  database.run("BEGIN");
  const insert = database.prepare(`INSERT INTO ${name} VALUES (${columns.map(() => "?").join(", ")})`);
  for (const row of rows) insert.run(columns.map((column) => stored(row[column])));
  insert.free();
  database.run("COMMIT");
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

function stored(value: unknown): SqlValue {
  if (value === null || value === undefined) return null;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "object") return structured + JSON.stringify(value);
  if (typeof value === "string" && value.startsWith("\u0001")) return plain + value;
  return value as SqlValue;
}

function select(database: Database, query: string, maxRows: number): Row[] {
  const types = typesOf(database, query);
  const statement = database.prepare(query);
  try {
    const names = statement.getColumnNames();
    const rows: Row[] = [];
    while (statement.step()) {
      if (rows.length >= maxRows) throw new Error(`The result has more than ${maxRows} rows`);
      rows.push(rowOf(names, types, statement.get()));
    }
    return rows;
  } finally {
    statement.free();
  }
}

/** Whether it is one statement that only reads, and which of its columns are true or false. */
function typesOf(database: Database, query: string): string[] {
  let count = 0;
  for (const statement of database.iterateStatements(query)) {
    statement.free();
    if (++count > 1) throw new Error("The query has more than one statement");
  }
  if (count === 0) throw new Error("The query is empty");
  // Only what reads can be a view.
  database.run(`CREATE TEMP VIEW islewire_result AS ${query}`);
  const [columns] = database.exec("PRAGMA table_info(islewire_result)");
  return columns?.values.map((column) => String(column[2] ?? "")) ?? [];
}

/** Of columns with one name the last that has a value counts, as when a join finds no partner. */
function rowOf(names: string[], types: string[], values: SqlValue[]): Row {
  const row = new Map<string, unknown>();
  names.forEach((name, index) => {
    const value = values[index] ?? null;
    if (value === null && row.has(name)) return;
    row.set(name, types[index] === "BOOLEAN" && value !== null ? value !== 0 : read(value, name));
  });
  return Object.fromEntries(row);
}

function read(value: SqlValue, name: string): unknown {
  if (value instanceof Uint8Array) throw new Error(`Column "${name}" holds bytes: give them as text, with hex(…)`);
  if (typeof value !== "string") return value;
  if (value.startsWith(structured)) return JSON.parse(value.slice(structured.length));
  return value.startsWith(plain) ? value.slice(plain.length) : value;
}
