import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { user } from "./accounts";

/** Programs that may ask people for access to the HTTP API, or have some of their own. */
export const oauthClients = sqliteTable("oauth_clients", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  /** It cannot keep a secret: a program on somebody's own machine. */
  isPublic: integer("is_public", { mode: "boolean" }).notNull(),
  /** JSON list. */
  redirectUris: text("redirect_uris").notNull(),
  /** JSON list: the most that it may ask for. */
  scopes: text("scopes").notNull(),
  /** Whose rights it has by itself; null: it has none of its own. */
  actsAs: text("acts_as").references(() => user.id, { onDelete: "set null" }),
  createdBy: text("created_by").notNull(),
  createdAt: integer("created_at").notNull(),
  lastUsedAt: integer("last_used_at"),
});

/** Two at most, while one takes the place of the other. */
export const oauthSecrets = sqliteTable(
  "oauth_secrets",
  {
    /** SHA-256. The secret itself is shown once. */
    hash: text("hash").primaryKey(),
    clientId: text("client_id")
      .notNull()
      .references(() => oauthClients.id, { onDelete: "cascade" }),
    createdAt: integer("created_at").notNull(),
    /** Of the one that is replaced. */
    expiresAt: integer("expires_at"),
  },
  (t) => [index("oauth_secrets_client").on(t.clientId)],
);

/** What somebody allowed a client: first a code, then the refresh tokens that follow each other. */
export const oauthGrants = sqliteTable(
  "oauth_grants",
  {
    id: text("id").primaryKey(),
    clientId: text("client_id")
      .notNull()
      .references(() => oauthClients.id, { onDelete: "cascade" }),
    userId: text("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    /** JSON list. */
    scopes: text("scopes").notNull(),
    /** Kept after the code was used: it must be known when it comes again. */
    codeHash: text("code_hash").notNull().unique(),
    codeUsedAt: integer("code_used_at"),
    challenge: text("challenge").notNull(),
    redirectUri: text("redirect_uri").notNull(),
    /** What all its refresh tokens begin with, so that an old one is known for what it is. */
    familyHash: text("family_hash").unique(),
    /** The only one that is good. */
    refreshHash: text("refresh_hash"),
    createdAt: integer("created_at").notNull(),
    lastUsedAt: integer("last_used_at"),
    /** Without use. Of a code until it is used. */
    expiresAt: integer("expires_at").notNull(),
    /** However much it is used. */
    endsAt: integer("ends_at").notNull(),
  },
  (t) => [
    index("oauth_grants_client").on(t.clientId),
    index("oauth_grants_user").on(t.userId),
    index("oauth_grants_expires").on(t.expiresAt),
  ],
);

export const oauthAccessTokens = sqliteTable(
  "oauth_access_tokens",
  {
    hash: text("hash").primaryKey(),
    clientId: text("client_id")
      .notNull()
      .references(() => oauthClients.id, { onDelete: "cascade" }),
    /** None of what a client has by itself. */
    grantId: text("grant_id").references(() => oauthGrants.id, { onDelete: "cascade" }),
    /** Whose rights it has. */
    userId: text("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    /** JSON list. */
    scopes: text("scopes").notNull(),
    expiresAt: integer("expires_at").notNull(),
  },
  (t) => [
    index("oauth_access_tokens_client").on(t.clientId),
    index("oauth_access_tokens_grant").on(t.grantId),
    index("oauth_access_tokens_user").on(t.userId),
    index("oauth_access_tokens_expires").on(t.expiresAt),
  ],
);
