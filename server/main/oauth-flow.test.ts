import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Browser, browserAt, join, manySignIns, ownerOf } from "./accounts.testing";
import { behindProxy, call, callback, clientAt, idOf, newVerifier, register, sql } from "./oauth-client.testing";
import { startServer, type TestServer } from "./testing";

let server: TestServer;
let olive: Browser;
let guest: Browser;
beforeAll(async () => {
  server = await startServer({ env: { ...manySignIns, ...behindProxy } });
  await server.signUp();
  olive = await ownerOf(server);
  const project = { id: "main", role: "editor" };
  guest = await join(server, olive, "guest@example.com", { project });
});
afterAll(() => server.stop());

const newClient = async (given: object = {}) => clientAt(server, await register(olive, given));
const page = (search: string, browser = olive) => browser.request(`/oauth2/authorize?${search}`);
const refused = (error: string) => ({ status: 400, body: { error } });

describe("A client that a person allows something", () => {
  it("finds its way by the metadata, from a call without a token to one that is let in", async () => {
    const stranger = await fetch(`${server.url}/api/v1/tables`);
    const challenge = stranger.headers.get("www-authenticate") ?? "";
    const resource = await (await fetch(/resource_metadata="([^"]+)"/.exec(challenge)?.[1] ?? "")).json();
    expect([stranger.status, resource.resource]).toEqual([401, `${server.url}/api/v1`]);
    const [issuer] = resource.authorization_servers;
    const metadata = await (await fetch(`${issuer}/.well-known/oauth-authorization-server`)).json();
    expect(metadata).toMatchObject({
      ...{ issuer: server.url, code_challenge_methods_supported: ["S256"], response_types_supported: ["code"] },
      authorization_response_iss_parameter_supported: true,
    });
    expect(metadata).not.toHaveProperty("registration_endpoint");

    const registered = await register(olive, { isPublic: false, name: "Warehouse" });
    const client = clientAt(server, registered);
    const verifier = newVerifier();
    const asked = client.search(verifier, { resource: resource.resource });
    expect(`${server.url}/oauth2/authorize`).toBe(metadata.authorization_endpoint);
    expect((await page(asked)).status).toBe(200);
    expect(await olive.query("oauth.request", { search: asked })).toMatchObject({
      ...{ name: "Warehouse", scopes: ["tables:read"], redirectUri: callback, isPublic: false },
    });
    const { location } = await olive.mutate<{ location: string }>("oauth.allow", {
      ...{ search: asked, userId: await idOf(olive) },
    });
    const answer = new URL(location);
    expect(`${answer.origin}${answer.pathname}`).toBe("https://shop.example/callback");
    expect(Object.fromEntries(answer.searchParams)).toEqual({
      ...{ of: "islewire", state: "abc", iss: server.url, code: expect.stringMatching(/^iwc_[\w-]{43}$/) },
    });
    const code = answer.searchParams.get("code") ?? "";
    const basic = Buffer.from(`${registered.id}:${registered.secret}`).toString("base64");
    const form = { grant_type: "authorization_code", code, code_verifier: verifier };
    const given = await client.post(new URL(metadata.token_endpoint).pathname, form, {
      headers: { authorization: `Basic ${basic}` },
    });
    expect(given).toMatchObject({
      status: 200,
      body: { token_type: "Bearer", expires_in: 3600, scope: "tables:read" },
    });
    expect(given.headers.get("cache-control")).toBe("no-store");
    expect(await call(server, given.body.access_token)).toBe(200);
    const next = await client.refresh(given.body.refresh_token);
    expect(next.status).toBe(200);
    expect(await call(server, next.body.access_token)).toBe(200);
  });

  it("T148 gets no further than its scopes, and is told which one is missing", async () => {
    const { access_token } = await (await newClient()).connect(olive);
    expect(await call(server, access_token, "/workflows")).toBe(403);
    const answer = await fetch(`${server.url}/api/v1/workflows`, {
      headers: { authorization: `Bearer ${access_token}` },
    });
    expect(answer.headers.get("www-authenticate")).toMatch(/error="insufficient_scope", scope="workflows:read"$/);
    expect(await call(server, "iwa_unknown")).toBe(401);
    expect((await fetch(`${server.url}/api/v1/tables?access_token=${access_token}`)).status).toBe(401);
  });

  it("keeps tokens, codes and secrets as hashes alone", async () => {
    const registered = await register(olive, { isPublic: false });
    const client = clientAt(server, registered);
    const verifier = newVerifier();
    const code = await client.code(olive, verifier);
    const { body } = await client.redeem(code, verifier);
    const stored = ["oauth_clients", "oauth_secrets", "oauth_grants", "oauth_access_tokens", "audit_events"]
      .flatMap((table) => sql(server, `SELECT * FROM ${table}`))
      .map((row) => JSON.stringify(row))
      .join();
    // The part of it that its successors keep, which may have a "_" in it.
    const [, family = ""] = /^iwr_(.{22})_/.exec(body.refresh_token ?? "") ?? [];
    for (const secret of [code, body.access_token, body.refresh_token, registered.secret, family]) {
      expect(secret?.length).toBeGreaterThan(20);
      expect(stored).not.toContain(secret);
    }
  });

  it("acts with the rights that its person has at that moment (T124)", async () => {
    const client = await newClient({ scopes: ["workflows:read", "workflows:write", "people:read"] });
    const { access_token: token } = await client.connect(guest, { scope: "workflows:write people:read" });
    const make = async () => {
      const answer = await fetch(`${server.url}/api/v1/workflows`, {
        ...{ method: "POST", body: JSON.stringify({ name: "By client", projectId: "main" }) },
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      });
      return answer.status;
    };
    expect(await make()).toBe(200);
    // The scope is there, the right is not.
    expect(await call(server, token, "/users")).toBe(403);
    const userId = await idOf(guest);
    await olive.mutate("projects.setMember", { id: "main", userId, role: "viewer" });
    expect(await make()).toBe(403);
    await olive.mutate("projects.setMember", { id: "main", userId, role: "editor" });
    expect(await make()).toBe(200);
    const events = sql(server, "SELECT actor_kind, actor_name FROM audit_events WHERE action = 'workflow.create'");
    expect(events).toContainEqual({ actor_kind: "client", actor_name: "Shop (Guest Person)" });
  });

  it("is refused at once when its person is locked out, and stays refused (T124, T148)", async () => {
    const leaving = await join(server, olive, "leaving@example.com");
    const client = await newClient();
    const tokens = await client.connect(leaving);
    const verifier = newVerifier();
    const code = await client.code(leaving, verifier);
    const id = await idOf(leaving);
    expect(await call(server, tokens.access_token)).toBe(200);
    await olive.mutate("users.disable", { id });
    expect(await call(server, tokens.access_token)).toBe(401);
    expect(await client.refresh(tokens.refresh_token)).toMatchObject(refused("invalid_grant"));
    expect(await client.redeem(code, verifier)).toMatchObject(refused("invalid_grant"));
    await olive.mutate("users.enable", { id });
    expect(await call(server, tokens.access_token)).toBe(401);
    expect(await client.refresh(tokens.refresh_token)).toMatchObject(refused("invalid_grant"));
  });

  it("is seen by its person, who takes it back", async () => {
    const { id } = await register(olive, { name: "Seen" });
    const client = clientAt(server, { id, secret: null });
    const tokens = await client.connect(guest);
    const grants = () => guest.query<{ clientId: string; name: string; scopes: string[] }[]>("oauth.grants");
    expect(await grants()).toContainEqual(
      expect.objectContaining({ clientId: id, name: "Seen", scopes: ["tables:read"] }),
    );
    await expect(olive.mutate("oauth.withdraw", { clientId: id })).rejects.toThrow(/allow this program nothing/);
    expect(await call(server, tokens.access_token)).toBe(200);
    await guest.mutate("oauth.withdraw", { clientId: id });
    expect(await call(server, tokens.access_token)).toBe(401);
    expect(await client.refresh(tokens.refresh_token)).toMatchObject(refused("invalid_grant"));
    expect((await grants()).map(({ clientId }) => clientId)).not.toContain(id);
  });
});

