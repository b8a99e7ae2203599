import { and, desc, eq, gt, isNotNull, lte } from "drizzle-orm";
import { nanoid } from "nanoid";
import type { Tx } from "@/server/db/client";
import { oauthAccessTokens, oauthClients, oauthGrants } from "@/server/db/schema";
import { AppError } from "@/shared/errors";
import { fitsRedirectUri, type OauthGrantInfo, type OauthRequestInfo } from "@/shared/oauth";
import { audit } from "./audit";
import type { ServiceContext } from "./context";
import { findOauthClient, type OauthClient } from "./oauth-clients";
import { hashToken, newToken } from "./tokens";

type Context = Pick<ServiceContext, "store" | "actor" | "baseUrl">;
type OpenContext = Pick<ServiceContext, "store" | "baseUrl">;

const codeMs = 60_000;
export const grantMs = 90 * 86_400_000;
/** Of one person to one client, as on many machines: the oldest ends then. */
const maxGrants = 50;

/** What the access tokens are for (RFC 8707). */
export const resourceOf = ({ baseUrl }: { baseUrl: string }): string => `${baseUrl}/api/v1`;

type Asked = { client: OauthClient; redirectUri: string; scopes: string[]; challenge: string; state: string | null };
type AuthorizationRequest =
  /** No client, or no address of it: nobody is sent anywhere. */
  | { is: "unknown" }
  /** The client is told by the browser what was wrong. */
  | { is: "refused"; location: string }
  | ({ is: "asks" } & Asked);

/** An authorization request as it stands in the address of the page (RFC 6749, 4.1.1, with what OAuth 2.1 asks for). */
export function readAuthorizationRequest(ctx: OpenContext, search: string): AuthorizationRequest {
  const params = new URLSearchParams(search);
  const one = (name: string) => (params.getAll(name).length === 1 ? params.get(name) : null);
  const client = findOauthClient(ctx.store, one("client_id") ?? "");
  const redirectUri = one("redirect_uri");
  if (!client || redirectUri === null) return { is: "unknown" };
  if (!client.redirectUris.some((known) => fitsRedirectUri(known, redirectUri, client.isPublic)))
    return { is: "unknown" };
  const state = one("state");
  const problem = problemOf(ctx, params) ?? scopeProblem(client, one("scope"));
  if (problem) {
    const [error, error_description] = problem;
    return { is: "refused", location: answerUri(ctx, { redirectUri, state }, { error, error_description }) };
  }
  const scopes = scopesIn(one("scope")) ?? client.scopes;
  return { is: "asks", client, redirectUri, scopes, challenge: one("code_challenge") ?? "", state };
}

function problemOf(ctx: OpenContext, params: URLSearchParams): [error: string, description: string] | undefined {
  for (const name of params.keys()) {
    if (name !== "resource" && params.getAll(name).length > 1)
      return ["invalid_request", "A parameter is there more than once"];
  }
  if (params.has("request")) return ["request_not_supported", "Send the parameters themselves"];
  if (params.has("request_uri")) return ["request_uri_not_supported", "Send the parameters themselves"];
  const type = params.get("response_type");
  if (!type) return ["invalid_request", "response_type is missing"];
  if (type !== "code") return ["unsupported_response_type", "response_type must be code"];
  if ((params.get("response_mode") ?? "query") !== "query") return ["invalid_request", "response_mode must be query"];
  if (params.get("code_challenge_method") !== "S256" || !/^[\w-]{43}$/.test(params.get("code_challenge") ?? ""))
    return ["invalid_request", "PKCE is required: code_challenge with code_challenge_method=S256"];
  if (params.getAll("resource").some((one) => one !== resourceOf(ctx) && one !== ctx.baseUrl))
    return ["invalid_target", `resource must be ${resourceOf(ctx)}`];
  return undefined;
}

function scopeProblem({ scopes }: OauthClient, asked: string | null): [error: string, description: string] | undefined {
  const isKnown = (scopesIn(asked) ?? scopes).every((scope) => scopes.includes(scope));
  return isKnown ? undefined : ["invalid_scope", "The client may not ask for one of these scopes"];
}

/** Undefined when nothing is asked for by name: all that the client may have. */
export function scopesIn(text: string | null | undefined): string[] | undefined {
  const scopes = [...new Set(text?.split(" ").filter(Boolean))];
  return scopes.length > 0 ? scopes : undefined;
}

