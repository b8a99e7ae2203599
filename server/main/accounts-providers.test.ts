import { join as joinPath } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AccountInfo } from "@/shared/account";
import type { ProviderSettings, SignInProvider } from "@/shared/sign-in-provider";
import { type Browser, browserAt, join, owner, ownerOf } from "./accounts.testing";
import { type Person, startIdentityProvider } from "./identity-provider.testing";
import { startServer, type TestServer, until } from "./testing";

let idp: Awaited<ReturnType<typeof startIdentityProvider>>;
let server: TestServer;
let olive: Browser;
let provider: SignInProvider;
const secret = "s3cret of the client";

beforeAll(async () => {
  idp = await startIdentityProvider();
  server = await startServer({ env: { ISLEWIRE_EGRESS_ALLOW: `127.0.0.1:${idp.port}` } });
  await server.signUp();
  olive = await ownerOf(server);
  await until(async () => (await fetch(`${server.url}/readyz`)).ok || undefined);
  provider = await save({});
  idp.client(provider.redirectUri);
});
afterAll(async () => {
  await server.stop();
  await idp.stop();
});
beforeEach(async () => {
  provider = await save({});
});

const settingsOf = (changes: Partial<ProviderSettings>): ProviderSettings => ({
  ...{ kind: "oidc", issuer: idp.issuer, authorizationUrl: "", tokenUrl: "", userInfoUrl: "" },
  ...{ clientId: "islewire", scopes: "email profile groups", domains: [], allowNew: true, linkByEmail: false },
  ...{ claim: "", adminValues: [], projects: [] },
  ...changes,
});
const save = (changes: Partial<ProviderSettings>) =>
  olive.mutate<SignInProvider>("signIn.saveProvider", {
    ...(provider && { id: provider.id }),
    ...{ name: "Company", settings: settingsOf(changes), secret },
  });

const begin = async (browser: Browser, more = {}) =>
  (await browser.auth("/provider", { provider: provider.id, ...more })).body.url as string;

/** The whole way; where the browser ends, and who it is then. */
async function signIn(person: Person, browser = browserAt(server.url), more = {}) {
  const { back = "" } = await idp.visit(await begin(browser, more), person);
  const answer = await browser.request(back);
  return { location: answer.headers.get("location"), who: await browser.who(), browser, back };
}

const ann = { sub: "ann-1", email: "ann@company.example", email_verified: true, name: "Ann Bell" };

describe("Signing in at a provider", () => {
  it("shows the way, makes the account of a new person, and knows it again by its subject", async () => {
    expect(await browserAt(server.url).query("signIn.buttons")).toEqual([{ id: provider.id, name: "Company" }]);
    const first = await signIn(ann, browserAt(server.url), { next: "/executions" });
    expect(first.location).toBe("/executions");
    expect(first.who).toMatchObject({ email: "ann@company.example", name: "Ann Bell", role: "member" });
    expect(await first.browser.query<AccountInfo>("account.get")).toMatchObject({ hasPassword: false });
    const again = await signIn({ ...ann, email: "ann.new@company.example" });
    expect(again.who).toMatchObject({ email: "ann@company.example" });
  });

  it("makes no account where new people are not let in, or their address is not verified", async () => {
    const bob = { sub: "bob-1", email: "bob@company.example", email_verified: true };
    await save({ allowNew: false });
    expect((await signIn(bob)).location).toBe("/sign-in?problem=unknown");
    await save({});
    expect(await signIn({ ...bob, email_verified: false })).toMatchObject({
      ...{ location: "/sign-in?problem=unknown", who: null },
    });
  });

  it("lets in people of the named domains alone", async () => {
    await save({ domains: ["company.example"] });
    const cyd = { sub: "cyd-1", email: "cyd@elsewhere.example", email_verified: true };
    expect((await signIn(cyd)).location).toBe("/sign-in?problem=domain");
    for (const email of ["cyd@company.example.evil.example", "cyd@sub.company.example"]) {
      expect((await signIn({ ...cyd, email })).location, email).toBe("/sign-in?problem=domain");
    }
    expect((await signIn({ ...cyd, email: "cyd@company.example", email_verified: false })).who).toBeNull();
    expect((await signIn({ ...cyd, email: "cyd@company.example" })).who).not.toBeNull();
  });

  it("T130 gives roles as the claim says, today's, and never makes an owner", async () => {
    const claim = { claim: "groups", adminValues: ["ops", "owner"] };
    await save({ ...claim, projects: [{ value: "dev", projectId: "main", role: "editor" }] });
    const dan = { sub: "dan-1", email: "dan@company.example", email_verified: true, groups: ["dev"] };
    const member = await signIn(dan);
    expect(member.who).toMatchObject({ role: "member" });
    expect(await member.browser.query("projects.list")).toMatchObject([{ id: "main", role: "editor" }]);

    const admin = await signIn({ ...dan, groups: ["ops", "owner"] });
    expect(admin.who).toMatchObject({ role: "admin" });
    expect(await member.browser.who()).toBeNull();
    const less = await signIn({ ...dan, groups: [] });
    expect(less.who).toMatchObject({ role: "member" });
    expect(await less.browser.query("projects.list")).toEqual([]);
    expect(await admin.browser.who()).toBeNull();
  });
});

