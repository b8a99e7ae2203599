import { and, desc, eq, gt, isNull, lt } from "drizzle-orm";
import { nanoid } from "nanoid";
import { z } from "zod";
import type { Tx } from "@/server/db/client";
import { account, invitations, projectMembers, projects, twoFactor, user } from "@/server/db/schema";
import { projectRoles } from "@/shared/access";
import type { Invitation, NewInvitation, OpenInvitation } from "@/shared/account";
import { AppError } from "@/shared/errors";
import { passwordProblem, passwordProblems } from "@/shared/passwords";
import { audit } from "./audit";
import type { ServiceContext } from "./context";
import { hashPassword } from "./password-hash";
import { endAllSessions } from "./sessions";
import { hashToken, newToken } from "./tokens";

type Context = Pick<ServiceContext, "store" | "actor" | "baseUrl">;
type OpenContext = Pick<ServiceContext, "store">;
type OwnContext = Pick<ServiceContext, "store" | "actor">;

export const newInvitationSchema = z.strictObject({
  email: z.email("is not an e-mail address").max(254),
  role: z.enum(["admin", "member"]),
  project: z.strictObject({ id: z.string().max(64), role: z.enum(projectRoles) }).optional(),
  days: z.number().int().min(1).max(30).default(7),
});
export const acceptSchema = z.strictObject({
  token: z.string().max(100),
  name: z.string().trim().max(100).default(""),
  password: z.string().max(1_000),
});

const maxOpen = 500;
const dayMs = 86_400_000;
/** It opens an account that is in use: whoever needs it waits for it. */
const resetMs = 30 * 60_000;

/** Those that may still be used. */
export const listInvitations = ({ store }: OpenContext): Invitation[] =>
  store.read.select().from(invitations).where(isOpen()).orderBy(desc(invitations.createdAt)).all().map(infoOf);

/** The address is in the answer and nowhere else. */
export async function invite(
  ctx: Context,
  { email: given, role, project, days }: z.infer<typeof newInvitationSchema>,
): Promise<NewInvitation> {
  const email = given.toLowerCase();
  return ctx.store.transaction((tx) => {
    if (tx.select({ id: user.id }).from(user).where(eq(user.email, email)).get()) throw taken(email);
    if (project && !tx.select({ id: projects.id }).from(projects).where(eq(projects.id, project.id)).get()) {
      throw new AppError("NOT_FOUND", "There is no such project", { hint: "It may have been deleted" });
    }
    tx.delete(invitations)
      .where(and(eq(invitations.kind, "join"), eq(invitations.email, email)))
      .run();
    const place = { projectId: project?.id ?? null, projectRole: project?.role ?? null };
    audit(ctx, "user.invite", { name: email, details: { role, project } });
    return add(tx, ctx, { kind: "join", email, role, ...place, expiresAt: Date.now() + days * dayMs });
  });
}

/** A link by which somebody sets a new password, once. */
export async function resetPassword(
  ctx: Context,
  { userId, clearsTwoFactor }: { userId: string; clearsTwoFactor: boolean },
): Promise<NewInvitation> {
  return ctx.store.transaction((tx) => {
    const found = tx.select().from(user).where(eq(user.id, userId)).get();
    if (!found || found.disabledAt !== null) {
      throw new AppError("NOT_FOUND", "There is no such user", { hint: "The account may be disabled" });
    }
    if (found.role === "owner" && ctx.actor.id !== userId && ctx.actor.kind !== "system") {
      throw new AppError("FORBIDDEN", "Nobody else sets the password of the owner");
    }
    tx.delete(invitations).where(eq(invitations.userId, userId)).run();
    const { email, role } = found;
    const whose = { userId, clearsTwoFactor, projectId: null, projectRole: null };
    audit(ctx, "user.sendReset", { id: userId, details: { clearsTwoFactor } });
    return add(tx, ctx, { kind: "password", email, role, ...whose, expiresAt: Date.now() + resetMs });
  });
}

/** The link opens nothing from now on. */
export async function revokeInvitation({ store, actor }: OwnContext, { id }: { id: string }): Promise<void> {
  await store.transaction((tx) => {
    const unused = and(eq(invitations.id, id), isNull(invitations.usedAt));
    const row = tx.select().from(invitations).where(unused).get();
    if (!row) throw new AppError("NOT_FOUND", "There is no such invitation", { hint: "It may have been used" });
    tx.delete(invitations).where(unused).run();
    audit({ store, actor }, "user.revokeLink", { name: row.email });
  });
}

/** Whom a link is for. Used, revoked, expired and unknown ones are not told apart. */
export function lookAtInvitation({ store }: OpenContext, { token }: { token: string }): OpenInvitation {
  const row = store.read.select().from(invitations).where(matching(token)).get();
  if (!row) throw notGood();
  const name =
    row.userId && store.read.select({ name: user.name }).from(user).where(eq(user.id, row.userId)).get()?.name;
  return { kind: row.kind as Invitation["kind"], email: row.email, name: name ?? "" };
}

