import type { JsonObject } from "@/shared/item";

const text = (value: unknown) => (typeof value === "string" ? value : "");

/** n8n's credentials as ours: the type and its values. */
const kinds: { [type: string]: (data: JsonObject) => { type: string; values: JsonObject } } = {
  jwtAuth: ({ keyType, secret, privateKey, publicKey, algorithm }) => ({
    type: "jwt.key",
    values: {
      key: { is: keyType === "pemKey" ? "pem" : "secret" },
      ...{ secret: text(secret), privateKey: text(privateKey), publicKey: text(publicKey) },
      algorithm: text(algorithm) || "HS256",
    },
  }),
  totpApi: ({ secret, label }) => ({ type: "totp.secret", values: { secret: text(secret), label: text(label) } }),
  httpBasicAuth: ({ user, password }) => ({
    type: "http.basic",
    values: { user: text(user), password: text(password) },
  }),
  httpBearerAuth: ({ token }) => ({ type: "http.bearer", values: { token: text(token) } }),
  httpHeaderAuth: ({ name, value }) => ({ type: "http.header", values: { name: text(name), value: text(value) } }),
  oAuth2Api: ({ accessTokenUrl, clientId, clientSecret, scope, authentication, grantType, oauthTokenData }) => {
    const tokens = (oauthTokenData ?? {}) as JsonObject;
    return {
      type: "http.oauth2",
      values: {
        grant: grantType === "clientCredentials" ? "clientCredentials" : "refreshToken",
        ...{ tokenUrl: text(accessTokenUrl), clientId: text(clientId), clientSecret: text(clientSecret) },
        ...{ scope: text(scope), sendClient: authentication === "body" ? "body" : "header" },
        ...{ accessToken: text(tokens.access_token), refreshToken: text(tokens.refresh_token) },
      },
    };
  },
  httpDigestAuth: ({ user, password }) => ({
    type: "http.digest",
    values: { user: text(user), password: text(password) },
  }),
  httpCustomAuth: ({ json }) => ({ type: "http.custom", values: { json: text(json) } }),
  httpQueryAuth: ({ name, value }) => ({ type: "http.query", values: { name: text(name), value: text(value) } }),
};

export function credentialOf(type: string, data: JsonObject): { type: string; values: JsonObject } {
  const kind = Object.hasOwn(kinds, type) ? kinds[type] : undefined;
  if (!kind) throw new Error(`The credential "${type}" is not known here`);
  return kind(data);
}