/** With the name of this server, so that a client of several cannot be told one's answer as another's (RFC 9207). */
function answerUri(
  { baseUrl }: OpenContext,
  { redirectUri, state }: Pick<Asked, "redirectUri" | "state">,
  answer: { [name: string]: string },
): string {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(answer)) url.searchParams.append(name, value);
  if (state !== null) url.searchParams.append("state", state);
  url.searchParams.append("iss", baseUrl);
  return url.href;
}

/** What the page shows to whom it asks. */
export function describeRequest(ctx: Context, { search }: { search: string }): OauthRequestInfo {
  const request = readAuthorizationRequest(ctx, search);
  if (request.is !== "asks") return null;
  const { client, scopes, redirectUri } = request;
  const denied = { error: "access_denied", error_description: "The person said no" };
  return {
    ...{ name: client.name, isPublic: client.isPublic, createdBy: client.createdBy, scopes, redirectUri },
    denyUri: answerUri(ctx, request, denied),
  };
}

/** Gives the client a code, by the address that the browser goes to. `userId`: who the page was shown to. */
export async function allowRequest(
  ctx: Context,
  { search, userId }: { search: string; userId: string },
): Promise<{ location: string }> {
  const { store, actor } = ctx;
  if (userId !== actor.id) {
    throw new AppError("CONFLICT", "Somebody else is signed in by now", { hint: "Load the page again" });
  }
  const code = `iwc_${newToken()}`;
  return store.transaction((tx) => {
    const request = readAuthorizationRequest(ctx, search);
    if (request.is !== "asks") throw new AppError("INVALID", "This request is not valid any more");
    const { client, scopes, challenge, redirectUri } = request;
    dropEnded(tx);
    const own = and(eq(oauthGrants.clientId, client.id), eq(oauthGrants.userId, actor.id));
    const before = tx.select().from(oauthGrants).where(own).orderBy(desc(oauthGrants.createdAt)).all();
    for (const { id } of before.slice(maxGrants - 1)) tx.delete(oauthGrants).where(eq(oauthGrants.id, id)).run();
    const createdAt = Date.now();
    tx.insert(oauthGrants)
      .values({
        ...{ id: nanoid(), clientId: client.id, userId: actor.id, scopes: JSON.stringify(scopes) },
        ...{ codeHash: hashToken(code), challenge, redirectUri, createdAt },
        ...{ expiresAt: createdAt + codeMs, endsAt: createdAt + grantMs },
      })
      .run();
    audit(ctx, "oauthClient.grant", { id: client.id, details: { scopes, redirectUri } });
    return { location: answerUri(ctx, request, { code }) };
  });
}

/** What the actor allows, by client. */
export function listGrants({ store, actor }: Context): OauthGrantInfo[] {
  const rows = store.read
    .select({ grant: oauthGrants, name: oauthClients.name })
    .from(oauthGrants)
    .innerJoin(oauthClients, eq(oauthClients.id, oauthGrants.clientId))
    .where(
      and(eq(oauthGrants.userId, actor.id), isNotNull(oauthGrants.codeUsedAt), gt(oauthGrants.expiresAt, Date.now())),
    )
    .orderBy(desc(oauthGrants.createdAt))
    .all();
  return [...Map.groupBy(rows, ({ grant }) => grant.clientId)].map(([clientId, all]) => ({
    ...{ clientId, name: all[0]?.name ?? "" },
    scopes: [...new Set(all.flatMap(({ grant }) => JSON.parse(grant.scopes) as string[]))],
    since: Math.min(...all.map(({ grant }) => grant.createdAt)),
    lastUsedAt: Math.max(0, ...all.map(({ grant }) => grant.lastUsedAt ?? 0)) || null,
  }));
}

/** The client is refused from now on where it acts for the actor. */
export async function withdrawGrants(ctx: Context, { clientId }: { clientId: string }): Promise<void> {
  const { store, actor } = ctx;
  await store.transaction((tx) => {
    const own = and(eq(oauthGrants.clientId, clientId), eq(oauthGrants.userId, actor.id));
    if (tx.delete(oauthGrants).where(own).run().changes === 0) {
      throw new AppError("NOT_FOUND", "You allow this program nothing", {
        hint: "It may have been taken away already",
      });
    }
    audit(ctx, "oauthClient.withdraw", { id: clientId });
  });
}

/** What is of no use any more, whenever something new comes. */
export function dropEnded(tx: Tx): void {
  const now = Date.now();
  tx.delete(oauthGrants).where(lte(oauthGrants.expiresAt, now)).run();
  tx.delete(oauthAccessTokens).where(lte(oauthAccessTokens.expiresAt, now)).run();
}
