import { blob, index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** What workflows have put at addresses for others to read: served as it is, by path. */
export const endpoints = sqliteTable(
  "endpoints",
  {
    path: text("path").primaryKey(),
    workflowId: text("workflow_id").notNull(),
    nodeId: text("node_id").notNull(),
    /** Packed JSON. */
    body: blob("body", { mode: "buffer" }).notNull(),
    /** SHA-256 of the JSON, in base64. */
    hash: text("hash").notNull(),
    /** JSON of `EndpointRules`. */
    rules: text("rules").notNull(),
    /** When the body was put there, also where it was the same as before. */
    updatedAt: integer("updated_at").notNull(),
    /** When it last became another one. */
    changedAt: integer("changed_at").notNull(),
  },
  (t) => [index("endpoints_workflow").on(t.workflowId)],
);
