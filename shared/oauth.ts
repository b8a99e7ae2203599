/** Programs that call the HTTP API by OAuth, and what people allow them. */

export type OauthClientInfo = {
  id: string;
  name: string;
  /** It has no secret: a program on somebody's own machine. */
  isPublic: boolean;
  redirectUris: string[];
  scopes: string[];
  /** Whose rights it has by itself; null: none. */
  actsAs: { id: string; name: string } | null;
  createdBy: string;
  createdAt: number;
  lastUsedAt: number | null;
  /** Those that are good, the newest first. */
  secrets: { createdAt: number; expiresAt: number | null }[];
  /** How many people allow it something. */
  people: number;
};

/** `secret` is shown once, and never again; a public client has none. */
export type NewOauthSecret = { id: string; secret: string | null };

/** A client that somebody allows something. */
export type OauthGrantInfo = {
  clientId: string;
  name: string;
  scopes: string[];
  since: number;
  lastUsedAt: number | null;
};

/** What the page of an authorization request shows; null: the request names no client and address that are registered. */
export type OauthRequestInfo = {
  name: string;
  isPublic: boolean;
  createdBy: string;
  scopes: string[];
  /** Where the browser goes with the answer. */
  redirectUri: string;
  /** With the refusal. */
  denyUri: string;
} | null;

export const maxRedirectUris = 20;
const maxUriLength = 500;

const loopback = /^http:\/\/(127\.0\.0\.1|\[::1\]|localhost)(:\d{1,5})?(?=[/?]|$)/;
/** The name of a domain that its maker has, backwards. One word could be anything, `javascript` for instance. */
const privateScheme = /^[a-z][a-z0-9-]*(\.[a-z0-9-]+)+:\//;

/** Where a browser may be sent with a code: by TLS, to a program on the same machine, or to an app by its own scheme. */
export function isRedirectUri(text: string): boolean {
  if (text.length > maxUriLength || /[\s\p{Cc}\\#*]/u.test(text) || !URL.canParse(text)) return false;
  const { protocol, username, password, hostname } = new URL(text);
  if (username || password) return false;
  if (protocol === "https:") return /^https:\/\/[^/]/.test(text) && hostname !== "";
  if (protocol === "http:") return loopback.test(text);
  return privateScheme.test(text);
}

/** Letter for letter. Programs on somebody's own machine listen at whatever port is free (RFC 8252). */
export function fitsRedirectUri(registered: string, given: string, anyPort: boolean): boolean {
  if (registered === given) return true;
  if (!anyPort || !loopback.test(registered) || !isRedirectUri(given)) return false;
  const withoutPort = (text: string) => text.replace(loopback, "http://$1");
  return loopback.test(given) && withoutPort(registered) === withoutPort(given);
}

/** What people know of where they are sent. */
export function placeOf(redirectUri: string): string {
  if (!URL.canParse(redirectUri)) return redirectUri;
  const { protocol, host } = new URL(redirectUri);
  return protocol === "https:" || protocol === "http:" ? host : protocol;
}