describe("An authorization request", () => {
  const errorOf = async (answer: Response) => {
    const location = new URL(answer.headers.get("location") ?? "http://none");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    return [answer.status, location.host, location.searchParams.get("error"), location.searchParams.get("state")];
  };

  it.each([
    ["without PKCE", { code_challenge: undefined, code_challenge_method: undefined }, "invalid_request"],
    ["with PKCE in the clear", { code_challenge_method: "plain" }, "invalid_request"],
    ["with PKCE of no method", { code_challenge_method: undefined }, "invalid_request"],
    ["with a challenge that is none", { code_challenge: "short" }, "invalid_request"],
    ["for a token", { response_type: "token" }, "unsupported_response_type"],
    ["for nothing", { response_type: undefined }, "invalid_request"],
    ["for an answer in the fragment", { response_mode: "fragment" }, "invalid_request"],
    ["for a scope that is none", { scope: "tables:read everything" }, "invalid_scope"],
    ["for a scope of which the client has none", { scope: "settings:write" }, "invalid_scope"],
    ["for another server", { resource: "https://other.example/api" }, "invalid_target"],
    ["by reference", { request_uri: "https://evil.example/request" }, "request_uri_not_supported"],
  ])("T165 %s is answered to the client as an error", async (_, given, error) => {
    const client = await newClient();
    const search = client.search(newVerifier(), given);
    expect(await errorOf(await page(search))).toEqual([303, "shop.example", error, "abc"]);
    expect(await olive.query("oauth.request", { search })).toBeNull();
    await expect(olive.mutate("oauth.allow", { search, userId: await idOf(olive) })).rejects.toThrow(/not valid/);
  });

  it("with a parameter twice is an error, too", async () => {
    const search = `${(await newClient()).search(newVerifier())}&scope=workflows:read`;
    expect(await errorOf(await page(search))).toEqual([303, "shop.example", "invalid_request", "abc"]);
  });

  it.each([
    ["a prefix", { redirect_uri: "https://shop.example/callback" }],
    ["more than the whole", { redirect_uri: `${callback}&next=//evil.example` }],
    ["a way around", { redirect_uri: "https://shop.example/callback/../evil?of=islewire" }],
    ["another host", { redirect_uri: "https://shop.example.evil.example/callback?of=islewire" }],
    ["no TLS", { redirect_uri: "http://shop.example/callback?of=islewire" }],
    ["none", { redirect_uri: undefined }],
  ])("T165 whose redirect is %s leads nowhere", async (_, given) => {
    const search = (await newClient()).search(newVerifier(), given);
    const answer = await page(search);
    expect([answer.status, answer.headers.get("location")]).toEqual([200, null]);
    expect(await olive.query("oauth.request", { search })).toBeNull();
    await expect(olive.mutate("oauth.allow", { search, userId: await idOf(olive) })).rejects.toThrow(/not valid/);
  });

  it("of an unknown client is answered like one with a wrong redirect", async () => {
    const search = (await newClient()).search(newVerifier(), { client_id: "unknown" });
    expect((await page(search)).headers.get("location")).toBeNull();
    expect(await olive.query("oauth.request", { search })).toBeNull();
  });

  it("of who is signed out goes to the sign-in and comes back, and sends nobody anywhere", async () => {
    const client = await newClient();
    for (const given of [{}, { scope: "everything" }]) {
      const search = client.search(newVerifier(), given);
      const answer = await page(search, browserAt(server.url));
      const location = new URL(answer.headers.get("location") ?? "", server.url);
      expect([answer.status, location.pathname]).toEqual([307, "/sign-in"]);
      const next = new URL(location.searchParams.get("next") ?? "", server.url);
      expect(next.pathname).toBe("/oauth2/authorize");
      expect(Object.fromEntries(next.searchParams)).toEqual(Object.fromEntries(new URLSearchParams(search)));
    }
  });

  it("is allowed by whom it was shown to, with a fresh proof, from our own page alone (T112, T120, T165)", async () => {
    const search = (await newClient()).search(newVerifier());
    const own = { search, userId: await idOf(guest) };
    await expect(olive.mutate("oauth.allow", own)).rejects.toThrow(/Somebody else/);
    const without = await guest.post("/api/trpc/oauth.allow", own, { "x-islewire": "" });
    expect(without.status).toBe(403);
    expect((await guest.post("/api/trpc/oauth.allow", own, { origin: "https://evil.example" })).status).toBe(403);
    const framed = await page(search, guest);
    expect(framed.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(framed.headers.get("x-frame-options")).toBe("DENY");
    sql(server, `UPDATE session SET confirmed_at = 1 WHERE user_id = '${own.userId}'`);
    expect((await guest.post("/api/trpc/oauth.allow", own)).body.error.data.needsConfirming).toBe(true);
    await guest.post("/api/auth/confirm", { password: "violet ladder under rain" });
    expect(await guest.mutate("oauth.allow", own)).toHaveProperty("location");
  });

  it("of a program on somebody's own machine may name any port, and nothing else", async () => {
    const client = await newClient({ redirectUris: ["http://127.0.0.1/done"] });
    const ask = (redirect_uri: string) =>
      olive.query("oauth.request", { search: client.search(newVerifier(), { redirect_uri }) });
    expect(await ask("http://127.0.0.1:49152/done")).toMatchObject({ redirectUri: "http://127.0.0.1:49152/done" });
    expect(await ask("http://127.0.0.1:49152/other")).toBeNull();
    const verifier = newVerifier();
    const redirect_uri = "http://127.0.0.1:49153/done";
    const code = await client.code(olive, verifier, { redirect_uri });
    expect(await client.redeem(code, verifier, { redirect_uri })).toMatchObject({ status: 200 });
  });
});
