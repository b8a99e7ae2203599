import { scryptSync } from "node:crypto";
import { type AddressInfo, createServer } from "node:net";
import { join as joinPath } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { NewInvitation, SessionInfo } from "@/shared/account";
import { type Browser, browserAt, goodPassword, join, manySignIns, owner, ownerOf, tokenIn } from "./accounts.testing";
import { draw, setupCode, startServer, type TestServer, until } from "./testing";

let server: TestServer;
let olive: Browser;
beforeAll(async () => {
  server = await startServer({ env: manySignIns });
  await server.signUp();
  olive = await ownerOf(server);
});
afterAll(() => server.stop());

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const taken = createServer().listen(0, "127.0.0.1", () => {
      const { port } = taken.address() as AddressInfo;
      taken.close(() => resolve(port));
    });
  });
}

/** What is in the database, and what would be there after time had passed. */
function stored<T>(work: (db: Database.Database) => T): T {
  const db = new Database(joinPath(server.data, "islewire.db"));
  try {
    return work(db);
  } finally {
    db.close();
  }
}
const run = (sql: string, ...values: unknown[]) => stored((db) => db.prepare(sql).run(...values));
const one = (sql: string, ...values: unknown[]) =>
  stored((db) =>
    db
      .prepare(sql)
      .pluck()
      .get(...values),
  );
const dump = () =>
  stored((db) =>
    JSON.stringify(["session", "invitations", "verification"].map((t) => db.prepare(`SELECT * FROM ${t}`).all())),
  );

describe("An invitation", () => {
  const invite = (email: string, more = {}) =>
    olive.mutate<NewInvitation>("invitations.create", { email, role: "member", ...more });
  const accept = (url: string, password = goodPassword) =>
    browserAt(server.url).mutate<{ email: string }>("invitations.accept", {
      token: tokenIn(url),
      name: "Ann Bell",
      password,
    });

  it("brings one person in, with the roles it names, and is good once", async () => {
    const { url } = await invite("ann@example.com", { project: { id: "main", role: "editor" } });
    expect(url).toMatch(new RegExp(`^${server.url}/invite/[\\w-]{43}$`));
    const answers = await Promise.allSettled([accept(url), accept(url), accept(url)]);
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    await expect(accept(url)).rejects.toThrow("not good any more");

    const ann = browserAt(server.url);
    expect((await ann.signIn("ann@example.com", goodPassword)).status).toBe(200);
    expect(await ann.who()).toMatchObject({ email: "ann@example.com", role: "member" });
    expect(await ann.query("projects.list")).toMatchObject([{ id: "main", role: "editor" }]);
    await expect(ann.query("invitations.list")).rejects.toThrow("FORBIDDEN");
  });

  it("is stored as a hash, listed without its secret, and opens nothing once revoked or expired", async () => {
    const first = await invite("bob@example.com");
    expect(dump()).not.toContain(tokenIn(first.url));
    const listed = await olive.query<object[]>("invitations.list");
    expect(listed).toMatchObject([{ email: "bob@example.com", kind: "join", createdBy: "Olive" }]);
    expect(JSON.stringify(listed)).not.toContain(tokenIn(first.url));
    await olive.mutate("invitations.revoke", { id: first.id });
    await expect(accept(first.url)).rejects.toThrow("not good any more");

    const second = await invite("bob@example.com");
    run("UPDATE invitations SET expires_at = ? WHERE id = ?", Date.now() - 1, second.id);
    await expect(accept(second.url)).rejects.toThrow("not good any more");
  });

  it("of an address that has an account, or for the role of an owner, is none", async () => {
    await expect(invite(owner.email.toUpperCase())).rejects.toThrow("has an account already");
    await expect(invite("cyd@example.com", { role: "owner" })).rejects.toThrow("BAD_REQUEST");
  });

  it("T127 leads to the configured address, whatever the request calls the server", async () => {
    const { body } = await olive.post(
      "/api/trpc/invitations.create",
      { email: "dan@example.com", role: "member" },
      { "x-forwarded-host": "evil.example", "x-forwarded-proto": "https" },
    );
    expect(body.result.data.url.startsWith(`${server.url}/invite/`)).toBe(true);
  });

  it("is the only way in: signing up stays closed", async () => {
    const eve = { name: "Eve", email: "eve@example.com", password: goodPassword };
    const answer = await browserAt(server.url).auth("/sign-up/email", eve, { "x-setup-code": setupCode });
    expect(answer.status).toBe(403);
  });
});

