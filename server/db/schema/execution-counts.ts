import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

const columns = {
  /** Beginning of the minute or hour in which they ended, in milliseconds since 1970. */
  at: integer("at").notNull(),
  workflowId: text("workflow_id").notNull(),
  status: text("status", { enum: ["succeeded", "failed", "cancelled"] }).notNull(),
  /** How long they took, as a class of `shared/duration-class.ts`; -1: they never began. */
  durationClass: integer("duration_class").notNull(),
  count: integer("count").notNull(),
};

/**
 * Executions that ended, counted in the commit that ends them: by triggers of the database, so that none is left out
 * whoever ends it, and pruning takes nothing away. Moved on to the hours after an hour or two.
 */
export const endedByMinute = sqliteTable("ended_by_minute", columns, (t) => [
  primaryKey({ columns: [t.at, t.workflowId, t.status, t.durationClass] }),
]);

/** The same for older ones, for each workflow, and under an empty `workflowId` for all together. */
export const endedByHour = sqliteTable("ended_by_hour", columns, (t) => [
  primaryKey({ columns: [t.workflowId, t.at, t.status, t.durationClass] }),
  index("ended_by_hour_at").on(t.at),
]);
