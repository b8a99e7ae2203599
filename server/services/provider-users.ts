import { and, eq, inArray } from "drizzle-orm";
import { nanoid } from "nanoid";
import type { Tx } from "@/server/db/client";
import { account, projectMembers, projects, user } from "@/server/db/schema";
import { type ProjectRole, projectRoles } from "@/shared/access";
import type { SignInProblem } from "@/shared/account";
import type { Identity, ProviderSettings } from "@/shared/sign-in-provider";
import { audit } from "./audit";
import type { ServiceContext } from "./context";

type Provider = { id: string; settings: ProviderSettings };
type Outcome = { userId: string } | { problem: SignInProblem };

/**
 * Whose account it is that a provider vouches for. It is known by what the provider calls it, never by its address alone.
 * `linkTo`: who is signed in and wants to connect the account.
 */
export function userFor(
  { store }: Pick<ServiceContext, "store">,
  provider: Provider,
  identity: Identity,
  linkTo: string | undefined,
): Promise<Outcome> {
  const { settings } = provider;
  return store.transaction((tx): Outcome => {
    const known = tx
      .select()
      .from(account)
      .where(and(eq(account.providerId, provider.id), eq(account.accountId, subjectOf(identity))))
      .get();
    if (linkTo !== undefined) {
      if (known && known.userId !== linkTo) return { problem: "taken" };
      if (!known) connect(tx, provider.id, identity, linkTo);
      return { userId: linkTo };
    }
    if (!isOfDomain(identity, settings)) return { problem: "domain" };
    const found = known?.userId ?? newUser({ store, tx }, provider, identity);
    if (typeof found !== "string") return found;
    const row = tx.select().from(user).where(eq(user.id, found)).get();
    if (!row || row.disabledAt !== null) return { problem: "disabled" };
    giveRoles(tx, row, settings, identity);
    return { userId: found };
  });
}

function newUser(
  { store, tx }: Pick<ServiceContext, "store"> & { tx: Tx },
  { id: providerId, settings }: Provider,
  identity: Identity,
): string | { problem: SignInProblem } {
  const { email, emailVerified } = identity;
  const same = email === "" ? undefined : tx.select().from(user).where(eq(user.email, email)).get();
  if (same) {
    // Whoever rules the provider would else be an administrator here.
    if (!settings.linkByEmail || !emailVerified || same.role !== "member") return { problem: "exists" };
    // The provider has somebody else under this address now.
    const linked = and(eq(account.userId, same.id), eq(account.providerId, providerId));
    if (tx.select({ id: account.id }).from(account).where(linked).get()) return { problem: "exists" };
    connect(tx, providerId, identity, same.id);
    return same.id;
  }
  const isFirst = tx.select({ id: user.id }).from(user).limit(1).get() === undefined;
  if (!settings.allowNew || isFirst || email === "" || !emailVerified) return { problem: "unknown" };
  const now = new Date();
  const id = nanoid(32);
  const name = (identity.name || email.split("@")[0] || email).slice(0, 100);
  tx.insert(user).values({ id, name, email, emailVerified, createdAt: now, updatedAt: now }).run();
  audit({ store, actor: { kind: "user", id, name } }, "user.create", { id, details: { by: "provider", providerId } });
  connect(tx, providerId, identity, id);
  return id;
}

function connect(tx: Tx, providerId: string, identity: Identity, userId: string): void {
  const now = new Date();
  tx.insert(account)
    .values({ id: nanoid(32), providerId, accountId: subjectOf(identity), userId, createdAt: now, updatedAt: now })
    .run();
}

/** As the provider has it today. The owner stays the owner, and what no rule names stays as it is. */
function giveRoles(
  tx: Tx,
  row: typeof user.$inferSelect,
  { claim, adminValues, projects: rules }: ProviderSettings,
  { values }: Identity,
): void {
  if (claim === "") return;
  const has = new Set(values ?? []);
  if (adminValues.length > 0 && row.role !== "owner") {
    const role = adminValues.some((value) => has.has(value)) ? "admin" : "member";
    if (role !== row.role) tx.update(user).set({ role }).where(eq(user.id, row.id)).run();
  }
  const ruled = [...new Set(rules.map(({ projectId }) => projectId))];
  const there = ruled.length
    ? tx.select({ id: projects.id }).from(projects).where(inArray(projects.id, ruled)).all()
    : [];
  for (const { id: projectId } of there) {
    const roles = rules.filter((rule) => rule.projectId === projectId && has.has(rule.value)).map(({ role }) => role);
    const member = and(eq(projectMembers.projectId, projectId), eq(projectMembers.userId, row.id));
    const role = highest(roles);
    if (!role) tx.delete(projectMembers).where(member).run();
    else {
      tx.insert(projectMembers)
        .values({ projectId, userId: row.id, role })
        .onConflictDoUpdate({ target: [projectMembers.projectId, projectMembers.userId], set: { role } })
        .run();
    }
  }
}

const highest = (roles: readonly ProjectRole[]) => projectRoles.toReversed().find((role) => roles.includes(role));

/** The same subject of another issuer is somebody else. */
const subjectOf = ({ issuer, subject }: Identity) => `${issuer} ${subject}`;

const isOfDomain = ({ email, emailVerified }: Identity, { domains }: ProviderSettings) =>
  domains.length === 0 || (emailVerified && domains.includes(email.split("@").at(-1) ?? ""));
