import { and, asc, eq, inArray, sql } from "drizzle-orm";
import { nanoid } from "nanoid";
import { z } from "zod";
import type { Tx } from "@/server/db/client";
import { credentials, dataKeys, projectMembers, projects, shares, tables, user, workflows } from "@/server/db/schema";
import { mainProject, type ProjectDetail, type ProjectRole, type ProjectSummary, type Share } from "@/shared/access";
import { normalHost } from "@/shared/allowed-hosts";
import { isEgressEntry, maxEgressEntries, type ProjectEgress } from "@/shared/egress";
import { AppError } from "@/shared/errors";
import { authorize, isIn, roleFor, visibleProjects } from "./access";
import { audit } from "./audit";
import type { ServiceContext } from "./context";
import { resealFor } from "./credential-sealing";

type Context = Pick<ServiceContext, "store" | "actor">;
type ShareKind = Share["kind"];

/** Those of the actor, with the role it has there. */
export function listProjects(ctx: Context): ProjectSummary[] {
  const { id, name } = projects;
  return ctx.store.read
    .select({ id, name })
    .from(projects)
    .where(isIn(id, visibleProjects(ctx)))
    .orderBy(sql`${id} <> ${mainProject}`, asc(name))
    .all()
    .map((project) => ({ ...project, role: roleFor(ctx, { is: "project", id: project.id }) ?? "viewer" }));
}

export function getProject(ctx: Context, { id }: { id: string }): ProjectDetail {
  const row = ctx.store.read.select().from(projects).where(eq(projects.id, id)).get() ?? missing();
  const members = ctx.store.read
    .select({ userId: user.id, name: user.name, email: user.email, role: projectMembers.role })
    .from(projectMembers)
    .innerJoin(user, eq(user.id, projectMembers.userId))
    .where(eq(projectMembers.projectId, id))
    .orderBy(asc(user.name))
    .all() as ProjectDetail["members"];
  return {
    id,
    name: row.name,
    role: roleFor(ctx, { is: "project", id }) ?? "viewer",
    members,
    owns: countOwned(ctx, id),
    egress: row.egress === null ? { allow: [], only: [] } : JSON.parse(row.egress),
  };
}

const entries = (isOne: (text: string) => boolean, message: string) =>
  z.array(z.string().trim().toLowerCase().max(255).refine(isOne, message)).max(maxEgressEntries);

export const egressSchema = z.strictObject({
  allow: entries(isEgressEntry, "is no host, address or network such as nas.lan:443 or 192.168.1.0/24"),
  only: entries((text) => normalHost(text) !== undefined, "is no host such as api.example.com or *.example.com"),
});

/** Where its workflows may connect to, from their next connection on. */
export async function setEgress(
  ctx: Context & Pick<ServiceContext, "dispatcher">,
  { id, ...egress }: { id: string } & ProjectEgress,
): Promise<void> {
  const only = egress.only.map((text) => normalHost(text) ?? text);
  const isOwn = egress.allow.length + only.length > 0;
  await ctx.store.transaction((tx) => {
    find(tx, id);
    audit(ctx, "project.setEgress", { id, details: { allow: egress.allow, only } });
    const text = isOwn ? JSON.stringify({ allow: egress.allow, only }) : null;
    tx.update(projects).set({ egress: text }).where(eq(projects.id, id)).run();
  });
  ctx.dispatcher.settingsChanged();
}

const maxProjects = 1_000;

export async function createProject(ctx: Context, { name }: { name: string }): Promise<{ id: string }> {
  const id = nanoid(12);
  await ctx.store.transaction((tx) => {
    if (tx.select({ id: projects.id }).from(projects).all().length >= maxProjects) {
      throw new AppError("LIMIT", `There can be at most ${maxProjects} projects`);
    }
    refuseTakenName(tx, name);
    tx.insert(projects).values({ id, name, createdAt: Date.now() }).run();
    audit(ctx, "project.create", { id });
  });
  return { id };
}

