import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

/**
 * Data tables of users. The rows of each are in a table of their own, `t_<id>` with columns `c<id>`, that
 * `server/tables` makes and changes: no word of a user is ever an identifier.
 */
export const tables = sqliteTable(
  "tables",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    projectId: text("project_id").notNull().default("main"),
    name: text("name").notNull(),
    /** Changed with every write of rows, in the same commit. */
    rowCount: integer("row_count").notNull().default(0),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (t) => [uniqueIndex("tables_name").on(t.projectId, sql`${t.name} COLLATE NOCASE`)],
);

export const tableColumns = sqliteTable(
  "table_columns",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    tableId: integer("table_id").notNull(),
    name: text("name").notNull(),
    type: text("type", { enum: ["text", "number", "boolean", "datetime", "json"] }).notNull(),
    required: integer("required", { mode: "boolean" }).notNull().default(false),
    /** JSON. */
    default: text("default"),
    position: integer("position").notNull(),
  },
  (t) => [uniqueIndex("table_columns_name").on(t.tableId, sql`${t.name} COLLATE NOCASE`)],
);

/** Indexes of data tables, `t_<table>_k<id>`. */
export const tableKeys = sqliteTable(
  "table_keys",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    tableId: integer("table_id").notNull(),
    /** JSON list of ids. */
    columns: text("columns").notNull(),
    isUnique: integer("is_unique", { mode: "boolean" }).notNull(),
  },
  (t) => [index("table_keys_table").on(t.tableId)],
);

/** Who may use the HTTP API without signing in. */
export const apiKeys = sqliteTable("api_keys", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  /** SHA-256 of the whole key, in base64. The key itself is shown once. */
  hash: text("hash").notNull(),
  /** JSON list. */
  scopes: text("scopes").notNull(),
  createdBy: text("created_by").notNull(),
  /** Whose rights it has. */
  userId: text("user_id"),
  createdAt: integer("created_at").notNull(),
  expiresAt: integer("expires_at"),
  lastUsedAt: integer("last_used_at"),
  /** JSON list of networks that it may be used from; null: any. */
  addresses: text("addresses"),
  /** Which key follows it: this one is good until it expires. */
  replacedBy: text("replaced_by"),
});
