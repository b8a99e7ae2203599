import { NodeError, p } from "@/nodes/sdk";
import { type CredentialDefinition, connectionIn } from "@/nodes/sdk/credential";
import type { Json, JsonObject } from "@/shared/item";
import { type Ask, askForTokens, type Client, connectionOf } from "./oauth2-tokens";

/** Signing in at a service in the browser: the code it gives becomes tokens, which are renewed from then on. */
export type SignIn = Client & {
  authorizeUrl: string;
  scope: string;
  /** As a query: `access_type=offline`. */
  extra: string;
  pkce: boolean;
  /** What the service must call itself in its answer, if it is known. */
  issuer: string;
};

export type SignedIn = { accessToken: string; refreshToken: string; connection: Json };

/** Tokens, and what is known of the sign-in. No form shows the latter. */
export const signedInParams = {
  connection: p.json({ label: "Connection", onlyWhen: { clientId: [] } }),
};

const renewBeforeMs = 60_000;

export const isExpired = ({ accessToken, connection }: SignedIn): boolean =>
  accessToken === "" || (connectionIn(connection)?.expiresAt ?? Number.POSITIVE_INFINITY) - renewBeforeMs < Date.now();

export async function renewSignIn(client: Client, { refreshToken, connection }: SignedIn, http: Ask) {
  const known = connectionIn(connection);
  if (!known) throw over("Nobody has signed in at the service yet");
  if (known.problem) throw over(known.problem);
  if (!refreshToken) throw over("The service takes its access token no longer, and gave no refresh token");
  const {
    accessToken,
    refreshToken: next,
    answer,
  } = await askForTokens(
    client,
    [
      ["grant_type", "refresh_token"],
      ["refresh_token", refreshToken],
    ],
    http,
    "OAUTH2_OVER",
  );
  const fresh = connectionOf(answer, known) as unknown as Json;
  return { accessToken, refreshToken: next ?? refreshToken, connection: fresh };
}

const over = (message: string) =>
  new NodeError(message, { code: "OAUTH2_OVER", hint: "Open the credential and connect it" });

type Connect = NonNullable<CredentialDefinition["connect"]>;

/** `read` gives what of the values the sign-in needs. */
export function signInBy<V>(read: (values: V) => SignIn) {
  return {
    begin(values: V, { redirectUri, state, challenge }: Parameters<Connect["begin"]>[1]): string {
      const { authorizeUrl, clientId, scope, extra, pkce } = read(values);
      if (!URL.canParse(authorizeUrl) || !/^https?:/.test(authorizeUrl)) {
        throw new NodeError("The authorization URL of the credential is missing or no URL", {
          hint: "It is in the service's documents on OAuth2, and starts with https://",
        });
      }
      const url = new URL(authorizeUrl);
      for (const [name, value] of new URLSearchParams(extra)) url.searchParams.set(name, value);
      const fields = { response_type: "code", client_id: clientId, redirect_uri: redirectUri, state };
      for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, value);
      if (scope) url.searchParams.set("scope", scope);
      if (pkce) {
        url.searchParams.set("code_challenge", challenge);
        url.searchParams.set("code_challenge_method", "S256");
      }
      return url.href;
    },

    async finish(values: V, { code, redirectUri, verifier, issuer }: Parameters<Connect["finish"]>[1], http: Ask) {
      const signIn = read(values);
      if (signIn.issuer && issuer !== undefined && issuer !== signIn.issuer) {
        throw new NodeError(`The answer came from another service: it calls itself "${issuer.slice(0, 200)}"`, {
          hint: `The credential expects "${signIn.issuer}". If that is wrong, correct the issuer`,
        });
      }
      const fields: [string, string][] = [
        ["grant_type", "authorization_code"],
        ["code", code],
        ["redirect_uri", redirectUri],
      ];
      if (signIn.pkce) fields.push(["code_verifier", verifier]);
      const { accessToken, refreshToken = "", answer } = await askForTokens(signIn, fields, http);
      const connection = connectionOf({ ...(signIn.scope && { scope: signIn.scope }), ...answer } as JsonObject);
      return { accessToken, refreshToken, connection: connection as unknown as Json };
    },
  };
}
