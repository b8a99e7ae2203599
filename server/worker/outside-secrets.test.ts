import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "@/server/db/testing";
import {
  createCredential,
  getCredential,
  testCredential,
  updateCredential,
  verifyCall,
} from "@/server/services/credentials";
import { documentOf, hook } from "@/server/services/testing";
import type { OutsideSecret } from "@/shared/outside-secret";
import { openTestHttp, openTestServer, type TestHttp, type TestServer } from "./testing";

const secrets = { environment: "from-the-environment", file: "from-a-file", vault: "from-the-vault" };
const vaultToken = "hvs.token-of-the-vault";
let server: TestServer;
let http: TestHttp;
let vault: TestHttp;
let answers = 200;
const folder = temporaryFolder();
beforeAll(async () => {
  http = await openTestHttp();
  vault = await openTestHttp((call, response) => {
    const isKnown = call.headers["x-vault-token"] === vaultToken;
    const isThere = call.url === "/v1/secret/data/shop/keys";
    response.statusCode = answers !== 200 ? answers : !isKnown ? 403 : isThere ? 200 : 404;
    response.end(
      JSON.stringify(
        response.statusCode === 200 ? { data: { data: { token: secrets.vault, count: 1 } } } : { errors: ["no"] },
      ),
    );
  });
  mkdirSync(join(folder.path, "secrets", "deep"), { recursive: true });
  writeFileSync(join(folder.path, "secrets", "deep", "token"), `${secrets.file}\n`);
  writeFileSync(join(folder.path, "secrets", "empty"), "\n");
  writeFileSync(join(folder.path, "outside"), "not-for-you");
  symlinkSync("deep/token", join(folder.path, "secrets", "link"));
  symlinkSync("../outside", join(folder.path, "secrets", "leaves"));
  server = openTestServer({
    variables: {
      ISLEWIRE_SECRET_SHOP: secrets.environment,
      OTHER_SECRET: "not-for-you",
      ISLEWIRE_SECRETS_FOLDER: join(folder.path, "secrets"),
      ISLEWIRE_VAULT_ADDRESS: vault.url,
      ISLEWIRE_VAULT_TOKEN: vaultToken,
    },
    // The vault has a rule of its own: workflows do not get there.
    egressAllow: [`127.0.0.1:${http.port}`],
  });
  server.startWorker();
});
afterAll(async () => {
  await server.close();
  await Promise.all([http.close(), vault.close()]);
  folder.remove();
});

const create = (outside: OutsideSecret) =>
  createCredential(server.ctx, {
    name: "Shop",
    type: "http.bearer",
    values: { token: { $outside: outside } } as never,
  });
let count = 0;
async function use(outside: OutsideSecret, url = http.url) {
  const { id } = await create(outside);
  http.calls.length = 0;
  const node = { type: "core.httpRequest", params: { method: "GET", url }, credentials: { auth: id } };
  const document = documentOf({ hook: hook(`outside-${++count}`), node: node as never }, "hook -> node");
  const detail = await server.until(await server.start(await server.add(document), "hook"));
  return { id, detail, sent: http.calls[0]?.headers.authorization };
}
const places: { [kind: string]: OutsideSecret } = {
  environment: { from: "environment", name: "ISLEWIRE_SECRET_SHOP" },
  file: { from: "file", path: "deep/token" },
  "file by a link": { from: "file", path: "link" },
  vault: { from: "vault", path: "secret/shop/keys", key: "token" },
};

