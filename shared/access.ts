import type { ProjectEgress } from "./egress";

/** Who may do what. A project owns workflows, credentials and tables; its members have one role each. */

/** Each may do what those before it may. */
export const projectRoles = ["viewer", "runner", "editor", "admin"] as const;
export type ProjectRole = (typeof projectRoles)[number];

/** `owner` and `admin` may do everything, in every project; a `member` what its projects allow. */
export const instanceRoles = ["owner", "admin", "member"] as const;
export type InstanceRole = (typeof instanceRoles)[number];

/**
 * `view`: see workflows, executions and tables. `run`: start, stop and repeat. `edit`: change and publish, use credentials.
 * `manage`: members and sharing. `administer`: what all projects share, such as settings and users.
 */
export const actions = ["view", "run", "edit", "manage", "administer"] as const;
export type Action = (typeof actions)[number];

const needed: { readonly [action in Exclude<Action, "administer">]: ProjectRole } = {
  view: "viewer",
  run: "runner",
  edit: "editor",
  manage: "admin",
};

/** Whether a role in a project allows an action there. */
export const allows = (role: ProjectRole | undefined, action: Action): boolean =>
  action !== "administer" && role !== undefined && projectRoles.indexOf(role) >= projectRoles.indexOf(needed[action]);

export type ProjectSummary = { id: string; name: string; role: ProjectRole };

export type ProjectDetail = ProjectSummary & {
  members: { userId: string; name: string; email: string; role: ProjectRole }[];
  owns: { workflows: number; credentials: number; tables: number };
  egress: ProjectEgress;
};

/** What one project lends another. A credential is used or not: then it is `editor`. */
export const shareRoles = ["viewer", "runner", "editor"] as const;
export type Share = {
  kind: "workflow" | "credential";
  id: string;
  projectId: string;
  name: string;
  role: (typeof shareRoles)[number];
};

/** Times are milliseconds since 1970. */
export type UserInfo = {
  id: string;
  name: string;
  email: string;
  role: InstanceRole;
  disabledAt: number | null;
  createdAt: number;
  /** Of its sessions that have not ended. */
  lastSeenAt: number | null;
  projects: { projectId: string; name: string; role: ProjectRole }[];
};

/** The project that is always there. */
export const mainProject = "main";
