import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Browser, manySignIns, ownerOf } from "./accounts.testing";
import { behindProxy, call, clientAt, newVerifier, register, sql } from "./oauth-client.testing";
import { startServer, type TestServer } from "./testing";

let server: TestServer;
let olive: Browser;
beforeAll(async () => {
  server = await startServer({ env: { ...manySignIns, ...behindProxy } });
  await server.signUp();
  olive = await ownerOf(server);
});
afterAll(() => server.stop());

const newClient = async (given: object = {}) => clientAt(server, await register(olive, given));
const invalidGrant = { status: 400, body: { error: "invalid_grant" } };
const actions = () =>
  (sql(server, "SELECT action FROM audit_events") as { action: string }[]).map(({ action }) => action);

describe("A code", () => {
  it("T165 is good once: when it comes again, what came of it ends", async () => {
    const client = await newClient();
    const verifier = newVerifier();
    const code = await client.code(olive, verifier);
    const { body } = await client.redeem(code, verifier);
    expect(await call(server, body.access_token)).toBe(200);
    expect(await client.redeem(code, verifier)).toMatchObject(invalidGrant);
    expect(await call(server, body.access_token)).toBe(401);
    expect(await client.refresh(body.refresh_token)).toMatchObject(invalidGrant);
    expect(actions()).toContain("oauthClient.replay");
  });

  it("T165 becomes tokens for one of twenty that bring it at once, and for none afterwards", async () => {
    const client = await newClient();
    const verifier = newVerifier();
    const code = await client.code(olive, verifier);
    const answers = await Promise.all(Array.from({ length: 20 }, () => client.redeem(code, verifier)));
    const [first, ...more] = answers.filter(({ status }) => status === 200);
    expect(more).toEqual([]);
    expect(await call(server, first?.body.access_token)).toBe(401);
  });

  it("T165 is of no use without the verifier, with another one, or with another redirect, and is gone then", async () => {
    const client = await newClient();
    for (const form of [{ code_verifier: newVerifier() }, { redirect_uri: "https://shop.example/callback" }]) {
      const verifier = newVerifier();
      const code = await client.code(olive, verifier);
      expect(await client.redeem(code, verifier, { code_verifier: "" })).toMatchObject({
        ...{ status: 400, body: { error: "invalid_request" } },
      });
      expect(await client.redeem(code, verifier, form)).toMatchObject(invalidGrant);
      expect(await client.redeem(code, verifier)).toMatchObject(invalidGrant);
    }
  });

  it("T165 is of no use to another client, and stays good for its own", async () => {
    const [client, other] = [await newClient(), await newClient()];
    const verifier = newVerifier();
    const code = await client.code(olive, verifier);
    expect(await other.redeem(code, verifier)).toMatchObject(invalidGrant);
    expect(await client.redeem(code, verifier)).toMatchObject({ status: 200 });
  });

  it("is good for a minute", async () => {
    const client = await newClient();
    const verifier = newVerifier();
    const code = await client.code(olive, verifier);
    const [row] = sql(server, "SELECT expires_at - created_at AS ms FROM oauth_grants WHERE code_used_at IS NULL");
    expect(row).toEqual({ ms: 60_000 });
    sql(server, "UPDATE oauth_grants SET expires_at = 1 WHERE code_used_at IS NULL");
    expect(await client.redeem(code, verifier)).toMatchObject(invalidGrant);
  });
});

