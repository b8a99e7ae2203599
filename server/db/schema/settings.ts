import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

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

export const variables = sqliteTable("variables", { name: text("name").primaryKey(), value: text("value").notNull() });

/**
 * Keys that rows are sealed with, each wrapped by the root key, which is not in the database. `purpose` links: what
 * signatures and sessions are derived from.
 */
export const dataKeys = sqliteTable("data_keys", {
  id: text("id").primaryKey(),
  projectId: text("project_id").notNull().default("main"),
  purpose: text("purpose", { enum: ["data", "links"] })
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

/** better-auth's tables, with its names. */
export const user = sqliteTable("user", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  email: text("email").notNull().unique(),
  emailVerified: integer("email_verified", { mode: "boolean" }).notNull().default(false),
  image: text("image"),
  /** `owner`, `admin` or `member` of this server. */
  role: text("role").notNull().default("member"),
  /** Since then nobody can sign in with it. */
  disabledAt: integer("disabled_at"),
  createdAt: integer("created_at", { mode: "timestamp_ms" }).notNull(),
  updatedAt: integer("updated_at", { mode: "timestamp_ms" }).notNull(),
});

export const session = sqliteTable(
  "session",
  {
    id: text("id").primaryKey(),
    expiresAt: integer("expires_at", { mode: "timestamp_ms" }).notNull(),
    token: text("token").notNull().unique(),
    createdAt: integer("created_at", { mode: "timestamp_ms" }).notNull(),
    updatedAt: integer("updated_at", { mode: "timestamp_ms" }).notNull(),
    ipAddress: text("ip_address"),
    userAgent: text("user_agent"),
    userId: text("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
  },
  (t) => [index("session_user").on(t.userId)],
);

export const account = sqliteTable(
  "account",
  {
    id: text("id").primaryKey(),
    accountId: text("account_id").notNull(),
    providerId: text("provider_id").notNull(),
    userId: text("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    accessToken: text("access_token"),
    refreshToken: text("refresh_token"),
    idToken: text("id_token"),
    accessTokenExpiresAt: integer("access_token_expires_at", { mode: "timestamp_ms" }),
    refreshTokenExpiresAt: integer("refresh_token_expires_at", { mode: "timestamp_ms" }),
    scope: text("scope"),
    password: text("password"),
    createdAt: integer("created_at", { mode: "timestamp_ms" }).notNull(),
    updatedAt: integer("updated_at", { mode: "timestamp_ms" }).notNull(),
  },
  (t) => [index("account_user").on(t.userId)],
);

export const verification = sqliteTable("verification", {
  id: text("id").primaryKey(),
  identifier: text("identifier").notNull(),
  value: text("value").notNull(),
  expiresAt: integer("expires_at", { mode: "timestamp_ms" }).notNull(),
  createdAt: integer("created_at", { mode: "timestamp_ms" }).notNull(),
  updatedAt: integer("updated_at", { mode: "timestamp_ms" }).notNull(),
});
