import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AccountInfo } from "@/shared/account";
import { appFor, type Browser, browserAt, goodPassword, join, manySignIns, owner, ownerOf } from "./accounts.testing";
import { startServer, type TestServer } from "./testing";

let server: TestServer;
let olive: Browser;
beforeAll(async () => {
  server = await startServer({ env: manySignIns });
  await server.signUp();
  olive = await ownerOf(server);
});
afterAll(() => server.stop());

/** Turns it on; gives the app, and the codes for when it is lost. */
async function enroll(browser: Browser, password = goodPassword) {
  const { status, body } = await browser.auth("/two-factor/enable", { password });
  expect(status).toBe(200);
  const app = appFor(body.totpURI);
  expect((await browser.auth("/two-factor/verify-totp", { code: app.code() })).status).toBe(200);
  return { app, codes: body.backupCodes as string[] };
}

const dump = async () => {
  const { default: Database } = await import("better-sqlite3");
  const db = new Database(`${server.data}/islewire.db`, { readonly: true });
  const text = JSON.stringify([
    db.prepare("SELECT * FROM two_factor").all(),
    db.prepare("SELECT * FROM used_codes").all(),
  ]);
  db.close();
  return text;
};

describe("A second factor", () => {
  it("is asked for at the next sign-in, and nothing can be done before", async () => {
    const ann = await join(server, olive, "ann@example.com");
    const { app } = await enroll(ann);
    expect(await ann.query<AccountInfo>("account.get")).toMatchObject({ twoFactor: true, recoveryCodesLeft: 10 });

    const again = browserAt(server.url);
    const { status, body } = await again.signIn("ann@example.com", goodPassword);
    expect([status, body.twoFactorRedirect]).toEqual([200, true]);
    expect(await again.who()).toBeNull();
    expect((await again.auth("/two-factor/verify-totp", { code: "000000" })).status).toBe(401);
    expect(await again.who()).toBeNull();
    const right = await again.auth("/two-factor/verify-totp", { code: app.code(1) });
    expect([right.status, "token" in right.body]).toEqual([200, false]);
    expect(await again.who()).toMatchObject({ email: "ann@example.com" });
  });

  it("T128 takes no code twice, not even at the same moment", async () => {
    const bob = await join(server, olive, "bob@example.com");
    const { app } = await enroll(bob);
    const code = app.code(1);
    const tries = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const browser = browserAt(server.url);
        await browser.signIn("bob@example.com", goodPassword);
        return (await browser.auth("/two-factor/verify-totp", { code })).status;
      }),
    );
    expect(tries.filter((status) => status === 200)).toHaveLength(1);
  });

  it("T128 can be replaced by a recovery code, once; of these only hashes are stored", async () => {
    const cyd = await join(server, olive, "cyd@example.com");
    const { app, codes } = await enroll(cyd);
    expect(new Set(codes).size).toBe(10);
    const text = await dump();
    for (const code of codes) {
      expect(text).not.toContain(code);
      expect(text).not.toContain(code.replace("-", ""));
    }
    expect(text).not.toContain(app.code());

    const signIn = async (code: string) => {
      const browser = browserAt(server.url);
      await browser.signIn("cyd@example.com", goodPassword);
      const { status } = await browser.auth("/two-factor/verify-backup-code", { code });
      return [status, (await browser.who())?.email];
    };
    const [first = "", second = ""] = codes;
    expect(await signIn(first)).toEqual([200, "cyd@example.com"]);
    expect(await signIn(first)).toEqual([401, undefined]);
    expect(await signIn(second.replace("-", " "))).toEqual([200, "cyd@example.com"]);
    const hash = /h:[\w-]{43}/.exec(text)?.[0] ?? "";
    expect(await signIn(hash)).toEqual([401, undefined]);
    expect(await cyd.query<AccountInfo>("account.get")).toMatchObject({ recoveryCodesLeft: 8 });
  });

  it("T128 is not passed by a device that claims to be trusted, nor by other doors", async () => {
    const dan = await join(server, olive, "dan@example.com");
    const { app } = await enroll(dan);
    const browser = browserAt(server.url);
    await browser.signIn("dan@example.com", goodPassword);
    await browser.auth("/two-factor/verify-totp", { code: app.code(1), trustDevice: true });
    expect([...browser.jar.keys()].filter((name) => name.includes("trust"))).toEqual([]);

    const forged = browserAt(server.url);
    forged.jar.set("islewire.trust_device", "x!trust-device-x.c2lnbmVk");
    const { body } = await forged.signIn("dan@example.com", goodPassword);
    expect(body.twoFactorRedirect).toBe(true);
    await expect(forged.query("account.get")).rejects.toThrow("UNAUTHORIZED");
    expect((await forged.request("/workflows")).headers.get("location")).toBe("/sign-in?next=%2Fworkflows");
  });

  it("T122 gives the session another secret when it is turned on or off, and asks for the password", async () => {
    const eve = await join(server, olive, "eve@example.com");
    const secret = () => eve.jar.get("islewire.session_token");
    const before = secret();
    expect((await eve.auth("/two-factor/enable", { password: "something else" })).status).toBe(400);
    await enroll(eve);
    const on = secret();
    expect(on).not.toBe(before);
    expect((await eve.auth("/two-factor/disable", { password: "something else" })).status).toBe(400);
    expect((await eve.auth("/two-factor/disable", { password: goodPassword })).status).toBe(200);
    expect(secret()).not.toBe(on);
    expect(
      (await browserAt(server.url).signIn("eve@example.com", goodPassword)).body.twoFactorRedirect,
    ).toBeUndefined();
  });

  it("confirms who somebody is, as the password does", async () => {
    const fay = await join(server, olive, "fay@example.com");
    const { app } = await enroll(fay);
    expect((await fay.auth("/confirm", { code: "123456" })).status).toBe(400);
    const code = app.code(1);
    expect((await fay.auth("/confirm", { code })).status).toBe(200);
    expect((await fay.auth("/confirm", { code })).status).toBe(400);
  });

  it("T125 is not guessed: five wrong codes end the sign-in", async () => {
    const gus = await join(server, olive, "gus@example.com");
    const { app } = await enroll(gus);
    const browser = browserAt(server.url);
    await browser.signIn("gus@example.com", goodPassword);
    for (let tries = 0; tries < 5; tries++) {
      expect((await browser.auth("/two-factor/verify-totp", { code: `00000${tries}` })).status).toBe(401);
    }
    expect((await browser.auth("/two-factor/verify-totp", { code: app.code(1) })).status).not.toBe(200);
    expect(await browser.who()).toBeNull();
  });

  it("can be asked of everybody: who has none can set one up and do nothing else", async () => {
    const hal = await join(server, olive, "hal@example.com");
    await expect(olive.mutate("signIn.setRules", { requireTwoFactor: true })).rejects.toThrow("no second factor yet");
    await enroll(olive, owner.password);
    await olive.mutate("signIn.setRules", { requireTwoFactor: true });

    await expect(hal.query("workflows.list", {})).rejects.toThrow("second factor");
    expect((await hal.request(`/api/files/${"0".repeat(64)}`)).status).toBe(401);
    expect((await hal.request("/workflows")).headers.get("location")).toBe("/two-factor");
    await enroll(hal);
    expect(await hal.query("workflows.list", {})).toEqual([]);
    await olive.mutate("signIn.setRules", { requireTwoFactor: false });
  });
});