describe("T130 an account that is there", () => {
  it("is not taken over by somebody with its address", async () => {
    const eve = { sub: "eve-1", email: owner.email, email_verified: true };
    expect(await signIn(eve)).toMatchObject({ location: "/sign-in?problem=exists", who: null });
    await join(server, olive, "fay@company.example");
    const fay = { sub: "fay-1", email: "Fay@company.example", email_verified: true };
    expect((await signIn(fay)).location).toBe("/sign-in?problem=exists");

    await save({ linkByEmail: true });
    expect((await signIn({ ...fay, email_verified: false })).location).toBe("/sign-in?problem=exists");
    expect((await signIn(eve)).location).toBe("/sign-in?problem=exists");
    expect((await signIn(fay)).who).toMatchObject({ email: "fay@company.example", name: "Guest Person" });
    // Whoever has the address after her.
    expect((await signIn({ ...fay, sub: "fay-2" })).location).toBe("/sign-in?problem=exists");
  });

  it("is connected by its user, who is signed in, and by nobody else", async () => {
    const gus = await join(server, olive, "gus@example.com");
    const there = { sub: "gus-1", email: "another@company.example" };
    const ended = await signIn(there, gus, { connect: true });
    expect(ended.location).toBe("/settings/account");
    expect((await gus.query<AccountInfo>("account.get")).connections).toMatchObject([{ name: "Company" }]);
    expect((await signIn(there)).who).toMatchObject({ email: "gus@example.com" });

    const hal = await join(server, olive, "hal@example.com");
    expect((await signIn(there, hal, { connect: true })).location).toBe("/settings/account?problem=taken");
    const { back = "" } = await idp.visit(await begin(hal, { connect: true }), { sub: "hal-1" });
    const thief = browserAt(server.url);
    thief.jar.set("islewire.sign_in", hal.jar.get("islewire.sign_in") ?? "");
    expect((await thief.request(back)).headers.get("location")).toBe("/settings/account?problem=state");

    await gus.mutate("account.disconnect", { providerId: provider.id });
    expect((await signIn(there)).location).toBe("/sign-in?problem=unknown");
    const only = await signIn(ann);
    await expect(only.browser.mutate("account.disconnect", { providerId: provider.id })).rejects.toThrow("only way");
  });

  it("that is disabled stays so", async () => {
    const ida = { sub: "ida-1", email: "ida@company.example", email_verified: true };
    const { browser } = await signIn(ida);
    const [found] = (await olive.query<{ id: string; email: string }[]>("users.list")).filter(
      ({ email }) => email === ida.email,
    );
    await olive.mutate("users.disable", { id: found?.id });
    expect(await browser.who()).toBeNull();
    expect((await signIn(ida)).location).toBe("/sign-in?problem=disabled");
  });
});