describe("A password", () => {
  it("is refused when it is short, common, or holds the name of its owner", async () => {
    const { url } = await olive.mutate<NewInvitation>("invitations.create", {
      email: "fred@example.com",
      role: "member",
    });
    const accept = (password: string) =>
      browserAt(server.url).mutate("invitations.accept", { token: tokenIn(url), name: "Frederic Chopin", password });
    for (const [password, why] of [
      ["Sh0rt!!", "at least 8"],
      ["Password123!", "first that are guessed"],
      ["qwertyuiop123", "first that are guessed"],
      ["x".repeat(129), "at most 128"],
      ["frederic and george", "must not hold"],
      ["my islewire server", "must not hold"],
    ] as const) {
      await expect(accept(password), password).rejects.toThrow(why);
    }
    await accept(goodPassword);
  });

  it("is stored as Argon2id, and an older hash becomes one at the next sign-in", async () => {
    const gus = await join(server, olive, "gus@example.com");
    const hashOf = () =>
      one("SELECT password FROM account a JOIN user u ON u.id = a.user_id WHERE u.email = 'gus@example.com'") as string;
    expect(hashOf()).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);

    const key = scryptSync(goodPassword, "5a17", 64, { N: 16_384, r: 16, p: 1, maxmem: 128 * 1_048_576 });
    run("UPDATE account SET password = ? WHERE password = ?", `5a17:${key.toString("hex")}`, hashOf());
    expect((await gus.signIn("gus@example.com", "something else entirely")).status).toBe(401);
    expect(hashOf()).toMatch(/^5a17:/);
    expect((await gus.signIn("gus@example.com", goodPassword)).status).toBe(200);
    expect(hashOf()).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect((await gus.signIn("gus@example.com", goodPassword)).status).toBe(200);
  });

  it("T124 is changed by who knows it, and every other session ends", async () => {
    const hal = await join(server, olive, "hal@example.com");
    const other = browserAt(server.url);
    await other.signIn("hal@example.com", goodPassword);
    const before = new Map(hal.jar);
    const change = (currentPassword: string, newPassword: string) =>
      hal.auth("/change-password", { currentPassword, newPassword, revokeOtherSessions: false });
    expect((await change("not the password", "copper window seat")).status).toBe(400);
    expect((await change(goodPassword, "password1")).body.message).toContain("first that are guessed");
    expect(await other.who()).not.toBeNull();

    expect((await change(goodPassword, "copper window seat")).status).toBe(200);
    expect(await hal.who()).toMatchObject({ email: "hal@example.com" });
    expect(hal.jar).not.toEqual(before);
    expect(await other.who()).toBeNull();
    expect((await other.signIn("hal@example.com", goodPassword)).status).toBe(401);
    expect((await other.signIn("hal@example.com", "copper window seat")).status).toBe(200);
  });

  it("T127 is set anew by a link that an administrator makes, good once and for half an hour", async () => {
    const ida = await join(server, olive, "ida@example.com");
    const userId = one("SELECT id FROM user WHERE email = 'ida@example.com'");
    await expect(ida.mutate("invitations.resetPassword", { userId })).rejects.toThrow("FORBIDDEN");
    const made = await olive.mutate<NewInvitation>("invitations.resetPassword", { userId });
    expect(made.url).toMatch(new RegExp(`^${server.url}/reset/[\\w-]{43}$`));
    expect(made.expiresAt - Date.now()).toBeLessThanOrEqual(30 * 60_000);
    expect(dump()).not.toContain(tokenIn(made.url));

    const accept = () =>
      browserAt(server.url).mutate("invitations.accept", { token: tokenIn(made.url), password: "copper window seat" });
    await accept();
    expect(await ida.who()).toBeNull();
    expect((await ida.signIn("ida@example.com", "copper window seat")).status).toBe(200);
    await expect(accept()).rejects.toThrow("not good any more");
  });

  it("of the owner is set anew by nobody else", async () => {
    const jay = await join(server, olive, "jay@example.com", { role: "admin" });
    const userId = one("SELECT id FROM user WHERE role = 'owner'");
    await expect(jay.mutate("invitations.resetPassword", { userId })).rejects.toThrow("Nobody else");
  });
});

