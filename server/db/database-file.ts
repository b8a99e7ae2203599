import Database from "better-sqlite3";
import type { DatabaseFile } from "@/nodes/sdk/services";
import { AppError } from "@/shared/errors";
import type { Json, JsonObject } from "@/shared/item";

/** Short, since nothing else happens in the process meanwhile. Who asks tries again. */
const busyMs = 50;

/** A SQLite file of a user. Its statements may not open other files, nor load code. */
export function openDatabaseFile(place: string, { write }: { write: boolean }): DatabaseFile {
  const database = new Database(place, { readonly: !write, fileMustExist: !write, timeout: busyMs });
  database.defaultSafeIntegers(true);
  database.pragma("trusted_schema = OFF");
  database.pragma("foreign_keys = ON");
  return {
    run(sql, values) {
      refuseForbidden(sql);
      const statement = database.prepare<unknown[], JsonObject>(sql);
      const bound = values.map(toSql);
      if (!statement.reader) return { rows: [], affected: statement.run(...bound).changes };
      const rows = statement.all(...bound).map(toJson);
      return { rows, affected: rows.length };
    },
    close: () => void database.close(),
  };
}

/** One statement is prepared at a time, so that its first word says what it is. */
function refuseForbidden(sql: string): void {
  const [, word = "", name = ""] =
    /^\s*(?:explain\s+(?:query\s+plan\s+)?)?(\w+)\s*(?:\w+\s*\.\s*)?(\w*)/i.exec(withoutComments(sql)) ?? [];
  const isForbidden =
    /^(attach|detach|vacuum)$/i.test(word) || (/^pragma$/i.test(word) && !harmless.has(name.toLowerCase()));
  if (!isForbidden) return;
  throw new AppError("FORBIDDEN", `${word.toUpperCase()}${name && ` ${name}`} is not allowed in a file of SQLite`, {
    hint: "Statements may reach the file of the node alone",
  });
}

const withoutComments = (sql: string) => sql.replace(/^(?:\s|;|--[^\n]*(?:\n|$)|\/\*[\s\S]*?(?:\*\/|$))+/, "");

const harmless = new Set([
  ...["table_info", "table_xinfo", "table_list", "index_list", "index_info", "foreign_key_list", "foreign_key_check"],
  ...["user_version", "application_id", "integrity_check", "quick_check", "page_count", "encoding", "foreign_keys"],
]);

function toSql(value: Json): unknown {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "number" && Number.isSafeInteger(value)) return BigInt(value);
  return typeof value === "object" && value !== null ? JSON.stringify(value) : value;
}

/** Integers stay exact as text unless they are safe; bytes are Base64. */
const toJson = (row: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(row as { [column: string]: unknown }).map(([column, value]) => {
      if (typeof value === "bigint")
        return [column, Number.isSafeInteger(Number(value)) ? Number(value) : String(value)];
      return [column, Buffer.isBuffer(value) ? value.toString("base64") : (value as Json)];
    }),
  );
