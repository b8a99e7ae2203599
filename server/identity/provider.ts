import type { JSONWebKeySet } from "jose";
import { NodeError } from "@/nodes/sdk/node-error";
import type { HttpRequest, HttpResponse } from "@/nodes/sdk/services";
import type { Identity, ProviderSettings } from "@/shared/sign-in-provider";

/** The client's side of OpenID Connect and OAuth2. Runs in a worker: nothing else reaches out. */

type Http = (request: Omit<HttpRequest, "auth">) => Promise<HttpResponse>;
type Fields = { [name: string]: unknown };

export type Endpoints = {
  issuer: string;
  authorization: string;
  token: string;
  userInfo: string;
  /** Empty: there are no ID tokens. */
  keys: string;
  /** The secret goes into the body of the request for tokens, not into its header. */
  secretInBody: boolean;
};

export type ProviderOrder = { settings: ProviderSettings } & (
  | { ask: "endpoints" }
  | { ask: "identity"; secret: string; code: string; verifier: string; nonce: string; redirectUri: string }
);

/** Signed with keys that the provider publishes; never with one that both know. */
const algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"];
const timeoutMs = 15_000;

/** Throws `NodeError`: what the provider said wrong. */
export async function askProvider(http: Http, order: ProviderOrder): Promise<Endpoints | Identity> {
  const endpoints = await endpointsOf(http, order.settings);
  return order.ask === "endpoints" ? endpoints : identify(http, endpoints, order);
}

async function endpointsOf(http: Http, settings: ProviderSettings): Promise<Endpoints> {
  if (settings.kind === "oauth2") {
    const { authorizationUrl, tokenUrl, userInfoUrl } = settings;
    const parts = { authorization: authorizationUrl, token: tokenUrl, userInfo: userInfoUrl };
    return { issuer: new URL(tokenUrl).origin, ...parts, keys: "", secretInBody: true };
  }
  const wanted = settings.issuer.replace(/\/+$/, "");
  const found = await readJson(http, { method: "GET", url: `${wanted}/.well-known/openid-configuration` });
  const issuer = textOf(found.issuer);
  if (issuer.replace(/\/+$/, "") !== wanted) {
    throw new NodeError(`The provider calls itself "${issuer}", not "${wanted}"`, { hint: "Check the issuer" });
  }
  const [authorization = "", token = "", keys = ""] = [
    found.authorization_endpoint,
    found.token_endpoint,
    found.jwks_uri,
  ].map(textOf);
  if (!isAddress(authorization) || !isAddress(token) || !isAddress(keys)) {
    throw new NodeError("The provider's description names no addresses for signing in", { hint: "Check the issuer" });
  }
  const ways = found.token_endpoint_auth_methods_supported;
  const userInfo = textOf(found.userinfo_endpoint);
  return {
    ...{ issuer, authorization, token, keys, userInfo: isAddress(userInfo) ? userInfo : "" },
    secretInBody: Array.isArray(ways) && !ways.includes("client_secret_basic") && ways.includes("client_secret_post"),
  };
}

type IdentityOrder = Extract<ProviderOrder, { ask: "identity" }>;

async function identify(http: Http, endpoints: Endpoints, order: IdentityOrder): Promise<Identity> {
  const { settings } = order;
  const tokens = await tokensFor(http, endpoints, order);
  const signed = endpoints.keys ? await readIdToken(http, endpoints, order, textOf(tokens.id_token)) : undefined;
  const told =
    signed && hasAll(signed, settings) ? {} : await readUserInfo(http, endpoints, textOf(tokens.access_token));
  if (signed && told.sub !== undefined && told.sub !== signed.sub) {
    throw new NodeError("The provider told of two different people in one sign-in");
  }
  const claims: Fields = { ...told, ...signed };
  const subject = idOf(claims.sub) || (signed ? "" : idOf(claims.id));
  if (!subject)
    throw new NodeError("The provider did not say who it is", {
      hint: "The user's address must answer with sub or id",
    });
  return {
    issuer: endpoints.issuer,
    subject,
    email: textOf(claims.email).trim().toLowerCase(),
    emailVerified: claims.email_verified === true || claims.email_verified === "true",
    name: textOf(claims.name) || textOf(claims.preferred_username) || textOf(claims.login),
    values: valuesOf(claims, settings.claim),
  };
}

