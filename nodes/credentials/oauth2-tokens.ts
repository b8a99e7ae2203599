import { type HttpRequest, type HttpResponse, NodeError } from "@/nodes/sdk";
import type { Connection } from "@/nodes/sdk/credential";
import { isJsonObject, type Json, type JsonObject } from "@/shared/item";

/** The token endpoint of a service, and who asks it. */
export type Client = {
  tokenUrl: string;
  clientId: string;
  clientSecret: string;
  sendClient: "header" | "body";
};
export type Ask = (request: Omit<HttpRequest, "auth">) => Promise<HttpResponse>;
export type Tokens = { accessToken: string; refreshToken?: string; answer: JsonObject };

/**
 * Some services give a new refresh token each time, and take the old one only once. `overCode`: of the error, when the
 * service says that what was sent is not valid any more.
 */
export async function askForTokens(
  client: Client,
  fields: [string, string][],
  http: Ask,
  overCode = "OAUTH2_REFUSED",
): Promise<Tokens> {
  const { tokenUrl, clientId, clientSecret } = client;
  // Without a secret there is nothing to prove: the id alone says who asks.
  const inBody = client.sendClient === "body" || clientSecret === "";
  const own: [string, string][] = inBody ? [["client_id", clientId]] : [];
  if (inBody && clientSecret) own.push(["client_secret", clientSecret]);
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString("base64");
  const answer = await http({
    method: "POST",
    url: tokenUrl,
    headers: [
      { name: "accept", value: "application/json" },
      ...(inBody ? [] : [{ name: "authorization", value: `Basic ${basic}` }]),
    ],
    // The secrets go to this address and no other.
    maxRedirects: 0,
    body: { type: "form", fields: [...fields, ...own].map(([name, value]) => ({ name, value })) },
  });
  const said = tokensOf(answer);
  const { access_token: accessToken, refresh_token: refreshToken } = said;
  if (!answer.ok || typeof accessToken !== "string" || !accessToken) throw refused(tokenUrl, answer, overCode);
  return {
    accessToken,
    ...(typeof refreshToken === "string" && refreshToken && { refreshToken }),
    answer: said,
  };
}

/** A few services answer as a form, against the standard. */
const tokensOf = ({ body }: HttpResponse): JsonObject =>
  typeof body === "string" ? Object.fromEntries(new URLSearchParams(body)) : isJsonObject(body) ? body : {};

function refused(tokenUrl: string, answer: HttpResponse, overCode: string): NodeError {
  const { error, error_description: description } = tokensOf(answer);
  const said = [error, description].filter((part) => typeof part === "string" && part).join(": ");
  const isOver = error === "invalid_grant" || error === "bad_refresh_token";
  return new NodeError(
    `${tokenUrl.split(/[?#]/)[0]} gave no access token: it answered ${answer.status}${said ? ` (${said.slice(0, 300)})` : ""}`,
    {
      code: isOver ? overCode : "OAUTH2_REFUSED",
      hint: "Check the credential: the refresh token may have expired, or the client may have been changed",
    },
  );
}

/** What the answer says of the sign-in, for people. */
export function connectionOf(answer: JsonObject, before: Partial<Connection> = {}): Connection {
  const { expires_in: expiresIn, scope, id_token: idToken } = answer;
  const seconds = Number(expiresIn);
  const account = accountOf(idToken) ?? nameIn(answer.team) ?? before.account;
  return {
    connectedAt: before.connectedAt ?? Date.now(),
    ...(account && { account }),
    ...(typeof scope === "string" && scope ? { scope } : before.scope && { scope: before.scope }),
    ...(expiresIn !== undefined && seconds > 0 && { expiresAt: Date.now() + seconds * 1_000 }),
  };
}

/** Came from the service itself, over TLS: its signature need not be checked to show a name. */
function accountOf(idToken: Json | undefined): string | undefined {
  if (typeof idToken !== "string") return undefined;
  try {
    const claims = JSON.parse(Buffer.from(idToken.split(".")[1] ?? "", "base64url").toString("utf8")) as Json;
    if (!isJsonObject(claims)) return undefined;
    const name = claims.email ?? claims.preferred_username ?? claims.name ?? claims.sub;
    return typeof name === "string" ? name.slice(0, 200) : undefined;
  } catch {
    return undefined;
  }
}

const nameIn = (value: Json | undefined): string | undefined =>
  isJsonObject(value ?? null) && typeof (value as JsonObject).name === "string"
    ? String((value as JsonObject).name)
    : undefined;
