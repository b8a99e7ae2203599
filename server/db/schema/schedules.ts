import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { skipReasons } from "@/shared/schedule";

/** The next due time of each schedule of a published workflow. */
export const schedules = sqliteTable(
  "schedules",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    workflowId: text("workflow_id").notNull(),
    versionId: integer("version_id").notNull(),
    nodeId: text("node_id").notNull(),
    /** JSON of a `ScheduleRule`. */
    rule: text("rule").notNull(),
    timezone: text("timezone").notNull(),
    nextAt: integer("next_at"),
    /** How much later than it is due the next one starts: by jitter, which is at most `jitterMs`. */
    delayMs: integer("delay_ms").notNull().default(0),
    jitterMs: integer("jitter_ms").notNull().default(0),
    /** Begins nothing while an execution that it began is queued or running. */
    isPoll: integer("is_poll", { mode: "boolean" }).notNull().default(false),
    /** What becomes of times that were missed. */
    ifMissed: text("if_missed", { enum: ["once", "skip", "all"] })
      .notNull()
      .default("once"),
    /** With `all`: the newest of them. */
    maxMissed: integer("max_missed").notNull().default(100),
  },
  (t) => [index("schedules_start").on(sql`next_at + delay_ms`), index("schedules_workflow").on(t.workflowId)],
);

/** Due times that started nothing, and why: one row for those that followed each other. */
export const scheduleSkips = sqliteTable(
  "schedule_skips",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    scheduleId: integer("schedule_id").notNull(),
    workflowId: text("workflow_id").notNull(),
    versionId: integer("version_id").notNull(),
    nodeId: text("node_id").notNull(),
    timezone: text("timezone").notNull(),
    reason: text("reason", { enum: skipReasons }).notNull(),
    /** The first and the last of them. */
    fromAt: integer("from_at").notNull(),
    toAt: integer("to_at").notNull(),
    count: integer("count").notNull(),
    /** There were more than anybody counted. */
    isAtLeast: integer("is_at_least", { mode: "boolean" }).notNull().default(false),
    /** The due time after them: if that one is left out for the same reason, it belongs to this row. */
    nextAt: integer("next_at"),
    /** When the last of them was left out. */
    at: integer("at").notNull(),
  },
  (t) => [
    index("schedule_skips_at").on(t.at),
    index("schedule_skips_schedule").on(t.scheduleId, t.id),
    index("schedule_skips_workflow").on(t.workflowId),
  ],
);
