import { createHash, randomBytes } from "node:crypto";
import Database from "better-sqlite3";
import type { Browser } from "./accounts.testing";
import type { TestServer } from "./server.testing";

export const callback = "https://shop.example/callback?of=islewire";

export type Registered = { id: string; secret: string | null };

/** Registers a client of which only what is told is out of the ordinary. */
export const register = (by: Browser, given: object = {}): Promise<Registered> =>
  by.mutate("oauthClients.create", {
    ...{ name: "Shop", isPublic: true, redirectUris: [callback], scopes: ["tables:read", "workflows:read"] },
    ...given,
  });

export const newVerifier = () => randomBytes(32).toString("base64url");
export const challengeOf = (verifier: string) => createHash("sha256").update(verifier).digest("base64url");

export type Answered = { status: number; headers: Headers; body: { [name: string]: string } };

let clients = 0;
/** Of the server, so that it believes the addresses of clients. */
export const behindProxy = { ISLEWIRE_TRUST_PROXY: "1" };

/** A program that uses the server as the RFCs have it. */
export function clientAt(server: Pick<TestServer, "url">, { id, secret }: Registered) {
  // Each comes from an address of its own: wrong tries of one test are not counted against another.
  const address = `198.51.${clients >> 8}.${clients++ & 255}`;
  const post = async (path: string, form: object, init: RequestInit = {}): Promise<Answered> => {
    const answer = await fetch(server.url + path, {
      method: "POST",
      body: new URLSearchParams(form as { [name: string]: string }),
      ...init,
      headers: { "x-forwarded-for": address, ...init.headers },
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: text ? JSON.parse(text) : {} };
  };
  const own = { client_id: id, ...(secret !== null && { client_secret: secret }) };

  const search = (verifier: string, given: { [name: string]: string | undefined } = {}) => {
    const params = {
      ...{ response_type: "code", client_id: id, redirect_uri: callback, state: "abc", scope: "tables:read" },
      ...{ code_challenge: challengeOf(verifier), code_challenge_method: "S256" },
      ...given,
    };
    return String(new URLSearchParams(Object.entries(params).filter(([, value]) => value !== undefined) as string[][]));
  };

  const client = {
    post,
    search,
    /** Where the browser goes when the person who uses it allows the request. */
    async allowed(browser: Browser, verifier: string, given: object = {}): Promise<URLSearchParams> {
      const userId = await idOf(browser);
      const asked = search(verifier, given as { [name: string]: string });
      const { location } = await browser.mutate<{ location: string }>("oauth.allow", { search: asked, userId });
      return new URL(location).searchParams;
    },
    code: async (browser: Browser, verifier: string, given: object = {}) =>
      (await client.allowed(browser, verifier, given)).get("code") ?? "",
    token: (form: object, init?: RequestInit) => post("/api/oauth2/token", { ...own, ...form }, init),
    redeem: (code: string, verifier: string, form: object = {}) =>
      client.token({
        ...{ grant_type: "authorization_code", code, code_verifier: verifier, redirect_uri: callback },
        ...form,
      }),
    refresh: (token: string | undefined, form: object = {}) =>
      client.token({ grant_type: "refresh_token", refresh_token: token ?? "", ...form }),
    revoke: (token: string | undefined) => post("/api/oauth2/revoke", { ...own, token: token ?? "" }),
    /** The whole way, for the tokens. */
    async connect(browser: Browser, given: object = {}): Promise<{ access_token: string; refresh_token: string }> {
      const verifier = newVerifier();
      const { body } = await client.redeem(await client.code(browser, verifier, given), verifier);
      return body as { access_token: string; refresh_token: string };
    },
  };
  return client;
}

export async function idOf(browser: Browser): Promise<string> {
  return (await browser.query<{ user: { id: string } }>("me.get")).user.id;
}

/** The status of a call, as most tests want it. */
export async function call(
  server: Pick<TestServer, "url">,
  token: string | undefined,
  path = "/tables",
  init: RequestInit = {},
): Promise<number> {
  return (await fetch(`${server.url}/api/v1${path}`, { ...init, headers: { authorization: `Bearer ${token}` } }))
    .status;
}

/** Makes time pass, in the database. */
export function sql(server: Pick<TestServer, "data">, text: string): unknown[] {
  const database = new Database(`${server.data}/islewire.db`);
  try {
    const statement = database.prepare(text);
    return statement.reader ? statement.all() : [statement.run()];
  } finally {
    database.close();
  }
}