export async function renameProject(ctx: Context, { id, name }: { id: string; name: string }): Promise<void> {
  await ctx.store.transaction((tx) => {
    find(tx, id);
    refuseTakenName(tx, name, id);
    audit(ctx, "project.rename", { id, details: { to: name } });
    tx.update(projects).set({ name }).where(eq(projects.id, id)).run();
  });
}

/** Only an empty one: what it owns is moved or deleted before. */
export async function deleteProject(ctx: Context, { id }: { id: string }): Promise<void> {
  await ctx.store.transaction((tx) => {
    find(tx, id);
    if (id === mainProject) throw new AppError("INVALID", "The first project cannot be deleted");
    const owns = countOwned(ctx, id);
    if (owns.workflows + owns.credentials + owns.tables > 0) {
      throw new AppError("CONFLICT", "The project still owns workflows, credentials or tables", {
        hint: "Move them to another project, or delete them",
      });
    }
    audit(ctx, "project.delete", { id });
    tx.delete(projectMembers).where(eq(projectMembers.projectId, id)).run();
    tx.delete(shares).where(eq(shares.projectId, id)).run();
    tx.delete(dataKeys).where(eq(dataKeys.projectId, id)).run();
    tx.delete(projects).where(eq(projects.id, id)).run();
  });
}

/** Adds a member or changes its role; `null` takes it out. */
export async function setMember(
  ctx: Context,
  { id, userId, role }: { id: string; userId: string; role: ProjectRole | null },
): Promise<void> {
  await ctx.store.transaction((tx) => {
    find(tx, id);
    audit(ctx, "project.setMember", { id, details: { userId, role } });
    const member = and(eq(projectMembers.projectId, id), eq(projectMembers.userId, userId));
    if (role === null) return void tx.delete(projectMembers).where(member).run();
    if (!tx.select({ id: user.id }).from(user).where(eq(user.id, userId)).get()) {
      throw new AppError("NOT_FOUND", "There is no such user", { hint: "The account may have been deleted" });
    }
    tx.insert(projectMembers)
      .values({ projectId: id, userId, role })
      .onConflictDoUpdate({ target: [projectMembers.projectId, projectMembers.userId], set: { role } })
      .run();
  });
}

/** Moves a workflow, credential or table. The actor may edit both projects: `authorize` has seen to the first. */
export async function moveToProject(
  ctx: Context & Pick<ServiceContext, "cipher">,
  { kind, id, projectId }: { kind: "workflow" | "credential" | "table"; id: string | number; projectId: string },
): Promise<void> {
  authorize(ctx, "manage", { is: kind, id });
  authorize(ctx, "edit", { is: "project", id: projectId });
  const owned = { workflow: workflows, credential: credentials, table: tables }[kind];
  await ctx.store.transaction((tx) => {
    find(tx, projectId);
    if (kind === "table") refuseTakenTable(tx, Number(id), projectId);
    audit(ctx, `${kind}.move`, { id, details: { to: projectId } });
    if (kind === "credential") resealFor(ctx.cipher, tx, { id: String(id), projectId });
    tx.run(sql`UPDATE ${owned} SET project_id = ${projectId} WHERE id = ${id}`);
    tx.delete(shares)
      .where(and(eq(shares.kind, kind), eq(shares.resourceId, String(id)), eq(shares.projectId, projectId)))
      .run();
  });
}

export function listShares({ store }: Context, { kind, id }: { kind: ShareKind; id: string }): Share[] {
  return store.read
    .select({
      kind: shares.kind,
      id: shares.resourceId,
      projectId: projects.id,
      name: projects.name,
      role: shares.role,
    })
    .from(shares)
    .innerJoin(projects, eq(projects.id, shares.projectId))
    .where(and(eq(shares.kind, kind), eq(shares.resourceId, id)))
    .orderBy(asc(projects.name))
    .all() as Share[];
}

