import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Browser, join, manySignIns, ownerOf } from "./accounts.testing";
import { behindProxy, call, clientAt, idOf, newVerifier, register, sql } from "./oauth-client.testing";
import { startServer, type TestServer } from "./testing";

let server: TestServer;
let olive: Browser;
let guest: Browser;
beforeAll(async () => {
  server = await startServer({ env: { ...manySignIns, ...behindProxy } });
  await server.signUp();
  olive = await ownerOf(server);
  guest = await join(server, olive, "guest@example.com", { project: { id: "main", role: "viewer" } });
});
afterAll(() => server.stop());

const own = { grant_type: "client_credentials" };
const scopes = ["tables:read", "workflows:write", "people:read"];
const invalidClient = { status: 401, body: { error: "invalid_client" } };

describe("A client with access of its own", () => {
  it("has the rights of whom it acts as, within its scopes, at that moment", async () => {
    const machine = await join(server, olive, "machine@example.com", { project: { id: "main", role: "viewer" } });
    const actsAs = await idOf(machine);
    const client = clientAt(server, await register(olive, { isPublic: false, redirectUris: [], scopes, actsAs }));
    const { status, body } = await client.token(own);
    expect([status, body.scope]).toEqual([200, scopes.join(" ")]);
    expect(body).not.toHaveProperty("refresh_token");
    const init = { method: "POST", body: JSON.stringify({ name: "By client", projectId: "main" }) };
    expect(await call(server, body.access_token)).toBe(200);
    expect(await call(server, body.access_token, "/users")).toBe(403);
    expect(await call(server, body.access_token, "/workflows", init)).toBe(403);
    await olive.mutate("projects.setMember", { id: "main", userId: actsAs, role: "editor" });
    expect(await call(server, body.access_token, "/workflows", init)).toBe(200);
    await olive.mutate("users.disable", { id: actsAs });
    expect(await call(server, body.access_token)).toBe(401);
    expect(await client.token(own)).toMatchObject({ status: 400, body: { error: "unauthorized_client" } });
    await olive.mutate("users.enable", { id: actsAs });
    expect(await call(server, body.access_token)).toBe(401);
  });

  it("T148 asks for fewer scopes when it wants to, and never gets more", async () => {
    const actsAs = await idOf(olive);
    const client = clientAt(server, await register(olive, { isPublic: false, redirectUris: [], scopes, actsAs }));
    const { body } = await client.token({ ...own, scope: "tables:read" });
    expect([body.scope, await call(server, body.access_token, "/users")]).toEqual(["tables:read", 403]);
    for (const scope of ["settings:write", "tables:read settings:write", "*"]) {
      const answer = await client.token({ ...own, scope });
      expect(answer).toMatchObject({ status: 400, body: { error: "invalid_scope" } });
    }
  });

  it("is one that was made so", async () => {
    const client = clientAt(server, await register(olive, { isPublic: false }));
    expect(await client.token(own)).toMatchObject({ status: 400, body: { error: "unauthorized_client" } });
    const open = clientAt(server, await register(olive));
    expect(await open.token(own)).toMatchObject({ status: 400, body: { error: "unauthorized_client" } });
  });

  it("acts as who made it, or as somebody who is no administrator", async () => {
    const admin = await join(server, olive, "admin@example.com", { role: "admin" });
    const lend = (actsAs: string) => register(admin, { isPublic: false, redirectUris: [], actsAs });
    await expect(lend(await idOf(olive))).rejects.toThrow(/acts as you/);
    await expect(lend("nobody")).rejects.toThrow(/no such user/);
    expect(await lend(await idOf(admin))).toHaveProperty("secret");
    expect(await lend(await idOf(guest))).toHaveProperty("secret");
  });
});