describe("A session", () => {
  it("T122 T123 has a new secret with each sign-in, stored as a hash, and no script gets it", async () => {
    const kim = await join(server, olive, "kim@example.com");
    const first = kim.jar.get("islewire.session_token") ?? "";
    kim.jar.set("islewire.session_token", "fixed-by-somebody-else");
    const { headers, body } = await kim.signIn("kim@example.com", goodPassword);
    const second = kim.jar.get("islewire.session_token") ?? "";
    expect(second).not.toBe(first);
    expect(second).not.toContain("fixed");
    const [cookie = ""] = headers.getSetCookie();
    expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Lax/);
    expect(cookie).not.toMatch(/Domain=/i);
    const token = decodeURIComponent(second).split(".")[0] ?? "";
    expect(token.length).toBe(43);
    expect(JSON.stringify(body)).not.toContain(token);
    expect(dump()).not.toContain(token);
  });

  it("T123 of a server with TLS is for this host alone", async () => {
    const port = await freePort();
    const secure = await startServer({
      env: {
        ...{ ISLEWIRE_PUBLIC_URL: "https://flows.example.com", PORT: String(port) },
        ISLEWIRE_TRUST_PROXY: "127.0.0.1",
      },
    });
    const answer = await fetch(`http://127.0.0.1:${port}/api/auth/sign-up/email`, {
      method: "POST",
      headers: {
        ...{ "content-type": "application/json", origin: "https://flows.example.com" },
        ...{ "x-forwarded-proto": "https", "x-forwarded-host": "flows.example.com", "x-forwarded-for": "192.0.2.1" },
        "x-setup-code": setupCode,
      },
      body: JSON.stringify({ name: "Olive", ...owner }),
    });
    expect(answer.headers.getSetCookie()[0]).toMatch(
      /^__Host-islewire\.session_token=[^;]+; Max-Age=1209600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    await secure.stop();
  });

  it("is listed with its device, and can be ended by its user, alone or with all others", async () => {
    const lea = await join(server, olive, "lea@example.com");
    const phone = browserAt(server.url, { agent: "Phone" });
    await phone.signIn("lea@example.com", goodPassword);
    const tablet = browserAt(server.url, { agent: "Tablet" });
    await tablet.signIn("lea@example.com", goodPassword);

    const listed = await lea.query<SessionInfo[]>("account.sessions");
    expect(listed.map(({ device, isCurrent }) => [device, isCurrent])).toContainEqual(["Test browser", true]);
    expect(listed).toHaveLength(3);
    expect(listed.every(({ address, lastUsedAt }) => address !== "" && lastUsedAt > Date.now() - 60_000)).toBe(true);

    const id = listed.find(({ device }) => device === "Phone")?.id;
    await expect(olive.mutate("account.endSession", { id })).rejects.toThrow("NOT_FOUND");
    await lea.mutate("account.endSession", { id });
    expect(await phone.who()).toBeNull();
    expect(await tablet.who()).not.toBeNull();
    expect(await lea.mutate("account.endOtherSessions", {})).toEqual({ ended: 1 });
    expect(await tablet.who()).toBeNull();
    expect(await lea.who()).not.toBeNull();
  });

  it("ends after a day without use, and after 14 days whatever it is used for", async () => {
    const mia = await join(server, olive, "mia@example.com");
    const set = (column: string, age: number) =>
      run(
        `UPDATE session SET ${column} = ? WHERE user_id = (SELECT id FROM user WHERE email = 'mia@example.com')`,
        Date.now() - age,
      );
    const hour = 3_600_000;
    set("last_used_at", 23 * hour);
    expect(await mia.who()).not.toBeNull();
    // The use just now is noted.
    const latest =
      "SELECT max(last_used_at) FROM session s JOIN user u ON u.id = s.user_id WHERE u.email = 'mia@example.com'";
    await until(() => Number(one(latest)) > Date.now() - hour || undefined);
    set("last_used_at", 24 * hour);
    expect(await mia.who()).toBeNull();
    set("last_used_at", 0);
    set("created_at", 13 * 24 * hour);
    expect(await mia.who()).not.toBeNull();
    set("created_at", 14 * 24 * hour);
    expect(await mia.who()).toBeNull();
  });

  it.each([
    ["its user is disabled", (id: string) => olive.mutate("users.disable", { id })],
    ["its user gets another role", (id: string) => olive.mutate("users.setRole", { id, role: "admin" })],
    ["an administrator ends it", (id: string) => olive.mutate("invitations.endSessionsOf", { userId: id })],
    ["its user signs out", (_id: string, own: Browser) => own.auth("/sign-out", {})],
  ])("T121 T124 is dead within five seconds when %s, and so is what it has open", async (what, act) => {
    const email = `t124-${what.length}@example.com`;
    const browser = await join(server, olive, email, { project: { id: "main", role: "editor" } });
    const id = String(one("SELECT id FROM user WHERE email = ?", email));
    const document = draw("Open", { hook: { type: "webhook", params: { path: `open-${what.length}` } } });
    const { id: workflowId } = await browser.mutate<{ id: string }>("workflows.create", { document });
    const input = encodeURIComponent(JSON.stringify({ workflowId, document, nodeId: "hook" }));
    const cookie = [...browser.jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const stream = await browser.request(`/api/trpc/${subscription}?input=${input}`, {
      headers: { accept: "text/event-stream" },
    });
    expect(stream.headers.get("content-type")).toContain("text/event-stream");
    let isOver = false;
    const reading = (async () => {
      try {
        for await (const _ of stream.body as unknown as AsyncIterable<Uint8Array>);
      } catch {}
      isOver = true;
    })();

    const began = Date.now();
    await act(id, browser);
    const again = await fetch(`${server.url}/api/trpc/account.get`, { headers: { cookie } });
    expect(again.status).toBe(401);
    await until(() => isOver || undefined);
    await reading;
    expect(Date.now() - began).toBeLessThan(5_000);
  });

  it("T121 of another site's page opens no stream", async () => {
    const answer = await olive.request(`/api/trpc/${subscription}`, {
      headers: { accept: "text/event-stream", origin: "https://evil.example" },
    });
    expect(answer.status).toBe(403);
  });
});

describe("What is delicate", () => {
  it("asks for the password again when that was long ago, and goes on after it", async () => {
    const ned = await join(server, olive, "ned@example.com", { role: "admin" });
    const delicate = {
      "apiKeys.create": { name: "Key", scopes: ["tables:read"], expiresInDays: 1 },
      "invitations.create": { email: "new@example.com", role: "member" },
      "signIn.setRules": { requireTwoFactor: false },
    };
    run("UPDATE session SET confirmed_at = ?", Date.now() - 11 * 60_000);
    for (const [path, input] of Object.entries(delicate)) {
      const { status, body } = await ned.post(`/api/trpc/${path}`, input);
      expect([status, body.error.data.needsConfirming], path).toEqual([403, true]);
    }
    expect((await ned.auth("/two-factor/enable", { password: goodPassword })).body).toMatchObject({ code: "CONFIRM" });
    expect((await ned.auth("/confirm", { password: "something else entirely" })).status).toBe(400);
    await expect(ned.mutate("apiKeys.create", delicate["apiKeys.create"])).rejects.toThrow("Confirm");
    expect((await ned.auth("/confirm", { password: goodPassword })).status).toBe(200);
    for (const [path, input] of Object.entries(delicate)) await ned.mutate(path, input);
    expect((await olive.auth("/confirm", { password: owner.password })).status).toBe(200);
  });

  it("T141 has no door that better-auth opens beside ours", async () => {
    for (const path of [
      ...["/list-sessions", "/get-session", "/update-user", "/change-email", "/delete-user", "/set-password"],
      ...["/revoke-sessions", "/request-password-reset", "/reset-password", "/link-social", "/get-access-token"],
      ...["/sign-in/email/", "/Sign-In/email", "/two-factor/send-otp", "/two-factor/get-totp-uri", "/ok", "/error"],
    ]) {
      const answer = await olive.auth(path, { email: owner.email, name: "x", newPassword: goodPassword });
      expect(answer.status, path).toBe(404);
      expect((await olive.request(`/api/auth${path}`)).status, path).toBe(404);
    }
  });

  it("T120 is taken as JSON of our own pages alone", async () => {
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]) {
      const answer = await olive.request("/api/auth/sign-in/email", {
        method: "POST",
        headers: { "content-type": type },
        body: JSON.stringify(owner),
      });
      expect(answer.status, type).toBe(415);
    }
    for (const origin of ["null", "https://evil.example", server.url.replace("http:", "https:").replace(/\d+$/, "1")]) {
      expect((await olive.auth("/sign-in/email", owner, { origin })).status, origin).toBe(403);
    }
  });
});

const subscription = "testWebhooks.listen";
