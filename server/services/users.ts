import { asc, eq, sql } from "drizzle-orm";
import type { Tx } from "@/server/db/client";
import { projectMembers, projects, session, user } from "@/server/db/schema";
import type { InstanceRole, UserInfo } from "@/shared/access";
import { AppError } from "@/shared/errors";
import { audit } from "./audit";
import type { ServiceContext } from "./context";
import { endGrantsOf } from "./oauth-clients";

type Context = Pick<ServiceContext, "store" | "actor">;

export function listUsers({ store }: Context): UserInfo[] {
  const memberships = Map.groupBy(
    store.read
      .select({ userId: projectMembers.userId, projectId: projects.id, name: projects.name, role: projectMembers.role })
      .from(projectMembers)
      .innerJoin(projects, eq(projects.id, projectMembers.projectId))
      .orderBy(asc(projects.name))
      .all(),
    ({ userId }) => userId,
  );
  return store.read
    .select({
      ...{ id: user.id, name: user.name, email: user.email, role: user.role, disabledAt: user.disabledAt },
      createdAt: user.createdAt,
      lastSeenAt: sql<number | null>`(SELECT max(last_used_at) FROM session s WHERE s.user_id = "user"."id")`,
    })
    .from(user)
    .orderBy(asc(user.name))
    .all()
    .map((row) => ({
      ...row,
      role: row.role as InstanceRole,
      createdAt: row.createdAt.getTime(),
      projects: (memberships.get(row.id) ?? []).map(({ userId: _, ...project }) => project) as UserInfo["projects"],
    }));
}

/** Whom one may add to a project: names and addresses alone. */
export const userNames = ({ store }: Context): { id: string; name: string; email: string }[] =>
  store.read
    .select({ id: user.id, name: user.name, email: user.email })
    .from(user)
    .where(sql`${user.disabledAt} IS NULL`)
    .orderBy(asc(user.name))
    .all();

/** The owner gives the server to somebody else by making them the owner; there is one at any time. */
export async function setUserRole(ctx: Context, { id, role }: { id: string; role: InstanceRole }): Promise<void> {
  const { store, actor } = ctx;
  await store.transaction((tx) => {
    const row = find(tx, id);
    if (row.role === role) return;
    audit(ctx, "user.setRole", { id, details: { from: row.role, to: role } });
    if (row.role === "owner") {
      throw new AppError("FORBIDDEN", "The server would have no owner", { hint: "Make somebody else the owner first" });
    }
    if (role === "owner") {
      // Whoever has the data folder may do it on the command line.
      if (actor.kind !== "system" && find(tx, actor.id).role !== "owner")
        throw new AppError("FORBIDDEN", "Only the owner can hand over the server");
      tx.update(user).set({ role: "admin" }).where(eq(user.role, "owner")).run();
    }
    tx.update(user).set({ role }).where(eq(user.id, id)).run();
  });
}

/** Ends its sessions and what it allows clients; its keys work no more. Nothing that it made is lost. */
export async function disableUser(ctx: Context, { id }: { id: string }): Promise<void> {
  const { store, actor } = ctx;
  await store.transaction((tx) => {
    const row = find(tx, id);
    if (row.role === "owner") throw new AppError("FORBIDDEN", "The owner of the server cannot be disabled");
    if (id === actor.id) throw new AppError("INVALID", "You cannot disable yourself");
    audit(ctx, "user.disable", { id });
    tx.update(user).set({ disabledAt: Date.now() }).where(eq(user.id, id)).run();
    tx.delete(session).where(eq(session.userId, id)).run();
    endGrantsOf(tx, id);
  });
}

export async function enableUser(ctx: Context, { id }: { id: string }): Promise<void> {
  await ctx.store.transaction((tx) => {
    find(tx, id);
    audit(ctx, "user.enable", { id });
    tx.update(user).set({ disabledAt: null }).where(eq(user.id, id)).run();
  });
}

export function findUserByEmail({ store }: Context, email: string): { id: string } {
  const row = store.read.select({ id: user.id }).from(user).where(eq(user.email, email.toLowerCase())).get();
  if (row) return row;
  throw new AppError("NOT_FOUND", `Nobody has an account with ${email}`);
}

function find(tx: Tx, id: string) {
  const row = tx.select().from(user).where(eq(user.id, id)).get();
  if (row) return row;
  throw new AppError("NOT_FOUND", "There is no such user", { hint: "The account may have been deleted" });
}