describe("A refresh token", () => {
  it("T165 is good once: an old one ends all that came of the same consent, and nothing else", async () => {
    const client = await newClient();
    const other = await client.connect(olive);
    const first = await client.connect(olive);
    const second = (await client.refresh(first.refresh_token)).body;
    const third = (await client.refresh(second.refresh_token)).body;
    expect(await call(server, third.access_token)).toBe(200);
    expect(await client.refresh(first.refresh_token)).toMatchObject(invalidGrant);
    for (const token of [first.access_token, second.access_token, third.access_token]) {
      expect(await call(server, token)).toBe(401);
    }
    expect(await client.refresh(third.refresh_token)).toMatchObject(invalidGrant);
    expect(await call(server, other.access_token)).toBe(200);
  });

  it("T165 is taken once of twenty that bring it at once", async () => {
    const client = await newClient();
    const { refresh_token } = await client.connect(olive);
    const answers = await Promise.all(Array.from({ length: 20 }, () => client.refresh(refresh_token)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it("is of no use to another client, and stays good for its own", async () => {
    const [client, other] = [await newClient(), await newClient()];
    const { refresh_token } = await client.connect(olive);
    expect(await other.refresh(refresh_token)).toMatchObject(invalidGrant);
    expect(await client.refresh(refresh_token)).toMatchObject({ status: 200 });
  });

  it("T148 gives fewer scopes when asked to, and never more", async () => {
    const client = await newClient();
    const { refresh_token } = await client.connect(olive, { scope: "tables:read workflows:read" });
    const less = await client.refresh(refresh_token, { scope: "tables:read" });
    expect([less.body.scope, await call(server, less.body.access_token, "/workflows")]).toEqual(["tables:read", 403]);
    const more = await client.refresh(less.body.refresh_token, { scope: "tables:read people:write" });
    expect(more).toMatchObject({ status: 400, body: { error: "invalid_scope" } });
    expect((await client.refresh(less.body.refresh_token)).body.scope).toBe("tables:read workflows:read");
  });

  it("ends after 30 days without use, and after 90 in all", async () => {
    const client = await newClient({ name: "Old" });
    const own = "client_id = (SELECT id FROM oauth_clients WHERE name = 'Old')";
    const first = await client.connect(olive);
    const [row] = sql(
      server,
      `SELECT expires_at - last_used_at AS idle, ends_at - created_at AS whole FROM oauth_grants WHERE ${own}`,
    );
    expect(row).toEqual({ idle: 30 * 86_400_000, whole: 90 * 86_400_000 });
    const soon = Date.now() + 60_000;
    sql(server, `UPDATE oauth_grants SET ends_at = ${soon} WHERE ${own}`);
    const last = await client.refresh(first.refresh_token);
    expect(Number(last.body.expires_in)).toBeLessThanOrEqual(60);
    expect(sql(server, `SELECT expires_at FROM oauth_grants WHERE ${own}`)).toEqual([{ expires_at: soon }]);
    sql(server, `UPDATE oauth_grants SET expires_at = 1 WHERE ${own}`);
    expect(await client.refresh(last.body.refresh_token)).toMatchObject(invalidGrant);
  });
});

describe("An access token", () => {
  it("ends after an hour, whatever its refresh token does", async () => {
    const client = await newClient();
    const { access_token } = await client.connect(olive);
    sql(server, "UPDATE oauth_access_tokens SET expires_at = 1");
    expect(await call(server, access_token)).toBe(401);
  });

  it("T154 is not let in with a letter changed, nor as anything but itself", async () => {
    const client = await newClient();
    const { access_token, refresh_token } = await client.connect(olive);
    const other = access_token.endsWith("A") ? "B" : "A";
    for (const token of [access_token.slice(0, -1) + other, access_token.slice(0, -1), refresh_token, ""]) {
      expect(await call(server, token)).toBe(401);
    }
  });
});

describe("A revocation", () => {
  it("of an access token ends that alone, of a refresh token all that belongs to it", async () => {
    const client = await newClient();
    const first = await client.connect(olive);
    expect(await client.revoke(first.access_token)).toMatchObject({ status: 200 });
    expect(await call(server, first.access_token)).toBe(401);
    const second = (await client.refresh(first.refresh_token)).body;
    expect(await client.revoke(second.refresh_token)).toMatchObject({ status: 200 });
    expect(await call(server, second.access_token)).toBe(401);
    expect(await client.refresh(second.refresh_token)).toMatchObject(invalidGrant);
  });

  it("of what is unknown or another's is answered alike, and does nothing", async () => {
    const [client, other] = [await newClient(), await newClient({ isPublic: false })];
    const tokens = await client.connect(olive);
    const unknown = clientAt(server, { id: "unknown", secret: null });
    for (const by of [other, unknown]) {
      expect(await by.revoke(tokens.access_token)).toMatchObject({ status: 200, body: {} });
      expect(await by.revoke(tokens.refresh_token)).toMatchObject({ status: 200, body: {} });
    }
    expect(await call(server, tokens.access_token)).toBe(200);
    expect(await client.refresh(tokens.refresh_token)).toMatchObject({ status: 200 });
  });
});

describe("The token endpoint", () => {
  it.each([
    ["by GET", { method: "GET", body: null }, "", 405],
    ["with parameters in the address", {}, "?grant_type=client_credentials", 400],
    ["with a secret in the address", {}, "?client_secret=x", 400],
    ["as JSON", { body: "{}", headers: { "content-type": "application/json" } }, "", 400],
    ["as a file", { body: new FormData() }, "", 400],
    ["with a body that is too long", { body: new URLSearchParams({ grant_type: "x".repeat(20_000) }) }, "", 400],
    ["without a grant", {}, "", 400],
    ["with a parameter twice", { body: new URLSearchParams("grant_type=refresh_token&grant_type=x") }, "", 400],
  ])("asked %s says what is wrong, and no more", async (_, init, search, status) => {
    const client = await newClient();
    const answer = await client.post(`/api/oauth2/token${search}`, {}, init as RequestInit);
    expect(answer).toMatchObject({ status, body: { error: "invalid_request" } });
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });

  it("takes no other grant, and nothing from pages of other sites", async () => {
    const client = await newClient();
    for (const grant_type of ["password", "implicit", "urn:ietf:params:oauth:grant-type:token-exchange"]) {
      const answer = await client.token({ grant_type, username: "olive@example.com", password: "x" });
      expect(answer).toMatchObject({ status: 400, body: { error: "unsupported_grant_type" } });
    }
    const headers = { origin: "https://evil.example" };
    const answer = await client.token({ grant_type: "refresh_token" }, { headers });
    expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([403, null]);
  });

  it("never tells whether a client exists", async () => {
    const [open, closed] = [await register(olive), await register(olive, { isPublic: false })];
    const answers = async (id: string, secret: string | null) => {
      const client = clientAt(server, { id, secret });
      const all = [
        await client.redeem("iwc_x", newVerifier()),
        await client.refresh("iwr_x"),
        ...(secret === null ? [] : [await client.token({ grant_type: "client_credentials" })]),
        await client.revoke("iwa_x"),
      ];
      return all.map(({ status, body, headers }) => [status, body, headers.get("www-authenticate")]);
    };
    const withoutSecret = await answers("unknown", null);
    expect(await answers(open.id, null)).toEqual(withoutSecret);
    expect(await answers(closed.id, null)).toEqual(withoutSecret);
    const withWrongSecret = await answers("unknown", "iws_wrong");
    expect(withWrongSecret.map(([status]) => status)).toEqual([401, 401, 401, 401]);
    expect(await answers(open.id, "iws_wrong")).toEqual(withWrongSecret);
    expect(await answers(closed.id, "iws_wrong")).toEqual(withWrongSecret);
  });

  it("T056 T125 does not listen any more to an address that guesses, and notes it in a few events", async () => {
    const client = clientAt(server, { id: "unknown", secret: "iws_guess-of-somebody" });
    const before = actions().length;
    const seen: number[] = [];
    for (let time = 0; time < 40; time++) seen.push((await client.token({ grant_type: "client_credentials" })).status);
    expect(seen.slice(0, 15).every((status) => status === 401)).toBe(true);
    expect(seen.at(-1)).toBe(429);
    const own = await newClient();
    expect(await own.connect(olive)).toHaveProperty("access_token");
    await expect.poll(() => actions().filter((action) => action === "oauthClient.refuse").length).toBeGreaterThan(0);
    expect(actions().length - before).toBeLessThan(12);
    expect(JSON.stringify(sql(server, "SELECT * FROM audit_events"))).not.toContain("guess-of-somebody");
  });
});

describe("A client", () => {
  it("T056 leaves nothing behind of what has ended, and at most fifty consents of a person", async () => {
    const client = await newClient({ name: "Busy" });
    const own = "client_id = (SELECT id FROM oauth_clients WHERE name = 'Busy')";
    const kept = () => [
      sql(server, `SELECT id FROM oauth_grants WHERE ${own}`).length,
      sql(server, `SELECT hash FROM oauth_access_tokens WHERE ${own}`).length,
    ];
    for (let time = 0; time < 52; time++) await client.code(olive, newVerifier());
    expect(kept()).toEqual([50, 0]);
    for (let time = 0; time < 3; time++) await client.connect(olive);
    expect(kept()).toEqual([50, 3]);
    sql(server, `UPDATE oauth_grants SET expires_at = 1 WHERE ${own}`);
    await client.connect(olive);
    expect(kept()).toEqual([1, 1]);
    sql(server, `UPDATE oauth_access_tokens SET expires_at = 1 WHERE ${own}`);
    await client.connect(olive);
    expect(kept()).toEqual([2, 1]);
  });

  it("that was revoked is refused at once, with whatever it was given", async () => {
    const registered = await register(olive, { isPublic: false });
    const client = clientAt(server, registered);
    const { access_token, refresh_token } = await client.connect(olive);
    await olive.mutate("oauthClients.revoke", { id: registered.id });
    expect(await call(server, access_token)).toBe(401);
    expect(await client.refresh(refresh_token)).toMatchObject({ status: 401, body: { error: "invalid_client" } });
    await expect(olive.mutate("oauthClients.revoke", { id: registered.id })).rejects.toThrow(/no such client/);
  });
});