/** Makes the account, or sets its password. Of several at once, one succeeds. */
export async function acceptInvitation(
  ctx: OwnContext,
  { token, name, password }: z.infer<typeof acceptSchema>,
): Promise<{ email: string }> {
  const open = lookAtInvitation(ctx, { token });
  const joins = open.kind === "join";
  if (joins && name === "") throw new AppError("INVALID", "Your name is missing");
  refuseWeakPassword(password, { name: joins ? name : open.name, email: open.email });
  const hash = await hashPassword(password);
  return ctx.store.transaction((tx) => {
    const row = tx.select().from(invitations).where(matching(token)).get();
    if (!row) throw notGood();
    const now = new Date();
    tx.update(invitations).set({ usedAt: now.getTime() }).where(eq(invitations.id, row.id)).run();
    if (row.userId) {
      setPassword(tx, row.userId, hash);
      endAllSessions(tx, row.userId);
      if (row.clearsTwoFactor) {
        tx.delete(twoFactor).where(eq(twoFactor.userId, row.userId)).run();
        tx.update(user).set({ twoFactorEnabled: false }).where(eq(user.id, row.userId)).run();
      }
      audit(as(ctx, row.userId, open.name), "user.setPassword", { id: row.userId });
      return { email: row.email };
    }
    if (tx.select({ id: user.id }).from(user).where(eq(user.email, row.email)).get()) throw taken(row.email);
    const id = nanoid(32);
    tx.insert(user).values({ id, name, email: row.email, role: row.role, createdAt: now, updatedAt: now }).run();
    setPassword(tx, id, hash);
    const { projectId, projectRole } = row;
    const isThere = projectId && tx.select({ id: projects.id }).from(projects).where(eq(projects.id, projectId)).get();
    if (isThere && projectRole) tx.insert(projectMembers).values({ projectId, userId: id, role: projectRole }).run();
    audit(as(ctx, id, name), "user.create", { id, details: { by: "invitation", role: row.role } });
    return { email: row.email };
  });
}

/** Who has the link acts as whom it is for. */
const as = ({ store, actor }: OwnContext, id: string, name: string) => ({
  store,
  actor: { kind: "user", id, name, address: actor.address } as const,
});

/** Who changes a password makes it by the rules. */
export function refuseWeakPassword(password: string, own: { name: string; email: string }): void {
  const problem = passwordProblem(password, own);
  if (!problem) return;
  throw new AppError("INVALID", passwordProblems[problem], {
    hint: "Several words that do not belong together are good",
  });
}

function setPassword(tx: Tx, userId: string, password: string): void {
  const now = new Date();
  const own = and(eq(account.userId, userId), eq(account.providerId, "credential"));
  if (tx.update(account).set({ password, updatedAt: now }).where(own).run().changes > 0) return;
  const id = nanoid(32);
  const what = { providerId: "credential", accountId: userId, userId, password };
  tx.insert(account)
    .values({ id, ...what, createdAt: now, updatedAt: now })
    .run();
}

type Row = typeof invitations.$inferSelect;

function add(
  tx: Tx,
  { actor, baseUrl }: Context,
  given: Omit<typeof invitations.$inferInsert, "id" | "hash" | "createdBy" | "createdAt">,
): NewInvitation {
  const now = Date.now();
  tx.delete(invitations).where(lt(invitations.expiresAt, now)).run();
  if (tx.select({ id: invitations.id }).from(invitations).where(isOpen()).all().length >= maxOpen) {
    throw new AppError("LIMIT", `There can be at most ${maxOpen} open invitations`, {
      hint: "Revoke those nobody needs",
    });
  }
  const token = newToken();
  const row = tx
    .insert(invitations)
    .values({ ...given, id: nanoid(12), hash: hashToken(token), createdBy: actor.name, createdAt: now })
    .returning()
    .get();
  return { ...infoOf(row), url: `${baseUrl}/${given.kind === "join" ? "invite" : "reset"}/${token}` };
}

function infoOf({ hash: _, usedAt: __, userId: ___, clearsTwoFactor: ____, ...row }: Row): Invitation {
  return row as Invitation;
}

const isOpen = () => and(isNull(invitations.usedAt), gt(invitations.expiresAt, Date.now()));
const matching = (token: string) => and(eq(invitations.hash, hashToken(token)), isOpen());

const notGood = () =>
  new AppError("NOT_FOUND", "This link is not good any more", { hint: "Ask an administrator for a new one" });
const taken = (email: string) => new AppError("CONFLICT", `${email} has an account already`);
