import type { InstanceRole, ProjectRole } from "./access";

/** A browser in which somebody is signed in. */
export type SessionInfo = {
  id: string;
  address: string;
  /** As the browser calls itself. */
  device: string;
  createdAt: number;
  lastUsedAt: number;
  /** That said who it is; null: a password did. */
  provider: string | null;
  isCurrent: boolean;
};

/** What the signed-in person can change of the account. */
export type AccountInfo = {
  name: string;
  email: string;
  role: InstanceRole;
  hasPassword: boolean;
  twoFactor: boolean;
  recoveryCodesLeft: number;
  /** Providers that know this account. */
  connections: { providerId: string; name: string; since: number }[];
};

export type Invitation = {
  id: string;
  kind: "join" | "password";
  email: string;
  role: InstanceRole;
  projectId: string | null;
  projectRole: ProjectRole | null;
  createdBy: string;
  createdAt: number;
  expiresAt: number;
};

/** With the address that is shown once. */
export type NewInvitation = Invitation & { url: string };

/** What who has the link may know of it. */
export type OpenInvitation = Pick<Invitation, "kind" | "email"> & { name: string };

/** Rules for everybody who signs in. */
export type SignInRules = { requireTwoFactor: boolean };

/** Why somebody who came back from a provider is not signed in. */
export const signInProblems = [
  "state",
  "refused",
  "provider",
  "unknown",
  "exists",
  "domain",
  "disabled",
  "taken",
] as const;
export type SignInProblem = (typeof signInProblems)[number];
