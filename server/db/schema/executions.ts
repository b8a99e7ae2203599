import { sql } from "drizzle-orm";
import { blob, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

/** The execution row is the truth: what is accepted is a row, and only then answered. */
export const executions = sqliteTable(
  "executions",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    workflowId: text("workflow_id").notNull(),
    versionId: integer("version_id").notNull(),
    status: text("status", { enum: ["queued", "running", "waiting", "succeeded", "failed", "cancelled"] }).notNull(),
    mode: text("mode", {
      enum: ["manual", "webhook", "schedule", "workflow", "retry", "error", "cli", "test"],
    }).notNull(),
    startNode: text("start_node").notNull(),
    destination: text("destination"),
    /** JSON of `Reuse`: whose steps stand in for those of some nodes, in a run from the editor. */
    reuse: text("reuse"),
    /** Items the start node begins with: packed JSON. */
    input: blob("input", { mode: "buffer" }),
    createdAt: integer("created_at").notNull(),
    startedAt: integer("started_at"),
    finishedAt: integer("finished_at"),
    /** When a waiting execution goes on. */
    wakeAt: integer("wake_at"),
    /** The step that waits, and the items that came for it: packed JSON. */
    resumeStep: integer("resume_step"),
    resumeWith: blob("resume_with", { mode: "buffer" }),
    /** Secret part of the address that resumes a waiting execution. */
    resumeToken: text("resume_token"),
    /** Which worker runs it. Every write of a step is conditional on owner and attempt. */
    owner: text("owner"),
    attempt: integer("attempt").notNull().default(0),
    leaseUntil: integer("lease_until"),
    /** JSON of `ErrorInfo`. */
    error: text("error"),
    /** JSON: names and texts that the workflow noted with the execution, to find it again. */
    annotations: text("annotations"),
    retryOf: integer("retry_of"),
    parentId: integer("parent_id"),
    /** Which step and item of the parent started it: the same call after a crash finds its child again. */
    parentKey: text("parent_key"),
  },
  (t) => [
    index("executions_workflow").on(t.workflowId, t.id),
    index("executions_status").on(t.status, t.id),
    index("executions_open").on(t.leaseUntil).where(sql`status in ('queued', 'running', 'waiting')`),
    index("executions_wake").on(t.wakeAt).where(sql`status = 'waiting'`),
    uniqueIndex("executions_parent").on(t.parentId, t.parentKey).where(sql`parent_id is not null`),
  ],
);

/** Checkpoints: one row for each run of a node. */
export const steps = sqliteTable(
  "steps",
  {
    executionId: integer("execution_id").notNull(),
    step: integer("step").notNull(),
    nodeId: text("node_id").notNull(),
    run: integer("run").notNull(),
    status: text("status", { enum: ["running", "succeeded", "failed", "waiting"] }).notNull(),
    startedAt: integer("started_at").notNull(),
    durationMs: integer("duration_ms"),
    tries: integer("tries"),
    /** JSON: items by output port. */
    counts: text("counts"),
    /** JSON: where each input's items came from, so that they are stored once. */
    sources: text("sources"),
    /** Items by output port: packed JSON. */
    outputs: blob("outputs", { mode: "buffer" }),
    error: text("error"),
    /** JSON list of lines. */
    logs: text("logs"),
    /** JSON: what the node remembers for its next run. */
    memory: text("memory"),
  },
  (t) => [primaryKey({ columns: [t.executionId, t.step] })],
);
