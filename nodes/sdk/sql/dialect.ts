import { NodeError } from "@/nodes/sdk/node-error";
import type { Json, JsonObject } from "@/shared/item";

/** A statement with the values of its places. */
export type Statement = { sql: string; values: readonly Json[] };
/** `affected`: how many rows were written, or read. */
export type Outcome = { rows: JsonObject[]; affected: number };

/** One connection, used by one step. */
export type Connection = {
  run(statement: Statement): Promise<Outcome>;
  close(): Promise<void>;
};

export type Insert = {
  table: string;
  columns: readonly string[];
  rows: readonly JsonObject[];
  /** Columns by which a row that is there already is recognised, and changed. */
  keys?: readonly string[];
  /** Gives the rows as they are stored, where the database can. */
  returning: boolean;
};

/** What is different from one database to the next. */
export type Dialect = {
  name: string;
  /** A name as an identifier; a dot in it parts schema and table. */
  quote(name: string): string;
  /** The nth place for a value, from 1. */
  place(n: number): string;
  insert(insert: Insert): Statement;
  /** Whether the error says that the row itself is wrong, so that others may still be right. */
  isRowError(thrown: unknown): boolean;
  /** Values that one statement of many rows may have. */
  maxValues: number;
  /** Whether an insert can give the rows as they are stored. */
  canReturn: boolean;
  /** Gives two columns, the schema and the name, of all tables that may be written. */
  tables: string;
};

/** Quotes each part of a dotted name. Throws for a name that no database takes. */
export function quoted(name: string, mark: '"' | "`"): string {
  const parts = name.split(".").map((part) => part.trim());
  if (parts.some((part) => part === "" || part.includes("\0"))) {
    throw new NodeError(`"${name}" is no name of a table or column`, {
      code: "SQL_NAME",
      hint: "Write the name as the database has it; a dot parts schema and table",
    });
  }
  return parts.map((part) => mark + part.replaceAll(mark, mark + mark) + mark).join(".");
}