async function tokensFor(http: Http, endpoints: Endpoints, order: IdentityOrder): Promise<Fields> {
  const { settings, secret, code, verifier, redirectUri } = order;
  const fields = [
    { name: "grant_type", value: "authorization_code" },
    { name: "code", value: code },
    { name: "redirect_uri", value: redirectUri },
    { name: "code_verifier", value: verifier },
  ];
  const headers = [{ name: "accept", value: "application/json" }];
  if (endpoints.secretInBody || secret === "") fields.push({ name: "client_id", value: settings.clientId });
  if (endpoints.secretInBody && secret !== "") fields.push({ name: "client_secret", value: secret });
  if (!endpoints.secretInBody && secret !== "") {
    const both = [settings.clientId, secret].map(encodeURIComponent).join(":");
    headers.push({ name: "authorization", value: `Basic ${Buffer.from(both).toString("base64")}` });
  }
  return readJson(http, { method: "POST", url: endpoints.token, headers, body: { type: "form", fields } });
}

async function readIdToken(
  http: Http,
  endpoints: Endpoints,
  { settings, nonce }: IdentityOrder,
  token: string,
): Promise<Fields> {
  if (!token) throw new NodeError("The provider sent no ID token", { hint: 'The scopes must hold "openid"' });
  const keys = await readJson(http, { method: "GET", url: endpoints.keys });
  const { clientId } = settings;
  // Loaded with the first sign-in of this kind.
  const { createLocalJWKSet, jwtVerify } = await import("jose");
  try {
    const { payload } = await jwtVerify(token, createLocalJWKSet(keys as unknown as JSONWebKeySet), {
      ...{ issuer: endpoints.issuer, audience: clientId, algorithms, clockTolerance: 60 },
      requiredClaims: ["sub", "exp", "iat", "nonce"],
    });
    if (payload.nonce !== nonce) throw new Error("it belongs to another sign-in");
    const parties = Array.isArray(payload.aud) ? payload.aud : [payload.aud];
    if ((parties.length > 1 || payload.azp !== undefined) && payload.azp !== clientId) {
      throw new Error("it was made for another client");
    }
    return payload;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new NodeError(`The provider's ID token is not valid: ${why}`, { cause });
  }
}

async function readUserInfo(http: Http, { userInfo }: Endpoints, token: string): Promise<Fields> {
  if (!userInfo || !token) return {};
  const headers = [
    { name: "authorization", value: `Bearer ${token}` },
    { name: "accept", value: "application/json" },
  ];
  return readJson(http, { method: "GET", url: userInfo, headers });
}

/** What an address of the provider answers. It says nothing of what was sent. */
async function readJson(http: Http, request: Omit<HttpRequest, "auth">): Promise<Fields> {
  const { host } = new URL(request.url);
  const { ok, status, body } = await http({ ...request, response: "json", timeoutMs, maxRedirects: 0 });
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new NodeError(`${host} answered ${status} and no JSON object`);
  }
  const said = [body.error, body.error_description].map(textOf).filter(Boolean).join(": ").slice(0, 300);
  if (!ok || said) throw new NodeError(`${host} answered ${status}${said && `: ${said}`}`);
  return body;
}

const hasAll = (claims: Fields, { claim }: ProviderSettings) =>
  textOf(claims.email) !== "" && textOf(claims.name) !== "" && (claim === "" || valuesOf(claims, claim) !== null);

/** By a path with dots, or by the whole name, as some providers name claims by an address. */
function valuesOf(claims: Fields, path: string): string[] | null {
  if (path === "") return null;
  const own = (value: unknown, name: string) =>
    typeof value === "object" && value !== null && Object.hasOwn(value, name) ? (value as Fields)[name] : undefined;
  const found = own(claims, path) ?? path.split(".").reduce<unknown>(own, claims);
  if (found === undefined || found === null) return null;
  return (Array.isArray(found) ? found : [found]).filter((value) => typeof value === "string").slice(0, 1_000);
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
const idOf = (value: unknown): string => (typeof value === "number" ? String(value) : textOf(value)).slice(0, 255);
const isAddress = (text: string) => /^https?:\/\//.test(text) && URL.canParse(text);
