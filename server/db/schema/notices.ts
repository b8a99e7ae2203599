import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Where people are told of failures. */
export const noticeChannels = sqliteTable("notice_channels", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  /** JSON of `NoticeSettings`. */
  settings: text("settings").notNull(),
  everyMinutes: integer("every_minutes").notNull(),
  isDefault: integer("is_default", { mode: "boolean" }).notNull(),
  createdAt: integer("created_at").notNull(),
  sentAt: integer("sent_at"),
  failedAt: integer("failed_at"),
  failure: text("failure"),
});

/** Failures that nobody was told of yet, by cause; counted by triggers in the commit of the failure. */
export const failureNotices = sqliteTable(
  "failure_notices",
  {
    workflowId: text("workflow_id").notNull(),
    /** Empty when it did not fail at a node. */
    nodeId: text("node_id").notNull(),
    code: text("code").notNull(),
    count: integer("count").notNull(),
    lastId: integer("last_id").notNull(),
    lastAt: integer("last_at").notNull(),
    toldAt: integer("told_at"),
  },
  (t) => [
    primaryKey({ columns: [t.workflowId, t.nodeId, t.code] }),
    index("failure_notices_untold").on(t.lastAt).where(sql`count > 0`),
  ],
);
