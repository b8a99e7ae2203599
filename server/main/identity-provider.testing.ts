import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";
// @ts-expect-error The package has no types of this file.
import MemoryAdapter from "oidc-provider/lib/adapters/memory_adapter.js";
import { browserAt } from "./accounts.testing";

export type Person = { sub: string; email?: string; email_verified?: boolean; name?: string; groups?: string[] };

/** A real OpenID Connect provider, at which everybody signs in as whom the test says. */
export async function startIdentityProvider() {
  const clients = new Map<string, object>();
  const people = new Map<string, Person>();
  let next = "";

  const http = createServer();
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const { port } = http.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}`;
  const provider = new Provider(issuer, {
    adapter: ((name: string) =>
      name === "Client" ? { find: async (id: string) => clients.get(id) } : new MemoryAdapter(name)) as never,
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: async () => ({ ...people.get(sub), sub }) as never }),
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"], groups: ["groups"] },
    scopes: ["openid", "groups"],
    features: { devInteractions: { enabled: false } },
    cookies: { keys: ["for tests"] },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    async loadExistingGrant(ctx) {
      const { client, session } = ctx.oidc;
      const grant = new ctx.oidc.provider.Grant({ clientId: client?.clientId, accountId: session?.accountId });
      grant.addOIDCScope("openid email profile groups");
      await grant.save();
      return grant;
    },
  });
  const callback = provider.callback();
  http.on("request", (req, res) => {
    if (!req.url?.startsWith("/interaction/")) return callback(req, res);
    void provider.interactionFinished(req, res, { login: { accountId: next } }, { mergeWithLastSubmission: false });
  });

  return {
    ...{ issuer, port },
    client: (redirectUri: string) => {
      for (const [id, method] of [
        ["islewire", "client_secret_basic"],
        ["plain", "client_secret_post"],
      ] as const) {
        clients.set(id, {
          ...{ client_id: id, client_secret: "s3cret of the client", redirect_uris: [redirectUri] },
          ...{ response_types: ["code"], grant_types: ["authorization_code"], token_endpoint_auth_method: method },
        });
      }
    },
    /** Goes through the provider's pages; gives where it sends the browser back to, or its last answer. */
    async visit(url: string, person: Person): Promise<{ back?: string; status: number }> {
      people.set(person.sub, person);
      next = person.sub;
      const browser = browserAt(issuer);
      let target = url;
      for (let steps = 0; steps < 10; steps++) {
        const answer = await browser.request(target);
        const location = answer.headers.get("location");
        if (!location) return { status: answer.status };
        target = new URL(location, issuer).href;
        if (!target.startsWith(issuer)) return { back: target, status: answer.status };
      }
      throw new Error("The provider sends around in a circle");
    },
    stop: () => new Promise((resolve) => http.close(resolve).closeAllConnections()),
  };
}
