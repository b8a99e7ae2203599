import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { user } from "./accounts";

/** Owners of workflows, credentials and tables. */
export const projects = sqliteTable("projects", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  createdAt: integer("created_at").notNull(),
  /** JSON of `ProjectEgress`; null: as the server's. */
  egress: text("egress"),
});

export const projectMembers = sqliteTable(
  "project_members",
  {
    projectId: text("project_id")
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    userId: text("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    role: text("role").notNull(),
  },
  (t) => [primaryKey({ columns: [t.projectId, t.userId] }), index("project_members_user").on(t.userId)],
);

/** A workflow or credential of one project, lent to another. */
export const shares = sqliteTable(
  "shares",
  {
    kind: text("kind").notNull(),
    resourceId: text("resource_id").notNull(),
    projectId: text("project_id")
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    /** The most that members of that project may do with it: never more than their role there. */
    role: text("role").notNull(),
  },
  (t) => [primaryKey({ columns: [t.kind, t.resourceId, t.projectId] }), index("shares_project").on(t.projectId)],
);
