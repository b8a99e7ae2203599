import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

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
  twoFactorEnabled: integer("two_factor_enabled", { mode: "boolean" }).notNull().default(false),
  createdAt: integer("created_at", { mode: "timestamp_ms" }).notNull(),
  updatedAt: integer("updated_at", { mode: "timestamp_ms" }).notNull(),
});

export const session = sqliteTable(
  "session",
  {
    id: text("id").primaryKey(),
    expiresAt: integer("expires_at", { mode: "timestamp_ms" }).notNull(),
    /** A hash of it: `server/main/accounts/adapter.ts`. */
    token: text("token").notNull().unique(),
    createdAt: integer("created_at", { mode: "timestamp_ms" }).notNull(),
    updatedAt: integer("updated_at", { mode: "timestamp_ms" }).notNull(),
    ipAddress: text("ip_address"),
    userAgent: text("user_agent"),
    lastUsedAt: integer("last_used_at").notNull().default(0),
    /** When its user last proved who it is. */
    confirmedAt: integer("confirmed_at").notNull().default(0),
    /** The provider that said who it is; null: a password did. */
    providerId: text("provider_id"),
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

export const twoFactor = sqliteTable(
  "two_factor",
  {
    id: text("id").primaryKey(),
    userId: text("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    /** Encrypted by better-auth. */
    secret: text("secret").notNull(),
    /** A JSON list of hashes: `server/main/accounts/two-factor.ts`. */
    backupCodes: text("backup_codes").notNull(),
    verified: integer("verified", { mode: "boolean" }).notNull().default(false),
    failedVerificationCount: integer("failed_verification_count").notNull().default(0),
    lockedUntil: integer("locked_until", { mode: "timestamp_ms" }),
  },
  (t) => [index("two_factor_user").on(t.userId)],
);

/** Codes of authenticator apps are good once. */
export const usedCodes = sqliteTable(
  "used_codes",
  { userId: text("user_id").notNull(), hash: text("hash").notNull(), usedAt: integer("used_at").notNull() },
  (t) => [primaryKey({ columns: [t.userId, t.hash] })],
);

/** Links that are good once: to join, or to set a new password. */
export const invitations = sqliteTable("invitations", {
  id: text("id").primaryKey(),
  kind: text("kind").notNull(),
  /** Of the secret in the link, which is stored nowhere. */
  hash: text("hash").notNull().unique(),
  email: text("email").notNull(),
  role: text("role").notNull(),
  projectId: text("project_id"),
  projectRole: text("project_role"),
  /** Whose password is set anew. */
  userId: text("user_id").references(() => user.id, { onDelete: "cascade" }),
  /** Its second factor is taken away, too. */
  clearsTwoFactor: integer("clears_two_factor", { mode: "boolean" }).notNull().default(false),
  createdBy: text("created_by").notNull(),
  createdAt: integer("created_at").notNull(),
  expiresAt: integer("expires_at").notNull(),
  usedAt: integer("used_at"),
});

/** Where people may sign in besides with a password. */
export const signInProviders = sqliteTable("sign_in_providers", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  /** JSON: `ProviderSettings` of `shared/sign-in-provider.ts`. */
  settings: text("settings").notNull(),
  /** The client's secret: an envelope of `secrets/cipher.ts`. */
  secret: text("secret").notNull(),
  createdAt: integer("created_at").notNull(),
});