describe("a secret outside", () => {
  it.each(Object.entries(places))(
    "is read from %s by the worker, and is stored and shown nowhere",
    async (kind, place) => {
      const { id, detail, sent } = await use(place);
      const secret = secrets[kind.split(" ")[0] as keyof typeof secrets];
      expect(detail.status).toBe("succeeded");
      expect(sent).toBe(`Bearer ${secret}`);
      expect(getCredential(server.ctx, { id }).values).toMatchObject({ token: { $outside: place } });
      const row = server.store.rawRead.prepare("SELECT type, data FROM credentials WHERE id = ?").get(id) as {
        type: string;
        data: string;
      };
      const stored = server.cipher.open(row.data, { table: "credentials", id, type: row.type });
      expect(stored + JSON.stringify(detail)).not.toContain(secret);
    },
  );

  it.each([
    [{ from: "environment", name: "ISLEWIRE_SECRET_GONE" }, "The variable ISLEWIRE_SECRET_GONE is not set"],
    [{ from: "file", path: "gone" }, "There is no file gone"],
    [{ from: "file", path: "empty" }, "The file empty is empty"],
    [{ from: "file", path: "deep" }, "deep is no file"],
    [{ from: "file", path: "../outside" }, "outside of the folder"],
    [{ from: "file", path: "deep/../../outside" }, "outside of the folder"],
    [{ from: "file", path: "/etc/passwd" }, "outside of the folder"],
    [{ from: "file", path: "leaves" }, "outside of the folder"],
    [{ from: "vault", path: "secret/gone", key: "token" }, "There is nothing at secret/gone"],
    [{ from: "vault", path: "secret/shop/keys", key: "gone" }, 'has no key "gone"'],
    [{ from: "vault", path: "secret/shop/keys", key: "count" }, 'has no text under "count"'],
    [{ from: "vault", path: "secret/../sys/raw", key: "x" }, "is no path in the vault"],
  ] as [OutsideSecret, string][])("that is missing is named: %j", async (place, message) => {
    const { detail, sent } = await use(place);
    expect(detail).toMatchObject({
      status: "failed",
      error: { code: "CREDENTIAL_OUTSIDE", message: expect.stringContaining(message) },
    });
    expect(detail.error?.message).toContain('The credential "Shop" is not complete');
    expect(sent).toBeUndefined();
    for (const text of ["not-for-you", vaultToken, ...Object.values(secrets)])
      expect(JSON.stringify(detail)).not.toContain(text);
  });

  it.each([
    [{ token: { $outside: { from: "environment", name: "PATH" } } }, /begins with ISLEWIRE_SECRET_/],
    [{ token: { $outside: { from: "environment", name: "ISLEWIRE_KEY" } } }, /begins with ISLEWIRE_SECRET_/],
    [{ token: { $outside: { from: "nowhere" } } }, /place outside is not one/],
    [{ token: { $outside: { from: "file", path: "" } } }, /place outside is not one/],
    [{ token: "x", testUrl: { $outside: { from: "file", path: "x" } } }, /is no secret/],
  ])("is refused where it cannot be one: %j", async (values, message) => {
    await expect(
      createCredential(server.ctx, { name: "Shop", type: "http.bearer", values: values as never }),
    ).rejects.toThrow(message);
  });

  it("can be tried out, saved or not", async () => {
    const values = { token: { $outside: places.vault }, testUrl: http.url } as never;
    expect(await testCredential(server.ctx, { type: "http.bearer", values })).toMatchObject({ ok: true });
    const { id } = await createCredential(server.ctx, { name: "Shop", type: "http.bearer", values });
    expect(await testCredential(server.ctx, { id })).toMatchObject({ ok: true });
    const gone = { ...(values as object), token: { $outside: { from: "file", path: "gone" } } } as never;
    expect(await testCredential(server.ctx, { type: "http.bearer", values: gone })).toMatchObject({
      ok: false,
      message: expect.stringContaining("There is no file gone"),
    });
  });

  it("stays where it is when the credential is saved, and gives way to a text", async () => {
    const { id } = await create(places.file as OutsideSecret);
    await updateCredential(server.ctx, { id, name: "Shop", values: { token: "" } });
    expect(getCredential(server.ctx, { id }).values.token).toEqual({ $outside: places.file });
    await updateCredential(server.ctx, { id, name: "Shop", values: { token: "typed" } });
    expect(getCredential(server.ctx, { id }).values.token).toBe("");
  });

  it("is asked for once a minute at most, and a failure is not kept", async () => {
    vault.calls.length = 0;
    await use(places.vault as OutsideSecret);
    await use(places.vault as OutsideSecret);
    expect(vault.calls.length).toBeLessThanOrEqual(1);
    answers = 503;
    const sealed = { from: "vault", path: "secret/other", key: "token" } as const;
    expect((await use(sealed)).detail.error?.message).toContain("it answered 503");
    answers = 200;
    expect((await use(sealed)).detail.error?.message).toContain("There is nothing at secret/other");
  });

  it("that looks like one in a text is a text", async () => {
    const { id } = await createCredential(server.ctx, {
      ...{ name: "Shop", type: "http.bearer" },
      values: { token: JSON.stringify({ $outside: places.environment }) },
    });
    expect(getCredential(server.ctx, { id }).values.token).toBe("");
  });

  it("lets no workflow to the vault", async () => {
    const node = { type: "core.httpRequest", params: { method: "GET", url: `${vault.url}/v1/secret/data/shop/keys` } };
    const document = documentOf({ hook: hook(`outside-${++count}`), node: node as never }, "hook -> node");
    const detail = await server.until(await server.start(await server.add(document), "hook"));
    expect(detail).toMatchObject({ status: "failed", error: { code: "EGRESS_BLOCKED" } });
  });

  it("is not for calls from outside, which are refused", async () => {
    const values = { name: "X-Key", value: { $outside: places.environment } } as never;
    const { id } = await createCredential(server.ctx, { name: "Calls", type: "http.header", values });
    const workflowId = await server.add(documentOf({ hook: hook(`calls-${++count}`) }));
    const call = { credentialId: id, workflowId, headers: { "x-key": secrets.environment } };
    await expect(verifyCall(server.ctx, call)).rejects.toThrow(/read from outside/);
    await expect(verifyCall(server.ctx, { ...call, headers: { "x-key": "outside" } })).rejects.toThrow(
      /read from outside/,
    );
  });
});
