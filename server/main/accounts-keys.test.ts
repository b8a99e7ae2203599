import { join as joinPath } from "node:path";
import Database from "better-sqlite3";
import { expect, it } from "vitest";
import { runCli } from "@/server/cli/testing";
import { temporaryFolder } from "@/server/db/testing";
import type { SignInProvider } from "@/shared/sign-in-provider";
import { appFor, browserAt, owner, ownerOf } from "./accounts.testing";
import { startServer, until } from "./testing";

const secret = "s3cret of the client";
const settings = {
  ...{ kind: "oauth2", issuer: "", clientId: "islewire", scopes: "", domains: [], allowNew: true, linkByEmail: false },
  ...{ authorizationUrl: "https://id.example.com/auth", tokenUrl: "https://id.example.com/token" },
  ...{ userInfoUrl: "https://id.example.com/me", claim: "", adminValues: [], projects: [] },
};

it("Authenticator apps, recovery codes and providers open all doors again after both keys were changed", async () => {
  const folder = temporaryFolder();
  const data = folder.path;
  const cli = (...args: string[]) => runCli({ cwd: data, data }, ["keys", ...args]);
  const sealedBy = () => {
    const db = new Database(joinPath(data, "islewire.db"), { readonly: true });
    const rows = db
      .prepare("SELECT secret FROM two_factor UNION ALL SELECT secret FROM sign_in_providers")
      .pluck()
      .all();
    db.close();
    return rows.map((row) => /^v3\.([^.]+)\./.exec(String(row))?.[1]);
  };

  const first = await startServer({ dataFolder: data });
  await first.signUp();
  await until(async () => (await fetch(`${first.url}/readyz`)).ok || undefined);
  const olive = await ownerOf(first);
  const { body } = await olive.auth("/two-factor/enable", { password: owner.password });
  const app = appFor(body.totpURI);
  expect((await olive.auth("/two-factor/verify-totp", { code: app.code() })).status).toBe(200);
  const provider = await olive.mutate<SignInProvider>("signIn.saveProvider", { name: "Company", settings, secret });
  const before = sealedBy();
  expect(before).toHaveLength(2);
  expect(before).not.toContain(undefined);

  const rotated = await cli("rotate");
  expect(rotated, rotated.err).toMatchObject({ code: 0 });
  for (const key of sealedBy()) expect(before).not.toContain(key);
  await first.stop();
  const renewed = await cli("rotate", "--root", "--links");
  expect(renewed, renewed.err).toMatchObject({ code: 0 });
  // The chain of events has a key of its own.
  const verified = await runCli({ cwd: data, data }, ["audit", "verify", "--json"]);
  expect(JSON.parse(verified.out)).toMatchObject({ broken: null });

  const second = await startServer({ dataFolder: data });
  const signIn = async (path: string, code: string) => {
    const browser = browserAt(second.url);
    expect((await browser.signIn(owner.email, owner.password)).body.twoFactorRedirect).toBe(true);
    expect((await browser.auth(path, { code })).status).toBe(200);
    return browser;
  };
  await signIn("/two-factor/verify-totp", app.code(1));
  const again = await signIn("/two-factor/verify-backup-code", body.backupCodes[0]);
  await until(async () => (await fetch(`${second.url}/readyz`)).ok || undefined);
  // The secret is read for this, and is there.
  const elsewhere = { ...settings, tokenUrl: "https://evil.example/token" };
  await expect(
    again.mutate("signIn.saveProvider", { id: provider.id, name: "Company", settings: elsewhere }),
  ).rejects.toThrow("enter its client secret again");
  await second.stop();
  folder.remove();
});
