import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const credentials = sqliteTable("credentials", {
  id: text("id").primaryKey(),
  projectId: text("project_id").notNull().default("main"),
  name: text("name").notNull(),
  type: text("type").notNull(),
  /** Encrypted values: an envelope of `secrets/cipher.ts`. */
  data: text("data").notNull(),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
  /** A worker gets new secrets for it: others wait until then. */
  renewingUntil: integer("renewing_until"),
});

export const variables = sqliteTable("variables", {
  name: text("name").primaryKey(),
  value: text("value").notNull(),
  /** Sealed, in the place of the value: it is not shown to anybody again. */
  secret: text("secret"),
});

/**
 * Keys that rows are sealed with, each wrapped by the root key, which is not in the database. `purpose` links: what
 * signatures and sessions are derived from; audit: that of the chain of events.
 */
export const dataKeys = sqliteTable("data_keys", {
  id: text("id").primaryKey(),
  projectId: text("project_id").notNull().default("main"),
  purpose: text("purpose", { enum: ["data", "links", "audit"] })
    .notNull()
    .default("data"),
  wrapped: text("wrapped").notNull(),
  /** Of the root key that wraps it. */
  kekId: text("kek_id").notNull(),
  state: text("state", { enum: ["active", "retired"] }).notNull(),
  createdAt: integer("created_at").notNull(),
  retiredAt: integer("retired_at"),
});

/** Instance settings and counters, as JSON by key. */
export const settings = sqliteTable("settings", { key: text("key").primaryKey(), value: text("value").notNull() });
