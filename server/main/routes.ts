/**
 * Every address of the server, the first that fits counts. `at`: with a slash at the end all below it, else itself alone.
 * `under`: any name that leads here, or only one of its own, under which other sites cannot act for our users. `plain`: what
 * the port without TLS leads to the one with it; the rest has no business there.
 */
export const routes = [
  { at: "/healthz", room: "health", under: "any name", plain: false },
  { at: "/readyz", room: "ready", under: "any name", plain: false },
  // Like the two above under any name: it is asked within a network, by the name that a machine has there.
  { at: "/metrics", room: "metrics", under: "any name", plain: false },
  { at: "/webhook/", room: "webhook", under: "any name", plain: false },
  { at: "/webhook-test/", room: "testWebhook", under: "any name", plain: false },
  { at: "/webhook-waiting/", room: "waitingWebhook", under: "any name", plain: false },
  { at: "/form/", room: "form", under: "any name", plain: true },
  { at: "/form-test/", room: "testForm", under: "any name", plain: true },
  { at: "/form-waiting/", room: "waitingForm", under: "any name", plain: false },
  { at: "/data/", room: "data", under: "any name", plain: false },
  // Fixed by their RFCs: where a client of the API begins.
  { at: "/.well-known/oauth-authorization-server", room: "oauthMetadata", under: "own name", plain: false },
  { at: "/.well-known/oauth-protected-resource", room: "oauthMetadata", under: "own name", plain: false },
  { at: "/.well-known/oauth-protected-resource/api/v1", room: "oauthMetadata", under: "own name", plain: false },
  { at: "/api/oauth2/", room: "oauthToken", under: "own name", plain: false },
  { at: "/api/auth/", room: "auth", under: "own name", plain: false },
  { at: "/api/trpc/", room: "trpc", under: "own name", plain: false },
  { at: "/api/files/", room: "file", under: "own name", plain: false },
  { at: "/api/v1/", room: "rest", under: "own name", plain: false },
  { at: "/api/tables/", room: "tables", under: "own name", plain: false },
  { at: "/api/audit/", room: "audit", under: "own name", plain: false },
  { at: "/api/", room: "nothing", under: "own name", plain: false },
  // Where a provider sends back who signs in there.
  { at: "/sign-in/callback/", room: "providerCallback", under: "own name", plain: false },
  { at: "/oauth2/authorize", room: "oauthAuthorize", under: "own name", plain: true },
  { at: "/oauth2/callback", room: "oauth2Callback", under: "own name", plain: false },
  { at: "/", room: "page", under: "own name", plain: true },
] as const;

export type Route = (typeof routes)[number];
export type Room = Route["room"];

const last = routes[routes.length - 1] as Route;

export const routeOf = (path: string): Route =>
  routes.find(({ at }) => (at.endsWith("/") ? path.startsWith(at) : path === at)) ?? last;
