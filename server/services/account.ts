import { and, eq } from "drizzle-orm";
import { account, settings, signInProviders, twoFactor, user } from "@/server/db/schema";
import type { InstanceRole } from "@/shared/access";
import type { AccountInfo, SignInRules } from "@/shared/account";
import { AppError } from "@/shared/errors";
import { audit } from "./audit";
import type { ServiceContext } from "./context";

type Context = Pick<ServiceContext, "store" | "actor">;

/** Of the actor. */
export function accountInfo({ store, actor }: Context): AccountInfo {
  const own = store.read.select().from(user).where(eq(user.id, actor.id)).get();
  if (!own) throw new AppError("NOT_FOUND", "The account was deleted");
  const ways = store.read.select().from(account).where(eq(account.userId, actor.id)).all();
  const codes = store.read.select().from(twoFactor).where(eq(twoFactor.userId, actor.id)).get()?.backupCodes;
  const names = new Map(
    store.read
      .select()
      .from(signInProviders)
      .all()
      .map(({ id, name }) => [id, name]),
  );
  return {
    ...{ name: own.name, email: own.email, role: own.role as InstanceRole, twoFactor: own.twoFactorEnabled },
    hasPassword: ways.some(({ providerId, password }) => providerId === "credential" && password !== null),
    recoveryCodesLeft: own.twoFactorEnabled && codes ? (JSON.parse(codes) as string[]).length : 0,
    connections: ways
      .filter(({ providerId }) => providerId !== "credential")
      .map(({ providerId, createdAt }) => ({
        providerId,
        name: names.get(providerId) ?? providerId,
        since: createdAt.getTime(),
      })),
  };
}

export async function renameAccount({ store, actor }: Context, { name }: { name: string }): Promise<void> {
  await store.transaction((tx) => {
    audit({ store, actor }, "user.rename", { id: actor.id });
    tx.update(user).set({ name, updatedAt: new Date() }).where(eq(user.id, actor.id)).run();
  });
}

/** That provider does not open the account any more. Something else has to. */
export async function disconnectProvider(
  { store, actor }: Context,
  { providerId }: { providerId: string },
): Promise<void> {
  await store.transaction((tx) => {
    const ways = tx.select().from(account).where(eq(account.userId, actor.id)).all();
    if (!ways.some((way) => way.providerId === providerId && providerId !== "credential")) {
      throw new AppError("NOT_FOUND", "The account is not connected with it");
    }
    if (ways.length === 1) {
      throw new AppError("CONFLICT", "It is the only way into this account", {
        hint: "Have an administrator send you a link to set a password first",
      });
    }
    audit({ store, actor }, "user.disconnect", { id: actor.id, details: { providerId } });
    tx.delete(account)
      .where(and(eq(account.userId, actor.id), eq(account.providerId, providerId)))
      .run();
  });
}

const rulesKey = "signIn";

export function signInRules({ store }: Pick<Context, "store">): SignInRules {
  const row = store.read.select().from(settings).where(eq(settings.key, rulesKey)).get();
  return { requireTwoFactor: false, ...(row ? (JSON.parse(row.value) as Partial<SignInRules>) : {}) };
}

/** Who turns it on has a second factor: nobody locks everybody out by mistake. */
export async function setSignInRules(ctx: Context, rules: SignInRules): Promise<SignInRules> {
  if (rules.requireTwoFactor && !accountInfo(ctx).twoFactor) {
    throw new AppError("CONFLICT", "Your own account has no second factor yet", {
      hint: "Turn it on for yourself first",
    });
  }
  const value = JSON.stringify(rules);
  await ctx.store.transaction((tx) => {
    tx.insert(settings)
      .values({ key: rulesKey, value })
      .onConflictDoUpdate({ target: settings.key, set: { value } })
      .run();
    audit(ctx, "settings.signIn", { details: rules });
  });
  return rules;
}
