import { defineCredential, type HttpResponse, NodeError, p } from "@/nodes/sdk";
import { isJsonObject, type JsonObject } from "@/shared/item";
import { testOf, testUrl } from "./test-url";

export const oauth2 = defineCredential({
  type: "http.oauth2",
  label: "OAuth2",
  summary: "Access tokens that are renewed when they expire",
  params: {
    grant: p.select({
      label: "Token from",
      options: [
        { value: "clientCredentials", label: "Client id and secret" },
        { value: "refreshToken", label: "A refresh token" },
      ],
      help: "Signing in at the service from here is not possible yet: get a refresh token with the service's own tools",
    }),
    tokenUrl: p.text({ label: "Token URL", required: true, placeholder: "https://auth.example.com/oauth/token" }),
    clientId: p.text({ label: "Client id", required: true }),
    clientSecret: p.secret({ label: "Client secret" }),
    refreshToken: p.secret({ label: "Refresh token", help: "For the second way" }),
    scope: p.text({ label: "Scope", placeholder: "read write" }),
    accessToken: p.secret({ label: "Access token", help: "May stay empty: the first request gets one" }),
    sendClient: p.select({
      label: "Send client id and secret",
      options: [
        { value: "header", label: "In the header" },
        { value: "body", label: "In the body" },
      ],
      advanced: true,
    }),
    testUrl,
  },
  authenticate: ({ headers }, { accessToken }) => headers.set("authorization", `Bearer ${accessToken}`),
  renew: {
    isOnce: ({ grant }) => grant === "refreshToken",
    isMissing: ({ accessToken }) => accessToken === "",
    async ask({ grant, tokenUrl, clientId, clientSecret, refreshToken, scope, sendClient }, http) {
      if (grant === "refreshToken" && !refreshToken) throw noRefreshToken();
      const inBody = sendClient === "body";
      const fields: [string, string][] =
        grant === "refreshToken"
          ? [
              ["grant_type", "refresh_token"],
              ["refresh_token", refreshToken],
            ]
          : [["grant_type", "client_credentials"]];
      if (scope && grant === "clientCredentials") fields.push(["scope", scope]);
      if (inBody) fields.push(["client_id", clientId], ["client_secret", clientSecret]);
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
        body: { type: "form", fields: fields.map(([name, value]) => ({ name, value })) },
      });
      const { access_token: accessToken, refresh_token: next } = tokensOf(answer);
      if (!answer.ok || typeof accessToken !== "string" || !accessToken) throw refused(tokenUrl, answer);
      // Some services give a new refresh token each time, and take the old one only once.
      return { accessToken, ...(typeof next === "string" && next && { refreshToken: next }) };
    },
  },
  test: testOf,
});

/** A few services answer as a form, against the standard. */
const tokensOf = ({ body }: HttpResponse): JsonObject =>
  typeof body === "string" ? Object.fromEntries(new URLSearchParams(body)) : isJsonObject(body) ? body : {};

const noRefreshToken = () =>
  new NodeError("The OAuth2 credential has no refresh token", {
    code: "OAUTH2_REFUSED",
    hint: "Enter one in the credential, or choose client id and secret",
  });

function refused(tokenUrl: string, answer: HttpResponse): NodeError {
  const { error, error_description: description } = tokensOf(answer);
  const said = [error, description].filter((part) => typeof part === "string" && part).join(": ");
  return new NodeError(
    `${tokenUrl.split(/[?#]/)[0]} gave no access token: it answered ${answer.status}${said ? ` (${said.slice(0, 300)})` : ""}`,
    {
      code: "OAUTH2_REFUSED",
      hint: "Check the credential: the refresh token may have expired, or the client may have been changed",
    },
  );
}
