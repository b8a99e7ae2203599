import { randomBytes, timingSafeEqual } from "node:crypto";
import { and, desc, eq, gt, isNull, or, sql } from "drizzle-orm";
import { z } from "zod";
import type { Store, Tx } from "@/server/db/client";
import { oauthAccessTokens, oauthClients, oauthGrants, oauthSecrets, user } from "@/server/db/schema";
import { apiScopes } from "@/shared/api-keys";
import { AppError } from "@/shared/errors";
import { isRedirectUri, maxRedirectUris, type NewOauthSecret, type OauthClientInfo } from "@/shared/oauth";
import { audit } from "./audit";
import type { ServiceContext } from "./context";
import { hashToken, newToken } from "./tokens";

type Context = Pick<ServiceContext, "store" | "actor">;

export const newOauthClientSchema = z
  .strictObject({
    name: z.string().trim().min(1, "is required").max(128),
    isPublic: z.boolean(),
    redirectUris: z.array(z.string().refine(isRedirectUri, "is no address that may be used")).max(maxRedirectUris),
    scopes: z.array(z.enum(apiScopes)).min(1, "needs one scope"),
    /** Whose rights it has by itself; without it, it acts only for people who allow it. */
    actsAs: z.string().max(64).optional(),
  })
  .refine(({ isPublic, actsAs }) => !(isPublic && actsAs !== undefined), {
    path: ["actsAs"],
    error: "needs a client that can keep a secret",
  })
  .refine(({ redirectUris, actsAs }) => redirectUris.length > 0 || actsAs !== undefined, {
    path: ["redirectUris"],
    error: "needs an address, or the client has nothing to do",
  });
export const rotateSecretSchema = z.strictObject({
  id: z.string().max(64),
  /** For how long the secret of before is good, too. */
  overlapHours: z.number().int().min(0).max(720),
});

export type OauthClient = {
  id: string;
  name: string;
  isPublic: boolean;
  redirectUris: string[];
  scopes: string[];
  actsAs: string | null;
  createdBy: string;
};

const maxClients = 200;
const hourMs = 3_600_000;
const newSecret = () => `iws_${newToken()}`;

export function listOauthClients({ store }: Context): OauthClientInfo[] {
  const secrets = Map.groupBy(
    store.read.select().from(oauthSecrets).where(isGood()).orderBy(desc(oauthSecrets.createdAt)).all(),
    ({ clientId }) => clientId,
  );
  return store.read
    .select({
      client: oauthClients,
      actsAs: user.name,
      people: sql<number>`(SELECT count(DISTINCT g.user_id) FROM oauth_grants g
        WHERE g.client_id = "oauth_clients"."id" AND g.code_used_at IS NOT NULL AND g.expires_at > ${Date.now()})`,
    })
    .from(oauthClients)
    .leftJoin(user, eq(user.id, oauthClients.actsAs))
    .orderBy(desc(oauthClients.createdAt))
    .all()
    .map(({ client, actsAs, people }) => ({
      ...client,
      redirectUris: JSON.parse(client.redirectUris) as string[],
      scopes: JSON.parse(client.scopes) as string[],
      actsAs: client.actsAs === null ? null : { id: client.actsAs, name: actsAs ?? "" },
      secrets: (secrets.get(client.id) ?? []).map(({ createdAt, expiresAt }) => ({ createdAt, expiresAt })),
      people,
    }));
}

/** The secret is in the answer and nowhere else. */
export async function createOauthClient(
  ctx: Context,
  given: z.infer<typeof newOauthClientSchema>,
): Promise<NewOauthSecret> {
  const { store, actor } = ctx;
  const { name, isPublic, redirectUris, scopes, actsAs } = given;
  const id = randomBytes(16).toString("base64url");
  const secret = isPublic ? null : newSecret();
  const createdAt = Date.now();
  await store.transaction((tx) => {
    if (tx.select({ id: oauthClients.id }).from(oauthClients).all().length >= maxClients) {
      throw new AppError("LIMIT", `There can be at most ${maxClients} clients`, { hint: "Revoke those nobody uses" });
    }
    if (actsAs !== undefined) requireLent(tx, actor.id, actsAs);
    tx.insert(oauthClients)
      .values({
        ...{ id, name, isPublic, createdAt, actsAs: actsAs ?? null, createdBy: actor.name },
        ...{ redirectUris: JSON.stringify(redirectUris), scopes: JSON.stringify(scopes) },
      })
      .run();
    if (secret !== null) addSecret(tx, id, secret);
    audit(ctx, "oauthClient.create", { id, details: { isPublic, redirectUris, scopes, actsAs } });
  });
  return { id, secret };
}

