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
    /** Workers that ended while they worked on it. An attempt more is also made after each wait. */
    deaths: integer("deaths").notNull().default(0),
    leaseUntil: integer("lease_until"),
    /** Milliseconds of earlier attempts, without waits; and since when this one runs, where it is not the first. */
    ranMs: integer("ran_ms").notNull().default(0),
    runSince: integer("run_since"),
    /** JSON of `ErrorInfo`. */
    error: text("error"),
    /** JSON: names and texts that the workflow noted with the execution, to find it again. */
    annotations: text("annotations"),
    retryOf: integer("retry_of"),
    /** The first of a row of failed executions that were retried: what it did has the same name in all of them. */
    originId: integer("origin_id"),
    parentId: integer("parent_id"),
    /** Executions of a workflow with the same text here run `laneLimit` at a time, in the order of their ids. */
    lane: text("lane"),
    laneLimit: integer("lane_limit"),
    /** Waits for the end of a burst of events; the first of it came then. */
    heldSince: integer("held_since"),
    /** Which step and item of the parent started it: the same call after a crash finds its child again. */
    parentKey: text("parent_key"),
    /** Of the schedule that started it, with the time it was due at: never twice for the same. */
    scheduleId: integer("schedule_id"),
    dueAt: integer("due_at"),
    /** JSON: paths that named something in what is stored of it; what they named is hidden. Without rules: null. */
    redacted: text("redacted"),
    /** The workflow's own rule: it is pruned then. */
    keepUntil: integer("keep_until"),
    /** When its data went because the workflow keeps none; 0: they are about to. */
    dataDroppedAt: integer("data_dropped_at"),
  },
  (t) => [
    index("executions_workflow").on(t.workflowId, t.id),
    index("executions_status").on(t.status, t.id),
    index("executions_open").on(t.leaseUntil).where(sql`status in ('queued', 'running', 'waiting')`),
    index("executions_failed").on(t.finishedAt).where(sql`status = 'failed'`),
    index("executions_wake").on(t.wakeAt).where(sql`status = 'waiting'`),
    index("executions_lane")
      .on(t.workflowId, t.lane, t.id)
      .where(sql`lane is not null and status in ('queued', 'running', 'waiting')`),
    index("executions_found").on(t.lane, t.id).where(sql`lane <> ''`),
    index("executions_ready").on(t.id).where(sql`status = 'queued' and deaths = 0`),
    index("executions_queued").on(t.workflowId, t.id).where(sql`status = 'queued'`),
    index("executions_suspects").on(t.id).where(sql`status = 'queued' and deaths > 0`),
    index("executions_urgent").on(t.id).where(sql`status = 'queued' and mode in ('manual', 'error', 'test')`),
    index("executions_retries").on(t.retryOf).where(sql`retry_of is not null`),
    index("executions_unknown")
      .on(t.id)
      .where(sql`status = 'failed' and json_extract(error, '$.code') = 'INTERRUPTED'`),
    index("executions_keep").on(t.keepUntil).where(sql`keep_until is not null`),
    index("executions_drop_data").on(t.id).where(sql`data_dropped_at = 0`),
    uniqueIndex("executions_tick").on(t.scheduleId, t.dueAt).where(sql`schedule_id is not null`),
    uniqueIndex("executions_parent").on(t.parentId, t.parentKey).where(sql`parent_id is not null`),
  ],
);

/** The annotations once more, to find executions by their values. */
export const executionKeys = sqliteTable(
  "execution_keys",
  {
    executionId: integer("execution_id").notNull(),
    name: text("name").notNull(),
    value: text("value").notNull(),
  },
  (t) => [primaryKey({ columns: [t.executionId, t.name] }), index("execution_keys_value").on(t.value, t.executionId)],
);

/** Of a call: what its items do not tell of how it came. A trigger of the database drops it with the execution. */
export const rawCalls = sqliteTable("raw_calls", {
  executionId: integer("execution_id").primaryKey(),
  query: text("query"),
  body: blob("body", { mode: "buffer" }),
});

/**
 * What is hidden in the rows of an execution, as it really is: sealed, and only while the execution can still go on. `part`:
 * `input`, `inherited`, or `step 12`.
 */
export const sealedParts = sqliteTable(
  "sealed_parts",
  {
    executionId: integer("execution_id").notNull(),
    part: text("part").notNull(),
    data: blob("data", { mode: "buffer" }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.executionId, t.part] })],
);

/** Files in the items of an execution. A trigger of the database drops them with it. */
export const fileReferences = sqliteTable(
  "file_references",
  { executionId: integer("execution_id").notNull(), fileId: text("file_id").notNull() },
  (t) => [primaryKey({ columns: [t.executionId, t.fileId] }), index("file_references_file").on(t.fileId)],
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

/** Changes that a step made before it ended, with what they gave: none is made twice. Gone once the step is stored. */
export const ledger = sqliteTable(
  "ledger",
  {
    executionId: integer("execution_id").notNull(),
    step: integer("step").notNull(),
    /** Names the change within its step. */
    key: text("key").notNull(),
    /** JSON. */
    result: text("result").notNull(),
  },
  (t) => [primaryKey({ columns: [t.executionId, t.step, t.key] })],
);

/** What was taken in once, to know it again: the same call of a service starts nothing more. */
export const intakeKeys = sqliteTable(
  "intake_keys",
  {
    workflowId: text("workflow_id").notNull(),
    /** SHA-256 of the node and of what names the event, in base64. */
    key: text("key").notNull(),
    at: integer("at").notNull(),
    /** Forgotten afterwards. */
    until: integer("until").notNull(),
    executionId: integer("execution_id").notNull(),
  },
  (t) => [primaryKey({ columns: [t.workflowId, t.key] }), index("intake_keys_until").on(t.until)],
);
