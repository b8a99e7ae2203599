import { randomBytes, timingSafeEqual } from "node:crypto";
import { and, eq } from "drizzle-orm";
import type { Store, Tx } from "@/server/db/client";
import { oauthAccessTokens, oauthClients, oauthGrants, user } from "@/server/db/schema";
import { type AuditContext, audit, auditEachMinute } from "./audit";
import type { OauthClient } from "./oauth-clients";
import { dropEnded, scopesIn } from "./oauth-grants";
import { hashToken, newToken } from "./tokens";

/** With the client as its actor. */
type Context = AuditContext;

/** As RFC 6749 (5.1 and 5.2) has them. */
export type TokenAnswer = {
  access_token: string;
  token_type: "Bearer";
  expires_in: number;
  refresh_token?: string;
  scope: string;
};
export type TokenRefusal = { error: "invalid_grant" | "invalid_scope" | "unauthorized_client"; description: string };
type Outcome = TokenAnswer | TokenRefusal;

/** Who brings an access token: a client, with the rights of a person. */
export type TokenHolder = { kind: "client"; id: string; name: string; userId: string; scopes: string[] };

const accessSeconds = 3_600;
const idleMs = 30 * 86_400_000;

/** The code becomes tokens, once. If it comes again, somebody else may have it: whatever came of it ends. */
export function redeemCode(
  ctx: Context,
  client: OauthClient,
  given: { code: string; verifier: string; redirectUri: string | undefined },
): Promise<Outcome> {
  return ctx.store.transaction((tx) => {
    const grant = tx
      .select()
      .from(oauthGrants)
      .where(eq(oauthGrants.codeHash, hashToken(given.code)))
      .get();
    if (grant?.clientId !== client.id) return notGood;
    if (grant.codeUsedAt !== null) return endFamily(tx, ctx, grant, "code");
    const isRight =
      grant.expiresAt > Date.now() &&
      isSame(hashToken(given.verifier), grant.challenge) &&
      (given.redirectUri ?? grant.redirectUri) === grant.redirectUri &&
      isEnabled(tx, grant.userId);
    if (!isRight) {
      // It is good for one try.
      tx.delete(oauthGrants).where(eq(oauthGrants.id, grant.id)).run();
      return notGood;
    }
    const familyId = randomBytes(16).toString("base64url");
    tx.update(oauthGrants)
      .set({ codeUsedAt: Date.now(), familyHash: hashToken(familyId) })
      .where(eq(oauthGrants.id, grant.id))
      .run();
    audit(ctx, "oauthClient.issue", { id: client.id, details: { grant: "authorization_code", userId: grant.userId } });
    return issue(tx, client, { grant, familyId, scopes: JSON.parse(grant.scopes) });
  });
}

/** A new pair for the refresh token, which is good once. An old one was stolen, or its successor was: both end. */
export function refreshTokens(
  ctx: Context,
  client: OauthClient,
  given: { token: string; scope: string | undefined },
): Promise<Outcome> {
  const familyId = familyIn(given.token);
  return ctx.store.transaction((tx) => {
    const grant = findFamily(tx, familyId);
    if (!familyId || grant?.clientId !== client.id) return notGood;
    if (!isSame(hashToken(given.token), grant.refreshHash ?? "")) return endFamily(tx, ctx, grant, "refresh_token");
    if (grant.expiresAt <= Date.now() || !isEnabled(tx, grant.userId)) return notGood;
    const allowed = JSON.parse(grant.scopes) as string[];
    const scopes = scopesIn(given.scope) ?? allowed;
    if (!scopes.every((scope) => allowed.includes(scope))) return moreScopes;
    return issue(tx, client, { grant, familyId, scopes });
  });
}

/** A token for the client itself, with the rights of whom it acts as. */
export function issueOwnToken(ctx: Context, client: OauthClient, scope: string | undefined): Promise<Outcome> {
  return ctx.store.transaction((tx) => {
    const userId = client.actsAs;
    if (userId === null || !isEnabled(tx, userId)) {
      return { error: "unauthorized_client", description: "The client has no access of its own" } as const;
    }
    const scopes = scopesIn(scope) ?? client.scopes;
    if (!scopes.every((one) => client.scopes.includes(one))) return moreScopes;
    auditEachMinute(ctx, "oauthClient.issue", { id: client.id, details: { grant: "client_credentials", userId } });
    return issue(tx, client, { userId, scopes });
  });
}

