import { sql } from "drizzle-orm";
import { blob, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

/** Times are milliseconds since 1970. */
export const workflows = sqliteTable(
  "workflows",
  {
    id: text("id").primaryKey(),
    projectId: text("project_id").notNull().default("main"),
    name: text("name").notNull(),
    /** The draft, as JSON text. */
    document: text("document").notNull(),
    revision: integer("revision").notNull(),
    nodeCount: integer("node_count").notNull(),
    /** JSON list of the node types in the draft. */
    nodeTypes: text("node_types").notNull(),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
    publishedVersionId: integer("published_version_id"),
    publishedRevision: integer("published_revision"),
    /** JSON of `Quarantine`: its executions run in a process apart. */
    quarantine: text("quarantine"),
    publishedAt: integer("published_at"),
  },
  (t) => [index("workflows_updated").on(t.updatedAt)],
);

/** Documents that ran or were published, each stored once. Never changed. */
export const versions = sqliteTable(
  "versions",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    workflowId: text("workflow_id").notNull(),
    /** SHA-256 of the document's text. */
    hash: text("hash").notNull(),
    document: text("document").notNull(),
    createdAt: integer("created_at").notNull(),
  },
  (t) => [uniqueIndex("versions_workflow_hash").on(t.workflowId, t.hash)],
);

/** Every save of a draft; old ones are thinned out, named and published ones are kept. */
export const revisions = sqliteTable(
  "revisions",
  {
    workflowId: text("workflow_id").notNull(),
    revision: integer("revision").notNull(),
    /** Packed JSON. */
    document: blob("document", { mode: "buffer" }).notNull(),
    createdAt: integer("created_at").notNull(),
    /** The name of who saved it, as it was then. */
    author: text("author"),
    /** Given by a person. */
    name: text("name"),
    publishedAt: integer("published_at"),
  },
  (t) => [primaryKey({ columns: [t.workflowId, t.revision] }), index("revisions_created").on(t.createdAt)],
);

/** What a workflow remembers from one execution to the next, such as how far a trigger has read. */
export const memories = sqliteTable(
  "memories",
  {
    workflowId: text("workflow_id").notNull(),
    /** `workflow` or `node:` and the node's id, a slash and a name. */
    key: text("key").notNull(),
    /** JSON. */
    value: text("value").notNull(),
    updatedAt: integer("updated_at").notNull(),
    /** From then on it is as good as gone. */
    expiresAt: integer("expires_at"),
  },
  (t) => [
    primaryKey({ columns: [t.workflowId, t.key] }),
    index("memories_expires").on(t.expiresAt).where(sql`expires_at is not null`),
  ],
);

/** Values a workflow has seen, to know them again. */
export const seenValues = sqliteTable(
  "seen_values",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    workflowId: text("workflow_id").notNull(),
    key: text("key").notNull(),
    /** SHA-256 of the value, in base64. */
    hash: text("hash").notNull(),
    /** From then on it is as good as gone. */
    expiresAt: integer("expires_at"),
  },
  (t) => [
    uniqueIndex("seen_values_hash").on(t.workflowId, t.key, t.hash),
    index("seen_values_order").on(t.workflowId, t.key, t.id),
    index("seen_values_expires").on(t.expiresAt).where(sql`expires_at is not null`),
  ],
);
