import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createCredential, getCredential, testCredential, updateCredential } from "@/server/services/credentials";
import { documentOf, hook } from "@/server/services/testing";
import { openTestHttp, openTestServer, type TestHttp, type TestServer } from "./testing";

const secret = "s3cret-of-the-shop";
let server: TestServer;
let one: TestHttp;
let other: TestHttp;
let count = 0;
beforeAll(async () => {
  other = await openTestHttp();
  one = await openTestHttp((call, response) => {
    const to = /^\/(\d{3})\/(away|here)/.exec(call.url);
    if (to) response.writeHead(Number(to[1]), { location: to[2] === "away" ? `${other.url}/caught` : "/there" });
    response.end("{}");
  });
  server = openTestServer();
  server.startWorker();
});
afterAll(async () => {
  await server.close();
  await Promise.all([one.close(), other.close()]);
});

const placeOf = ({ port }: TestHttp) => `127.0.0.1:${port}`;
const credential = async (type: string, values: object, allowedHosts?: string[]) =>
  (await createCredential(server.ctx, { name: "Shop", type, values: values as never, allowedHosts })).id;
const bearer = (...hosts: string[]) => credential("http.bearer", { token: secret }, hosts);

async function run(type: string, params: object, credentials: { [slot: string]: string }) {
  const path = `hosts-${++count}`;
  const document = documentOf(
    { hook: hook(path), node: { type, params: params as never, credentials } },
    "hook -> node",
  );
  const detail = await server.until(await server.start(await server.add(document), "hook"));
  return { detail, text: JSON.stringify(detail) };
}
const request = async (url: string, auth: string) => {
  other.calls.length = 0;
  one.calls.length = 0;
  return run("core.httpRequest", { method: "GET", url }, { auth });
};
const refused = (host: string) => ({
  status: "failed",
  steps: expect.arrayContaining([
    expect.objectContaining({
      error: expect.objectContaining({
        code: "CREDENTIAL_HOST",
        message: `The credential "Shop" may not be sent to ${host}`,
        hint: expect.stringContaining("It is bound to"),
      }),
    }),
  ]),
});