/** A new secret. That of before stays good for a while, so that the program can be changed meanwhile. */
export async function rotateOauthSecret(
  ctx: Context,
  { id, overlapHours }: z.infer<typeof rotateSecretSchema>,
): Promise<NewOauthSecret> {
  const secret = newSecret();
  await ctx.store.transaction((tx) => {
    const client = tx.select().from(oauthClients).where(eq(oauthClients.id, id)).get();
    if (!client) throw noClient();
    if (client.isPublic) throw new AppError("INVALID", "This client has no secret");
    const own = eq(oauthSecrets.clientId, id);
    const [latest] = tx
      .select()
      .from(oauthSecrets)
      .where(and(own, isNull(oauthSecrets.expiresAt)))
      .all();
    tx.delete(oauthSecrets).where(own).run();
    if (latest && overlapHours > 0) {
      tx.insert(oauthSecrets)
        .values({ ...latest, expiresAt: Date.now() + overlapHours * hourMs })
        .run();
    }
    addSecret(tx, id, secret);
    audit(ctx, "oauthClient.rotateSecret", { id, details: { overlapHours } });
  });
  return { id, secret };
}

/** It and whatever it was allowed are refused from now on. */
export async function revokeOauthClient(ctx: Context, { id }: { id: string }): Promise<void> {
  await ctx.store.transaction((tx) => {
    audit(ctx, "oauthClient.revoke", { id });
    const { changes } = tx.delete(oauthClients).where(eq(oauthClients.id, id)).run();
    // Nor is it noted then.
    if (changes === 0) throw noClient();
  });
}

/** By the secret, or without one where it has none. Unknown clients and wrong secrets are not told apart. */
export function authenticateOauthClient(
  store: Store,
  { id, secret }: { id: string; secret: string | undefined },
): OauthClient | undefined {
  const client = findOauthClient(store, id);
  if (secret === undefined) return client?.isPublic ? client : undefined;
  const own = and(eq(oauthSecrets.clientId, id), isGood());
  const hashes = store.read.select({ hash: oauthSecrets.hash }).from(oauthSecrets).where(own).all();
  const given = hashToken(secret);
  let isRight = false;
  for (const { hash } of hashes.length > 0 ? hashes : [{ hash: hashToken("") }]) {
    if (timingSafeEqual(Buffer.from(hash), Buffer.from(given))) isRight = hashes.length > 0;
  }
  return isRight ? client : undefined;
}

export function findOauthClient(store: Store, id: string): OauthClient | undefined {
  const row = store.read.select().from(oauthClients).where(eq(oauthClients.id, id)).get();
  if (!row) return undefined;
  return { ...row, redirectUris: JSON.parse(row.redirectUris), scopes: JSON.parse(row.scopes) };
}

/** For `users.ts`: whoever is locked out allows nothing any more, also when it is let in again. */
export function endGrantsOf(tx: Tx, userId: string): void {
  tx.delete(oauthGrants).where(eq(oauthGrants.userId, userId)).run();
  tx.delete(oauthAccessTokens).where(eq(oauthAccessTokens.userId, userId)).run();
}

/** An administrator may lend its own rights, or those of somebody with fewer; nobody acts as another administrator. */
function requireLent(tx: Tx, ownId: string, userId: string): void {
  const found = tx
    .select()
    .from(user)
    .where(and(eq(user.id, userId), isNull(user.disabledAt)))
    .get();
  if (!found) throw new AppError("NOT_FOUND", "There is no such user", { hint: "The account may be disabled" });
  if (found.id !== ownId && found.role !== "member") {
    throw new AppError("FORBIDDEN", "A client acts as you, or as somebody who is no administrator");
  }
}

const addSecret = (tx: Tx, clientId: string, secret: string) =>
  tx
    .insert(oauthSecrets)
    .values({ hash: hashToken(secret), clientId, createdAt: Date.now() })
    .run();

const isGood = () => or(isNull(oauthSecrets.expiresAt), gt(oauthSecrets.expiresAt, Date.now()));

const noClient = () => new AppError("NOT_FOUND", "There is no such client", { hint: "It may have been revoked" });