/** Of an access token itself; of a refresh token all that belongs to it. Tokens of others stay as they are. */
export async function revokeToken(ctx: Context, client: OauthClient, token: string): Promise<void> {
  const familyId = familyIn(token);
  await ctx.store.transaction((tx) => {
    const grant = findFamily(tx, familyId);
    if (grant?.clientId === client.id) {
      tx.delete(oauthGrants).where(eq(oauthGrants.id, grant.id)).run();
      audit(ctx, "oauthClient.withdraw", { id: client.id, details: { userId: grant.userId } });
    }
    const own = and(eq(oauthAccessTokens.hash, hashToken(token)), eq(oauthAccessTokens.clientId, client.id));
    tx.delete(oauthAccessTokens).where(own).run();
  });
}

/** Undefined: unknown, expired and revoked ones, and those of people who are locked out, are not told apart. */
export function findAccessToken(store: Store, token: string): TokenHolder | undefined {
  if (!isAccessToken(token)) return undefined;
  const row = store.read
    .select({ token: oauthAccessTokens, client: oauthClients.name, person: user.name, disabledAt: user.disabledAt })
    .from(oauthAccessTokens)
    .innerJoin(oauthClients, eq(oauthClients.id, oauthAccessTokens.clientId))
    .innerJoin(user, eq(user.id, oauthAccessTokens.userId))
    .where(eq(oauthAccessTokens.hash, hashToken(token)))
    .get();
  if (!row || row.disabledAt !== null || row.token.expiresAt <= Date.now()) return undefined;
  const { clientId, userId, scopes } = row.token;
  const name = `${row.client} (${row.person})`;
  return { kind: "client", id: clientId, name, userId, scopes: JSON.parse(scopes) as string[] };
}

export const isAccessToken = (token: string): boolean => /^iwa_[\w-]{43}$/.test(token);

type Grant = typeof oauthGrants.$inferSelect;
type Issued = { scopes: string[] } & ({ grant: Grant; familyId: string } | { userId: string; grant?: undefined });

function issue(tx: Tx, client: OauthClient, given: Issued): TokenAnswer {
  const { grant, scopes } = given;
  const now = Date.now();
  const expiresAt = Math.min(now + accessSeconds * 1_000, grant?.endsAt ?? Number.POSITIVE_INFINITY);
  const token = `iwa_${newToken()}`;
  const refresh = grant && `iwr_${given.familyId}_${newToken()}`;
  if (refresh) {
    const until = Math.min(now + idleMs, grant.endsAt);
    tx.update(oauthGrants)
      .set({ refreshHash: hashToken(refresh), lastUsedAt: now, expiresAt: until })
      .where(eq(oauthGrants.id, grant.id))
      .run();
  }
  dropEnded(tx);
  tx.insert(oauthAccessTokens)
    .values({
      ...{ hash: hashToken(token), clientId: client.id, grantId: grant?.id ?? null, expiresAt },
      ...{ userId: grant ? grant.userId : given.userId, scopes: JSON.stringify(scopes) },
    })
    .run();
  tx.update(oauthClients).set({ lastUsedAt: now }).where(eq(oauthClients.id, client.id)).run();
  return {
    ...{ access_token: token, token_type: "Bearer", expires_in: Math.floor((expiresAt - now) / 1_000) },
    ...(refresh && { refresh_token: refresh }),
    scope: scopes.join(" "),
  };
}

/** Committed, though it refuses: nothing may throw here. */
function endFamily(tx: Tx, ctx: Context, { id, userId }: Grant, again: string): TokenRefusal {
  tx.delete(oauthGrants).where(eq(oauthGrants.id, id)).run();
  audit(ctx, "oauthClient.replay", { id: ctx.actor.id, outcome: "refused", details: { again, userId } });
  return notGood;
}

const familyIn = (token: string) => /^iwr_([\w-]{22})_[\w-]{43}$/.exec(token)?.[1];

const findFamily = (tx: Tx, familyId: string | undefined): Grant | undefined =>
  familyId === undefined
    ? undefined
    : tx
        .select()
        .from(oauthGrants)
        .where(eq(oauthGrants.familyHash, hashToken(familyId)))
        .get();

const isEnabled = (tx: Tx, userId: string): boolean =>
  tx.select({ disabledAt: user.disabledAt }).from(user).where(eq(user.id, userId)).get()?.disabledAt === null;

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** In one sentence for all: whether a client, a code or a token exists is nobody's business. */
export const notGood: TokenRefusal = {
  error: "invalid_grant",
  description: "The code or token is not valid for this client, which must send its secret if it has one",
};
const moreScopes: TokenRefusal = { error: "invalid_scope", description: "There are scopes that were not allowed" };
