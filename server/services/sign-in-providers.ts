import { asc, eq } from "drizzle-orm";
import { nanoid } from "nanoid";
import { z } from "zod";
import { account, projects, session, signInProviders } from "@/server/db/schema";
import type { Endpoints, ProviderOrder } from "@/server/identity/provider";
import { AppError } from "@/shared/errors";
import {
  type Identity,
  type ProviderButton,
  type ProviderSettings,
  providerSettingsSchema,
  type SignInProvider,
} from "@/shared/sign-in-provider";
import { audit } from "./audit";
import type { ServiceContext } from "./context";

type Context = Pick<ServiceContext, "store" | "actor" | "cipher" | "baseUrl" | "dispatcher">;

export const providerSchema = z.strictObject({
  id: z.string().max(64).optional(),
  name: z.string().trim().min(1, "is required").max(64),
  settings: providerSettingsSchema,
  /** Absent: as it is. */
  secret: z.string().max(4_000).optional(),
});

const maxProviders = 20;

export const redirectUriOf = ({ baseUrl }: Pick<Context, "baseUrl">, id: string) => `${baseUrl}/sign-in/callback/${id}`;

export const providerButtons = ({ store }: Pick<Context, "store">): ProviderButton[] =>
  store.read
    .select({ id: signInProviders.id, name: signInProviders.name })
    .from(signInProviders)
    .orderBy(asc(signInProviders.name))
    .all();

export const listProviders = (ctx: Pick<Context, "store" | "baseUrl">): SignInProvider[] =>
  ctx.store.read
    .select()
    .from(signInProviders)
    .orderBy(asc(signInProviders.name))
    .all()
    .map((row) => infoOf(ctx, row));

/** Adds one, or changes it. The provider is asked first whether it is what it should be. */
export async function saveProvider(
  ctx: Context,
  { id: given, name, settings, secret }: z.infer<typeof providerSchema>,
): Promise<SignInProvider> {
  refuseIncomplete(settings);
  await endpointsOf(ctx, settings);
  const { store, cipher } = ctx;
  return store.transaction((tx) => {
    const before = given && tx.select().from(signInProviders).where(eq(signInProviders.id, given)).get();
    if (given && !before) throw missing();
    if (!before && tx.select({ id: signInProviders.id }).from(signInProviders).all().length >= maxProviders) {
      throw new AppError("LIMIT", `There can be at most ${maxProviders} providers`);
    }
    for (const { projectId } of settings.projects) {
      if (tx.select({ id: projects.id }).from(projects).where(eq(projects.id, projectId)).get()) continue;
      throw new AppError("NOT_FOUND", "There is no such project", { hint: "Choose another one for the roles" });
    }
    const id = before ? before.id : nanoid(12);
    // A secret must not be sent to where somebody else leads it: with the address, it is entered anew.
    const isElsewhere = before && addressOf(JSON.parse(before.settings) as ProviderSettings) !== addressOf(settings);
    if (isElsewhere && secret === undefined && cipher.open(before.secret, placeOf(id)) !== "") {
      throw new AppError("INVALID", "The provider is at another address: enter its client secret again");
    }
    const sealed = secret === undefined && before ? before.secret : cipher.seal(secret ?? "", placeOf(id));
    const row = { id, name, settings: JSON.stringify(settings), secret: sealed };
    const saved = tx
      .insert(signInProviders)
      .values({ ...row, createdAt: Date.now() })
      .onConflictDoUpdate({ target: signInProviders.id, set: row })
      .returning()
      .get();
    audit(ctx, "provider.save", { id, name });
    return infoOf(ctx, saved);
  });
}

/** Nobody comes in by it any more; who did has to sign in another way. */
export async function deleteProvider(
  { store, actor }: Pick<Context, "store" | "actor">,
  { id }: { id: string },
): Promise<void> {
  await store.transaction((tx) => {
    const row = tx.select().from(signInProviders).where(eq(signInProviders.id, id)).get();
    if (!row) throw missing();
    tx.delete(signInProviders).where(eq(signInProviders.id, id)).run();
    audit({ store, actor }, "provider.delete", { id, name: row.name });
    tx.delete(account).where(eq(account.providerId, id)).run();
    tx.delete(session).where(eq(session.providerId, id)).run();
  });
}

export function findProvider(
  { store, cipher }: Pick<Context, "store" | "cipher">,
  id: string,
): { id: string; settings: ProviderSettings; secret: string } {
  const row = store.read.select().from(signInProviders).where(eq(signInProviders.id, id)).get();
  if (!row) throw missing();
  return { id, settings: JSON.parse(row.settings) as ProviderSettings, secret: cipher.open(row.secret, placeOf(id)) };
}

export const endpointsOf = (ctx: Pick<Context, "dispatcher">, settings: ProviderSettings): Promise<Endpoints> =>
  ask(ctx, { ask: "endpoints", settings });

export const identityOf = (
  ctx: Pick<Context, "dispatcher">,
  order: Omit<Extract<ProviderOrder, { ask: "identity" }>, "ask">,
): Promise<Identity> => ask(ctx, { ask: "identity", ...order });

async function ask<T>({ dispatcher }: Pick<Context, "dispatcher">, order: ProviderOrder): Promise<T> {
  return JSON.parse(
    await dispatcher.ask((request) => ({ type: "askProvider", request }), [JSON.stringify(order)]),
  ) as T;
}

function refuseIncomplete({
  kind,
  issuer,
  authorizationUrl,
  tokenUrl,
  userInfoUrl,
  claim,
  ...roles
}: ProviderSettings) {
  if (kind === "oidc" && issuer === "") throw new AppError("INVALID", "The issuer is missing");
  if (kind === "oauth2" && [authorizationUrl, tokenUrl, userInfoUrl].includes("")) {
    throw new AppError("INVALID", "OAuth2 needs the addresses of the sign-in, of the tokens and of the user");
  }
  if (claim === "" && roles.adminValues.length + roles.projects.length > 0) {
    throw new AppError("INVALID", "The claim that roles come from is missing");
  }
}

const addressOf = ({ kind, issuer, tokenUrl }: ProviderSettings) => (kind === "oidc" ? issuer : tokenUrl);
const placeOf = (id: string) => ({ table: "sign_in_providers", id, type: "secret" });

function infoOf(ctx: Pick<Context, "baseUrl">, row: typeof signInProviders.$inferSelect): SignInProvider {
  const { id, name, createdAt } = row;
  const settings = JSON.parse(row.settings) as ProviderSettings;
  return { id, name, settings, createdAt, redirectUri: redirectUriOf(ctx, id) };
}

const missing = () =>
  new AppError("NOT_FOUND", "There is no such way to sign in", { hint: "It may have been taken away" });
