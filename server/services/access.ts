import { type Column, type SQL, sql } from "drizzle-orm";
import type { Store } from "@/server/db/client";
import { type Action, allows, type InstanceRole, mainProject, type ProjectRole, projectRoles } from "@/shared/access";
import { AppError } from "@/shared/errors";
import { securityEvents } from "./security-events";

/** Who asks, and what that person or program may do. Made anew for each call, so that a lost right is lost at once. */
export type Actor = {
  kind: "user" | "key" | "client" | "system";
  id: string;
  name: string;
  /** Everything, in every project. */
  isAdmin: boolean;
  /** By project. */
  roles: ReadonlyMap<string, ProjectRole>;
  /** Where the call comes from. */
  address?: string;
};

export type AccessContext = { store: Store; actor: Actor };

/** The server itself: its own work, and the command line, whose user has the data folder anyway. */
export const systemActor: Actor = { kind: "system", id: "system", name: "Islewire", isAdmin: true, roles: new Map() };

/** What an action is about. Lists stand for each of their members. */
export type Resource =
  | { is: "instance" }
  /** Any project will do. */
  | { is: "somewhere" }
  /** Without an id: where new things of the actor go. */
  | { is: "project"; id: string | undefined }
  | { is: "workflow" | "credential" | "execution" | "table" | "request"; id: number | string }
  /** A credential, to do something with it: who it is lent to may do that, and not change it. */
  | { is: "use"; id: number | string };

type Owned = Exclude<Resource, { is: "instance" | "somewhere" | "project" }>;
type Owner = { projectId: string; sharedBy?: { kind: string; id: string } };

export function userActor(
  store: Store,
  user: { id: string; name: string; role: InstanceRole },
  address?: string,
): Actor {
  const isAdmin = user.role !== "member";
  const rows = isAdmin
    ? []
    : store.rawRead
        .prepare<[string], { projectId: string; role: ProjectRole }>(
          "SELECT project_id AS projectId, role FROM project_members WHERE user_id = ?",
        )
        .all(user.id);
  const roles = new Map(rows.map(({ projectId, role }) => [projectId, role]));
  return { kind: "user", id: user.id, name: user.name, isAdmin, roles, address };
}

/** Whose key or token it is; undefined when that person is gone or disabled. */
export const keyOwner = (store: Store, { userId }: { userId: string | null }) =>
  store.rawRead
    .prepare<[string | null], { id: string; name: string; email: string; role: InstanceRole }>(
      "SELECT id, name, email, role FROM user WHERE id = ? AND disabled_at IS NULL",
    )
    .get(userId);

/** What a call of the HTTP API brings: a key, or a token of a client. */
export type KeyHolder = { kind: "key" | "client"; id: string; name: string; userId: string | null };

/** A key or client may do what its owner may, within its scopes; when the owner is gone, nothing. */
export function keyActor(store: Store, key: KeyHolder, address?: string): Actor {
  const owner = keyOwner(store, key);
  const of = owner ? userActor(store, owner) : { isAdmin: false, roles: new Map<string, ProjectRole>() };
  return { kind: key.kind, id: key.id, name: key.name, isAdmin: of.isAdmin, roles: of.roles, address };
}

/**
 * Throws `AppError`: NOT_FOUND where the actor may not even know that it exists, FORBIDDEN where it may see but not do that.
 */
export function authorize(ctx: AccessContext, action: Action, resources: Resource | Resource[]): void {
  for (const resource of Array.isArray(resources) ? resources : [resources]) {
    try {
      check(ctx, action, resource);
    } catch (thrown) {
      if (thrown instanceof AppError) noteRefusal(ctx, { action, resource, code: thrown.code });
      throw thrown;
    }
  }
}

type Refusal = { action: Action; resource: Resource; code: string };

function noteRefusal({ store, actor }: AccessContext, { action, resource, code }: Refusal): void {
  const kind = resource.is === "use" ? "credential" : resource.is;
  const about = kind === "instance" ? "settings" : kind === "somewhere" ? "project" : kind;
  const id = "id" in resource ? (resource.id ?? null) : null;
  securityEvents(store).refused({ store, actor }, "access.refuse", { kind: about, id, details: { action, code } });
}

function check(ctx: AccessContext, action: Action, resource: Resource): void {
  const { actor } = ctx;
  if (actor.isAdmin) return;
  if (action === "administer" || resource.is === "instance")
    throw forbidden("Only administrators of the server may do this");
  if (resource.is === "somewhere") {
    if ([...actor.roles.values()].some((role) => allows(role, action))) return;
    throw forbidden("You have no project in which you may do this");
  }
  const role = roleFor(ctx, resource);
  if (!role) throw notThere(resource);
  if (!allows(role, action)) throw forbidden(`As a ${role} of the project you may not do this`);
}

/** The actor's role for one thing: by its project, or by a project that it is lent to. */
export function roleFor(
  { store, actor }: AccessContext,
  resource: Owned | Extract<Resource, { is: "project" }>,
): ProjectRole | undefined {
  if (actor.isAdmin) return "admin";
  if (resource.is === "project") return actor.roles.get(resource.id ?? defaultProject(actor) ?? "");
  const owner = ownerOf(store, resource);
  if (!owner) return undefined;
  const own = actor.roles.get(owner.projectId);
  const lent = owner.sharedBy && lentRole(store, actor, owner.sharedBy);
  return higher(own, lent && resource.is === "credential" ? "viewer" : lent);
}