describe("T125 who guesses at the door", () => {
  it("is slowed down for one account, also by many calls at once, wherever a header says they come from", async () => {
    await join(server, olive, "target@example.com");
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        browserAt(server.url).auth(
          "/sign-in/email",
          { email: index % 2 ? "target@example.com" : "Target@Example.com", password: `wrong guess ${index}` },
          { "x-forwarded-for": `198.51.100.${index}`, "x-islewire-client": `203.0.113.${index}` },
        ),
      ),
    );
    const count = (status: number) => answers.filter((answer) => answer.status === status).length;
    expect(count(401)).toBeLessThanOrEqual(10);
    expect(count(401) + count(429)).toBe(200);
    const refused = answers.find(({ status, headers }) => status === 429 && headers.has("retry-after"));
    expect(Number(refused?.headers.get("retry-after"))).toBeLessThanOrEqual(900);
  });

  it("learns nothing from the time an answer takes", async () => {
    const other = await startServer({ env: manySignIns });
    await other.signUp();
    const timed = async (email: string) => {
      const began = performance.now();
      const { status } = await browserAt(other.url).signIn(email, "not the password");
      expect(status).toBe(401);
      return performance.now() - began;
    };
    const known: number[] = [];
    const unknown: number[] = [];
    // Memory that the one before gave back makes the next one quicker: each comes first in turn.
    for (let round = 0; round < 2; round++) {
      known.push(await timed(owner.email));
      unknown.push(await timed(`nobody${round}@example.com`));
      unknown.push(await timed(`no.one${round}@example.com`));
      known.push(await timed(owner.email));
    }
    const [best, bestOfUnknown] = [Math.min(...known), Math.min(...unknown)];
    // Without the work of a hash an answer would come within a twentieth of the time. How much quicker one hash is than
    // another is a matter of the machine.
    expect(bestOfUnknown).toBeGreaterThan(best * 0.15);
    await other.stop();
  });
});