describe("The secret of a client", () => {
  it("is changed without a gap: both are good for a while, then the new one alone", async () => {
    const actsAs = await idOf(olive);
    const first = await register(olive, { isPublic: false, redirectUris: [], name: "Rotated", actsAs });
    const rotate = (overlapHours: number) =>
      olive.mutate<{ id: string; secret: string }>("oauthClients.rotateSecret", { id: first.id, overlapHours });
    const works = async (secret: string | null) =>
      (await clientAt(server, { id: first.id, secret }).token(own)).status === 200;
    const second = await rotate(24);
    expect([await works(first.secret), await works(second.secret)]).toEqual([true, true]);
    const third = await rotate(24);
    expect([await works(first.secret), await works(second.secret), await works(third.secret)]).toEqual([
      ...[false, true, true],
    ]);
    sql(server, "UPDATE oauth_secrets SET expires_at = 1 WHERE expires_at IS NOT NULL");
    expect([await works(second.secret), await works(third.secret)]).toEqual([false, true]);
    const fourth = await rotate(0);
    expect([await works(third.secret), await works(fourth.secret)]).toEqual([false, true]);
  });

  it("T153 is needed, the whole of it, in one place", async () => {
    const actsAs = await idOf(olive);
    const registered = await register(olive, { isPublic: false, redirectUris: [], actsAs });
    const { id, secret } = registered;
    const client = clientAt(server, registered);
    const other = await register(olive, { isPublic: false, redirectUris: [], actsAs });
    for (const wrong of ["iws_", secret?.slice(0, -1) ?? "", `${secret}x`, ` ${secret}`, other.secret]) {
      expect(await clientAt(server, { id, secret: wrong }).token(own)).toMatchObject(invalidClient);
    }
    const header = (text: string) => ({ headers: { authorization: `Basic ${Buffer.from(text).toString("base64")}` } });
    const bare = (init: RequestInit) => client.post("/api/oauth2/token", own, init);
    expect(await bare(header(`${id}:${secret}`))).toMatchObject({ status: 200 });
    expect(await bare(header(`${id}:`))).toMatchObject(invalidClient);
    expect(await bare(header(id))).toMatchObject(invalidClient);
    expect(await bare({ headers: { authorization: `Bearer ${secret}` } })).toMatchObject(invalidClient);
    expect(await client.token(own, header(`${id}:${secret}`))).toMatchObject({ body: { error: "invalid_request" } });
    const wrongName = await client.post(
      "/api/oauth2/token",
      { ...own, client_id: other.id },
      header(`${id}:${secret}`),
    );
    expect(wrongName).toMatchObject({ body: { error: "invalid_request" } });
  });

  it("is none of a public client, nor can it be given one", async () => {
    const { id, secret } = await register(olive);
    expect(secret).toBeNull();
    await expect(olive.mutate("oauthClients.rotateSecret", { id, overlapHours: 0 })).rejects.toThrow(/no secret/);
  });
});

describe("Clients", () => {
  it("are made by administrators with a fresh proof of who they are, and by no key", async () => {
    await expect(register(guest)).rejects.toThrow(/FORBIDDEN/);
    const userId = await idOf(olive);
    sql(server, `UPDATE session SET confirmed_at = 1 WHERE user_id = '${userId}'`);
    await expect(register(olive)).rejects.toThrow(/Confirm/);
    await olive.post("/api/auth/confirm", { password: "correct horse battery" });
    await register(olive);
    const { access_token } = await clientAt(server, await register(olive, { scopes: ["settings:write"] })).connect(
      olive,
      { scope: "settings:write" },
    );
    expect(await call(server, access_token, "/oauth-clients")).toBe(404);
    expect(access_token).toMatch(/^iwa_/);
  });

  it("are refused when they make no sense", async () => {
    await expect(register(olive, { redirectUris: ["http://shop.example/"] })).rejects.toThrow(/may be used/);
    await expect(register(olive, { redirectUris: ["javascript:alert(1)"] })).rejects.toThrow(/may be used/);
    await expect(register(olive, { redirectUris: [] })).rejects.toThrow(/nothing to do/);
    await expect(register(olive, { scopes: [] })).rejects.toThrow(/one scope/);
    await expect(register(olive, { scopes: ["everything"] })).rejects.toThrow(/BAD_REQUEST/);
    await expect(register(olive, { actsAs: await idOf(olive) })).rejects.toThrow(/keep a secret/);
    // T144: what is not asked for is not taken.
    await expect(register(olive, { id: "mine" })).rejects.toThrow(/BAD_REQUEST/);
  });

  it("are listed without their secrets, with how many people allow them something", async () => {
    const { id, secret } = await register(olive, { name: "Counted", isPublic: false });
    const client = clientAt(server, { id, secret });
    for (const browser of [olive, olive, guest]) await client.connect(browser);
    // Allowed, but never fetched.
    await client.code(guest, newVerifier());
    const all = await olive.query<{ id: string }[]>("oauthClients.list");
    expect(all.find((one) => one.id === id)).toMatchObject({ people: 2, secrets: [{ expiresAt: null }] });
    expect(JSON.stringify(all)).not.toMatch(/iws_|hash/);
  });
});