describe("T160 a credential that is bound to hosts", () => {
  it("goes to them, and to no other: nothing is sent there at all", async () => {
    const auth = await bearer(placeOf(one));
    expect((await request(`${one.url}/x`, auth)).detail.status).toBe("succeeded");
    expect(one.calls[0]?.headers.authorization).toBe(`Bearer ${secret}`);
    const { detail, text } = await request(`${other.url}/x`, auth);
    expect(detail).toMatchObject(refused(placeOf(other)));
    expect(text).not.toContain(secret);
    expect(other.calls).toEqual([]);
  });

  it.each([
    [
      "a name that begins like it",
      (port: number) => `http://127.0.0.1.evil.example:${port}/`,
      "127.0.0.1.evil.example",
    ],
    ["a name of user before it", (port: number) => `http://127.0.0.1@evil.example:${port}/`, ""],
    ["another port", (port: number) => `http://127.0.0.1:${port + 1}/`, "127.0.0.1"],
  ])("is not fooled by %s", async (_, url, host) => {
    const { detail } = await request(url(one.port), await bearer(placeOf(one)));
    expect(detail.status).toBe("failed");
    expect(detail.error?.code).toBe(host ? "CREDENTIAL_HOST" : "URL_INVALID");
    expect(one.calls).toEqual([]);
  });

  it.each([301, 302, 303, 307, 308])("stays behind when the service redirects elsewhere with %s", async (status) => {
    const auth = await bearer(placeOf(one));
    const { detail } = await request(`${one.url}/${status}/away`, auth);
    expect(detail.status).toBe("succeeded");
    expect(other.calls[0]).toMatchObject({ url: "/caught" });
    expect(JSON.stringify(other.calls)).not.toContain(secret);
    await request(`${one.url}/${status}/here`, auth);
    expect(one.calls.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${secret}`, `Bearer ${secret}`]);
  });

  it("whose secret is in the body is not carried along by a redirect", async () => {
    const account = await credential("pushover.app", {
      token: secret,
      user: "user-of-the-shop",
      url: `${one.url}/307/away`,
    });
    expect(getCredential(server.ctx, { id: account }).allowedHosts).toEqual([placeOf(one)]);
    other.calls.length = 0;
    const call = { is: "message", operation: { is: "send", message: "Hi" } };
    const { detail, text } = await run("core.pushover", { do: call }, { account });
    expect(detail).toMatchObject(refused(placeOf(other)));
    expect(text).not.toContain(secret);
    expect(other.calls).toEqual([]);
  });

  it.each([
    ["core.sendEmail", "smtp", "smtp", { host: "127.0.0.1", port: 25, security: "none", user: "u", password: secret }],
    [
      "core.postgres",
      "database",
      "database.postgres",
      { host: "127.0.0.1", port: 5432, database: "d", user: "u", password: secret },
    ],
    [
      "core.mysql",
      "database",
      "database.mysql",
      { host: "127.0.0.1", port: 3306, database: "d", user: "u", password: secret },
    ],
    ["core.redis", "redis", "database.redis", { host: "127.0.0.1", port: 6379, password: secret }],
  ])("is not carried over a connection of %s to another host", async (type, slot, kind, values) => {
    const params = {
      "core.sendEmail": { from: "a@b.example", to: "c@d.example", subject: "S", text: "T" },
      "core.redis": { operation: { is: "get", key: "k" } },
    }[type as string];
    const id = await credential(kind, values, ["db.example.com", "127.0.0.1:1"]);
    const { detail, text } = await run(type, params ?? { operation: { is: "query", query: "SELECT 1" } }, {
      [slot]: id,
    });
    expect(detail).toMatchObject(refused(`127.0.0.1:${values.port}`));
    expect(text).not.toContain(secret);
  });

  it("is not tried out elsewhere either", async () => {
    const values = { token: secret, testUrl: `${other.url}/x` };
    other.calls.length = 0;
    expect(await testCredential(server.ctx, { type: "http.bearer", values, allowedHosts: [placeOf(one)] })).toEqual({
      ok: false,
      message: expect.stringContaining(`may not be sent to ${placeOf(other)}`),
    });
    expect(other.calls).toEqual([]);
    expect(
      await testCredential(server.ctx, { type: "http.bearer", values, allowedHosts: [placeOf(other)] }),
    ).toMatchObject({ ok: true });
  });
});

describe("the hosts of a credential", () => {
  it("are those of its service unless somebody says otherwise, and follow its address", async () => {
    const id = await credential("github.token", { token: secret, url: `${one.url}/api` });
    const hosts = () => getCredential(server.ctx, { id }).allowedHosts;
    expect(hosts()).toEqual([placeOf(one)]);
    const values = { token: "", url: "https://git.example.com/api/v3" };
    await updateCredential(server.ctx, { id, name: "Shop", values, allowedHosts: hosts() });
    expect(hosts()).toEqual(["git.example.com"]);
    await updateCredential(server.ctx, { id, name: "Shop", values, allowedHosts: ["*.Example.com"] });
    await updateCredential(server.ctx, { id, name: "Shop", values });
    expect(hosts()).toEqual(["*.example.com"]);
    await updateCredential(server.ctx, { id, name: "Shop", values, allowedHosts: [] });
    expect(hosts()).toEqual(["git.example.com"]);
    const preset = await credential("oauth2.gitHub", { clientId: "c" });
    expect(getCredential(server.ctx, { id: preset }).allowedHosts).toEqual(["api.github.com", "uploads.github.com"]);
  });

  it("are free for a general type, where nobody names any", async () => {
    const auth = await bearer();
    expect(getCredential(server.ctx, { id: auth }).allowedHosts).toEqual([]);
    expect((await request(`${other.url}/x`, auth)).detail.status).toBe("succeeded");
  });

  it("that are none are refused by name", async () => {
    await expect(bearer("https://a.com/x")).rejects.toThrow('"https://a.com/x" is not the name of a host');
    await expect(bearer(...Array.from({ length: 51 }, (_, n) => `a${n}.com`))).rejects.toThrow("50 hosts at most");
  });
});