function lentRole(store: Store, actor: Actor, { kind, id }: { kind: string; id: string }): ProjectRole | undefined {
  const rows = store.rawRead
    .prepare<[string, string], { projectId: string; role: ProjectRole }>(
      "SELECT project_id AS projectId, role FROM shares WHERE kind = ? AND resource_id = ?",
    )
    .all(kind, id);
  let best: ProjectRole | undefined;
  for (const { projectId, role } of rows) {
    const own = actor.roles.get(projectId);
    if (own) best = higher(best, lower(own, role));
  }
  return best;
}

const rank = (role: ProjectRole | undefined) => (role === undefined ? -1 : projectRoles.indexOf(role));
const higher = (one: ProjectRole | undefined, other: ProjectRole | undefined) =>
  rank(one) >= rank(other) ? one : other;
const lower = (one: ProjectRole, other: ProjectRole) => (rank(one) <= rank(other) ? one : other);

/**
 * Ids of what the actor may see, as a JSON list for `json_each`; `null`: all of them.
 */
export function visibleWorkflows({ store, actor }: AccessContext): string | null {
  return visible(store, actor, "workflow", "workflows");
}

export function visibleCredentials({ store, actor }: AccessContext): string | null {
  return visible(store, actor, "credential", "credentials");
}

/** A condition on a column of ids: `visible` as of the functions above. */
export const isIn = (column: Column, visible: string | null): SQL | undefined =>
  visible === null ? undefined : sql`${column} IN (SELECT value FROM json_each(${visible}))`;

export const isNotIn = (column: Column, ids: string | null): SQL | undefined =>
  ids === null ? undefined : sql`${column} NOT IN (SELECT value FROM json_each(${ids}))`;

/** Ids of the actor's projects, in the same form. */
export const visibleProjects = ({ actor }: Pick<AccessContext, "actor">): string | null =>
  actor.isAdmin ? null : JSON.stringify([...actor.roles.keys()]);

function visible(store: Store, actor: Actor, kind: string, table: "workflows" | "credentials"): string | null {
  const own = visibleProjects({ actor });
  if (own === null) return null;
  const ids = store.rawRead
    .prepare<[string, string, string], string>(
      `SELECT id FROM ${table} WHERE project_id IN (SELECT value FROM json_each(?)) UNION
       SELECT resource_id FROM shares WHERE kind = ? AND project_id IN (SELECT value FROM json_each(?))`,
    )
    .pluck()
    .all(own, kind, own);
  return JSON.stringify(ids);
}

/** Where something new goes that names no project. */
export function defaultProject(actor: Actor): string | undefined {
  if (actor.isAdmin || allows(actor.roles.get(mainProject), "edit")) return mainProject;
  return [...actor.roles].find(([, role]) => allows(role, "edit"))?.[0];
}

/** Whose something new is. Throws where there is no project that takes it: administrators may name any, also none. */
export function projectFor({ store, actor }: AccessContext, given: string | undefined): string {
  const id = given ?? defaultProject(actor);
  if (id === undefined) throw forbidden("You have no project in which you may do this");
  const isThere = store.rawRead.prepare("SELECT 1 FROM projects WHERE id = ?").get(id) !== undefined;
  if (!isThere) throw notThere({ is: "project", id });
  return id;
}

function ownerOf(store: Store, resource: Owned): Owner | undefined {
  const one = (sql: string) => store.rawRead.prepare<[string | number], OwnerRow>(sql).get(resource.id);
  switch (resource.is) {
    case "workflow":
      return owned(one("SELECT project_id AS projectId, id AS workflowId FROM workflows WHERE id = ?"));
    case "execution":
      return owned(
        one(`SELECT w.project_id AS projectId, w.id AS workflowId FROM executions e JOIN workflows w ON w.id = e.workflow_id
          WHERE e.id = ?`),
      );
    case "request":
      return owned(
        one(`SELECT w.project_id AS projectId, w.id AS workflowId FROM webhook_requests r JOIN workflows w ON w.id = r.workflow_id
          WHERE r.id = ?`),
      );
    case "table":
      return one("SELECT project_id AS projectId FROM tables WHERE id = ?");
    case "use":
    case "credential": {
      const row = one("SELECT project_id AS projectId FROM credentials WHERE id = ?");
      return row && { projectId: row.projectId, sharedBy: { kind: "credential", id: String(resource.id) } };
    }
  }
}

type OwnerRow = { projectId: string; workflowId?: string };
const owned = (row: OwnerRow | undefined): Owner | undefined =>
  row && { projectId: row.projectId, sharedBy: { kind: "workflow", id: row.workflowId ?? "" } };

const forbidden = (message: string) =>
  new AppError("FORBIDDEN", message, { hint: "Ask an administrator of the project or of the server" });

const notThere = ({ is }: Owned | Extract<Resource, { is: "project" }>) =>
  new AppError("NOT_FOUND", `There is no such ${is === "use" ? "credential" : is}`, {
    hint: "It may have been deleted, or belong to a project that you are not a member of",
  });