/** Lends it to another project; `null` takes it back. */
export async function setShare(
  ctx: Context,
  { kind, id, projectId, role }: { kind: ShareKind; id: string; projectId: string; role: Share["role"] | null },
): Promise<void> {
  authorize(ctx, "manage", { is: kind, id });
  await ctx.store.transaction((tx) => {
    find(tx, projectId);
    audit(ctx, `${kind}.share`, { id, details: { with: projectId, role } });
    const share = and(eq(shares.kind, kind), eq(shares.resourceId, id), eq(shares.projectId, projectId));
    if (role === null) return void tx.delete(shares).where(share).run();
    tx.insert(shares)
      .values({ kind, resourceId: id, projectId, role })
      .onConflictDoUpdate({ target: [shares.kind, shares.resourceId, shares.projectId], set: { role } })
      .run();
  });
}

/** With what is deleted. */
export const dropShares = (tx: Tx, { kind, id }: Pick<Share, "kind" | "id">): void =>
  void tx
    .delete(shares)
    .where(and(eq(shares.kind, kind), eq(shares.resourceId, id)))
    .run();

/** Names of all projects, for who may share with them. */
export const projectNames = ({ store }: Context): { id: string; name: string }[] =>
  store.read.select({ id: projects.id, name: projects.name }).from(projects).orderBy(asc(projects.name)).all();

/**
 * Credentials that a document names must be of its project, or lent to it. Those it named before are let be, so that
 * nobody is kept from saving by what somebody else changed: a worker refuses them.
 */
export function refuseForeignCredentials(
  tx: Tx,
  projectId: string,
  nodes: readonly { name: string; credentials?: { [slot: string]: string } }[],
  before: ReadonlySet<string> = new Set(),
): void {
  const chosen = new Map(
    nodes.flatMap((node) => Object.values(node.credentials ?? {}).map((id) => [id, node.name] as const)),
  );
  const fresh = [...chosen.keys()].filter((id) => !before.has(id));
  if (fresh.length === 0) return;
  const known = tx
    .select({ id: credentials.id, projectId: credentials.projectId })
    .from(credentials)
    .where(inArray(credentials.id, fresh.slice(0, 1_000)))
    .all();
  for (const { id, projectId: owner } of known) {
    if (owner === projectId) continue;
    const lent = and(eq(shares.kind, "credential"), eq(shares.resourceId, id), eq(shares.projectId, projectId));
    if (tx.select().from(shares).where(lent).get()) continue;
    throw new AppError("FORBIDDEN", `"${chosen.get(id)}": its credential belongs to another project`, {
      hint: "Choose one of this project, or have it shared with this one",
    });
  }
}

function countOwned({ store }: Context, id: string): ProjectDetail["owns"] {
  const count = (table: string) =>
    store.rawRead.prepare<[string], number>(`SELECT count(*) FROM ${table} WHERE project_id = ?`).pluck().get(id) ?? 0;
  return { workflows: count("workflows"), credentials: count("credentials"), tables: count("tables") };
}

function refuseTakenName(tx: Tx, name: string, except = "") {
  const same = tx
    .select({ id: projects.id })
    .from(projects)
    .where(sql`${projects.name} = ${name} COLLATE NOCASE AND ${projects.id} <> ${except}`)
    .get();
  if (same) throw new AppError("CONFLICT", `There is a project "${name}" already`, { hint: "Choose another name" });
}

function refuseTakenTable(tx: Tx, id: number, projectId: string) {
  const same = tx.get<{ name: string }>(sql`
    SELECT own.name AS name FROM tables own JOIN tables other ON other.name = own.name COLLATE NOCASE
    WHERE own.id = ${id} AND other.id <> own.id AND other.project_id = ${projectId}`);
  if (same) {
    throw new AppError("CONFLICT", `That project has a table "${same.name}" already`, { hint: "Rename one of them" });
  }
}

const find = (tx: Tx, id: string) => tx.select().from(projects).where(eq(projects.id, id)).get() ?? missing();

function missing(): never {
  throw new AppError("NOT_FOUND", "There is no such project", { hint: "It may have been deleted" });
}
