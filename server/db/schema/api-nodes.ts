import { integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

/** Node types that users made of OpenAPI documents. Times are milliseconds since 1970. */
export const apiNodes = sqliteTable(
  "api_nodes",
  {
    id: text("id").primaryKey(),
    projectId: text("project_id").notNull().default("main"),
    /** Of the node type: `api.` and this. */
    slug: text("slug").notNull(),
    label: text("label").notNull(),
    /** The newest document. */
    version: integer("version").notNull(),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (t) => [uniqueIndex("api_nodes_slug").on(t.projectId, t.slug)],
);

/** Every document that a node had, each once. Never changed: published workflows go on with the one they know. */
export const apiDocuments = sqliteTable(
  "api_documents",
  {
    nodeId: text("node_id").notNull(),
    version: integer("version").notNull(),
    /** Where it was read; empty when it was given as text. */
    url: text("url").notNull(),
    /** JSON of `DocumentFacts`. */
    facts: text("facts").notNull(),
    operationCount: integer("operation_count").notNull(),
    createdAt: integer("created_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.nodeId, t.version] })],
);

export const apiOperations = sqliteTable(
  "api_operations",
  {
    nodeId: text("node_id").notNull(),
    version: integer("version").notNull(),
    key: text("key").notNull(),
    /** Order in the document. */
    position: integer("position").notNull(),
    method: text("method").notNull(),
    path: text("path").notNull(),
    label: text("label").notNull(),
    tag: text("tag").notNull(),
    /** JSON of a `StoredOperation`. */
    data: text("data").notNull(),
  },
  (t) => [primaryKey({ columns: [t.nodeId, t.version, t.key] })],
);