describe("T165 what comes back from a provider", () => {
  const callback = (back: string, changes: { [name: string]: string | null }) => {
    const url = new URL(back);
    for (const [name, value] of Object.entries(changes)) {
      if (value === null) url.searchParams.delete(name);
      else url.searchParams.set(name, value);
    }
    return url.href;
  };

  it("is refused with another state, in another browser, from another issuer, or without a code", async () => {
    const browser = browserAt(server.url);
    const end = async (changes: { [name: string]: string | null }, by = browser) => {
      const { back = "" } = await idp.visit(await begin(browser), ann);
      const answer = await by.request(callback(back, changes));
      return [answer.headers.get("location"), await by.who()];
    };
    expect(await end({ state: "x".repeat(43) })).toEqual(["/sign-in?problem=state", null]);
    expect(await end({ state: null })).toEqual(["/sign-in?problem=state", null]);
    expect(await end({}, browserAt(server.url))).toEqual(["/sign-in?problem=state", null]);
    expect(await end({ iss: "https://evil.example" })).toEqual(["/sign-in?problem=state", null]);
    expect(await end({ code: null })).toEqual(["/sign-in?problem=state", null]);
    expect(await end({ code: "guessed" })).toEqual(["/sign-in?problem=provider", null]);
    expect(await end({ error: "access_denied" })).toEqual(["/sign-in?problem=refused", null]);
  });

  it("is good once: neither the code nor the state is taken again", async () => {
    const browser = browserAt(server.url);
    const { back = "" } = await idp.visit(await begin(browser), ann);
    const kept = browser.jar.get("islewire.sign_in") ?? "";
    expect((await browser.request(back)).headers.get("location")).toBe("/workflows");
    const thief = browserAt(server.url);
    thief.jar.set("islewire.sign_in", kept);
    expect((await thief.request(back)).headers.get("location")).toBe("/sign-in?problem=state");

    const code = new URL(back).searchParams.get("code") ?? "";
    const other = await idp.visit(await begin(browser), ann);
    expect((await browser.request(callback(other.back ?? "", { code }))).headers.get("location")).toBe(
      "/sign-in?problem=provider",
    );
  });

  it("needs the verifier, the nonce and the address that this sign-in began with", async () => {
    const url = new URL(await begin(browserAt(server.url)));
    expect(url.searchParams.get("code_challenge_method")).toBe("S256");
    expect(url.searchParams.get("redirect_uri")).toBe(`${server.url}/sign-in/callback/${provider.id}`);
    for (const name of ["state", "nonce", "code_challenge"]) {
      expect(url.searchParams.get(name)?.length, name).toBeGreaterThanOrEqual(43);
    }
    // A code of another beginning: same client, other verifier.
    const browser = browserAt(server.url);
    const foreign = await idp.visit(await begin(browserAt(server.url)), ann);
    const own = await idp.visit(await begin(browser), ann);
    const code = new URL(foreign.back ?? "").searchParams.get("code") ?? "";
    const answer = await browser.request(callback(own.back ?? "", { code }));
    expect(answer.headers.get("location")).toBe("/sign-in?problem=provider");

    url.searchParams.set("redirect_uri", "https://evil.example/callback");
    expect(await idp.visit(url.href, ann)).toEqual({ status: 400 });
    const replaced = new URL(await begin(browser));
    replaced.searchParams.set("nonce", "n".repeat(43));
    const { back = "" } = await idp.visit(replaced.href, ann);
    expect((await browser.request(back)).headers.get("location")).toBe("/sign-in?problem=provider");
    expect(await browser.who()).toBeNull();
  });

  it.each([
    "//evil.example",
    "/\\evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "/%5c/evil.example\\",
    "/api/x",
  ])("T129 leads to a page of ours, not to %s", async (next) => {
    expect((await signIn(ann, browserAt(server.url), { next })).location).toBe("/workflows");
  });
});

describe("The settings of a provider", () => {
  it("never give the secret back, keep it sealed, and do not send it to another address", async () => {
    const list = await olive.query("signIn.providers");
    expect(JSON.stringify(list)).not.toContain(secret);
    const db = new Database(joinPath(server.data, "islewire.db"), { readonly: true });
    const rows = JSON.stringify(db.prepare("SELECT * FROM sign_in_providers").all());
    db.close();
    expect(rows).not.toContain(secret);
    expect(rows).toContain('"secret":"v3.');

    const change = (settings: ProviderSettings) =>
      olive.mutate("signIn.saveProvider", { id: provider.id, name: "Company", settings });
    const oauth2 = {
      ...{ kind: "oauth2" as const, authorizationUrl: `${idp.issuer}/auth`, tokenUrl: `${idp.issuer}/token` },
      userInfoUrl: `${idp.issuer}/me`,
    };
    await expect(change(settingsOf(oauth2))).rejects.toThrow("enter its client secret again");
    await change(settingsOf({ scopes: "email" }));
  });

  it("are checked at the provider, and only public or allowed addresses are asked", async () => {
    await expect(save({ issuer: `${idp.issuer}/nothing` })).rejects.toThrow(/404/);
    await expect(save({ issuer: server.url })).rejects.toThrow(/not allowed|private/i);
    await expect(save({ issuer: "" })).rejects.toThrow("issuer is missing");
  });

  it("are an administrator's, who has proved lately who it is", async () => {
    const jay = await join(server, olive, "jay@example.com");
    await expect(jay.query("signIn.providers")).rejects.toThrow("FORBIDDEN");
    await expect(jay.mutate("signIn.deleteProvider", { id: provider.id })).rejects.toThrow("FORBIDDEN");
  });

  it("also name a plain OAuth2 service, asked for the user by its address", async () => {
    const oauth2 = {
      ...{ kind: "oauth2" as const, authorizationUrl: `${idp.issuer}/auth`, tokenUrl: `${idp.issuer}/token` },
      ...{ userInfoUrl: `${idp.issuer}/me`, clientId: "plain", scopes: "openid email profile" },
    };
    provider = await olive.mutate<SignInProvider>("signIn.saveProvider", {
      ...{ id: provider.id, name: "Company", settings: settingsOf(oauth2), secret },
    });
    const kim = { sub: "kim-1", email: "kim@company.example", email_verified: true, name: "Kim" };
    expect((await signIn(kim)).who).toMatchObject({ email: "kim@company.example", name: "Kim" });
  });

  it("taken away, end the sessions that began there", async () => {
    const lea = { sub: "lea-1", email: "lea@company.example", email_verified: true };
    const { browser } = await signIn(lea);
    expect(await browser.who()).not.toBeNull();
    await olive.mutate("signIn.deleteProvider", { id: provider.id });
    expect(await browser.who()).toBeNull();
    expect(await browserAt(server.url).query("signIn.buttons")).toEqual([]);
  });
});
