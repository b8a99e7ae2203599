import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Who did what: each event covers the one before. Triggers refuse every change, but for the pruning of the oldest. */
export const auditEvents = sqliteTable(
  "audit_events",
  {
    id: integer("id").primaryKey(),
    at: integer("at").notNull(),
    actorKind: text("actor_kind").notNull(),
    actorId: text("actor_id").notNull(),
    actorName: text("actor_name").notNull(),
    address: text("address"),
    action: text("action").notNull(),
    targetKind: text("target_kind"),
    targetId: text("target_id"),
    targetName: text("target_name"),
    projectId: text("project_id"),
    /** `done` or `refused`. */
    outcome: text("outcome").notNull(),
    /** JSON, small and without secrets. */
    details: text("details"),
    previousHmac: text("previous_hmac").notNull(),
    hmac: text("hmac").notNull(),
  },
  (t) => [
    index("audit_events_action").on(t.action, t.id),
    index("audit_events_actor").on(t.actorId, t.id),
    index("audit_events_target").on(t.targetId, t.id),
    index("audit_events_at").on(t.at),
  ],
);

/** One row: where the chain ends, and where it begins since older events were pruned. */
export const auditHead = sqliteTable("audit_head", {
  one: integer("one").primaryKey(),
  lastId: integer("last_id").notNull(),
  lastHmac: text("last_hmac").notNull(),
  prunedId: integer("pruned_id").notNull(),
  prunedHmac: text("pruned_hmac").notNull(),
  /** Of the four above. */
  hmac: text("hmac").notNull(),
});

/** How far events were sent to another place. */
export const auditStreams = sqliteTable("audit_streams", {
  name: text("name").primaryKey(),
  lastId: integer("last_id").notNull(),
  updatedAt: integer("updated_at").notNull(),
});
