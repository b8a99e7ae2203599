import { blob, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { requestKinds, requestResults } from "@/shared/webhook-request";

/** Calls at webhooks' addresses, the refused ones too. Few enough to be read through: an index would cost each call. */
export const webhookRequests = sqliteTable("webhook_requests", {
  id: integer("id").primaryKey({ autoIncrement: true }),
  at: integer("at").notNull(),
  kind: text("kind", { enum: requestKinds }).notNull(),
  method: text("method").notNull(),
  path: text("path").notNull(),
  query: text("query"),
  status: integer("status"),
  result: text("result", { enum: requestResults }).notNull(),
  reason: text("reason"),
  workflowId: text("workflow_id"),
  nodeId: text("node_id"),
  executionId: integer("execution_id"),
  durationMs: integer("duration_ms"),
  sizeBytes: integer("size_bytes"),
  address: text("address"),
  /** JSON; a secret is `null`. Of refused calls only: those of the others are with the execution. */
  headers: text("headers"),
  body: blob("body", { mode: "buffer" }),
  /** There was more of it. */
  isBodyCut: integer("is_body_cut", { mode: "boolean" }).notNull().default(false),
  replayOf: integer("replay_of"),
  calls: integer("calls").notNull().default(1),
});
