import { createHmac } from "node:crypto";
import { exportSPKI, generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { watchOracles } from "./hostile-oracles.testing";
import { draw, freePort, startServer, type TestServer } from "./testing";

type Headers = { [name: string]: string };
/** How a caller proves what it knows. `values`: of the credential with the secret alone. */
type Scheme = {
  type: string;
  values(secret: string): object;
  earlier(secret: string): object;
  headers(secret: string, body: string): Headers | Promise<Headers>;
};

let server: TestServer;
const body = '{"order":7}';
const now = () => String(Math.floor(Date.now() / 1_000));
const hmac = (key: string | Buffer, text: string, encoding: "hex" | "base64") =>
  createHmac("sha256", key).update(text).digest(encoding);
const signing = (headers: Scheme["headers"]) => ({
  values: (secret: string) => ({ secret }),
  earlier: (earlierSecret: string) => ({ acceptsEarlier: true, earlierSecret }),
  headers,
});
const long = (secret: string) => secret.padEnd(32, "-");
const bytes = (secret: string) => Buffer.from(long(secret)).toString("base64");
const pairs = new Map(
  await Promise.all(
    ["new", "old", "other"].map(async (name) => [name, await generateKeyPair("ES256", { extractable: true })] as const),
  ),
);
const pair = (name: string) => pairs.get(name) ?? expect.fail(name);
const spki = new Map<string, string>();
for (const [name, { publicKey }] of pairs) spki.set(name, await exportSPKI(publicKey));

const schemes: { [name: string]: Scheme } = {
  "basic auth": {
    type: "http.basic",
    values: (password) => ({ user: "ann", password }),
    earlier: (earlierPassword) => ({ acceptsEarlier: true, earlierPassword }),
    headers: (secret) => ({ authorization: `Basic ${btoa(`ann:${secret}`)}` }),
  },
  "a header": {
    type: "http.header",
    values: (value) => ({ name: "X-Key", value }),
    earlier: (earlierValue) => ({ acceptsEarlier: true, earlierValue }),
    headers: (secret) => ({ "x-key": secret }),
  },
  "a JWT by a shared secret": {
    type: "jwt.key",
    values: (secret) => ({ key: { is: "secret" }, secret: long(secret), algorithm: "HS256" }),
    earlier: (secret) => ({ acceptsEarlier: true, earlierSecret: long(secret) }),
    headers: async (secret) => {
      const token = new SignJWT({ sub: "ann" }).setProtectedHeader({ alg: "HS256" });
      return { authorization: `Bearer ${await token.sign(new TextEncoder().encode(long(secret)))}` };
    },
  },
  "a JWT by a key pair": {
    type: "jwt.key",
    values: (name) => ({ key: { is: "pem" }, publicKey: spki.get(name), algorithm: "ES256" }),
    earlier: (name) => ({ acceptsEarlier: true, earlierPublicKey: spki.get(name) }),
    headers: async (name) => {
      const token = new SignJWT({ sub: "ann" }).setProtectedHeader({ alg: "ES256" });
      return { authorization: `Bearer ${await token.sign(pair(name).privateKey)}` };
    },
  },
  Shopify: {
    type: "signature.shopify",
    ...signing((secret, text) => ({ "x-shopify-hmac-sha256": hmac(secret, text, "base64") })),
  },
  WooCommerce: {
    type: "signature.wooCommerce",
    ...signing((secret, text) => ({ "x-wc-webhook-signature": hmac(secret, text, "base64") })),
  },
  Stripe: {
    type: "signature.stripe",
    ...signing((secret, text) => ({ "stripe-signature": `t=${now()},v1=${hmac(secret, `${now()}.${text}`, "hex")}` })),
  },
  GitHub: {
    type: "signature.gitHub",
    ...signing((secret, text) => ({ "x-hub-signature-256": `sha256=${hmac(secret, text, "hex")}` })),
  },
  Slack: {
    type: "signature.slack",
    ...signing((secret, text) => ({
      "x-slack-request-timestamp": now(),
      "x-slack-signature": `v0=${hmac(secret, `v0:${now()}:${text}`, "hex")}`,
    })),
  },
  "Standard Webhooks": {
    type: "signature.standard",
    values: (secret) => ({ secret: `whsec_${bytes(secret)}` }),
    earlier: (secret) => ({ acceptsEarlier: true, earlierSecret: `whsec_${bytes(secret)}` }),
    headers: (secret, text) => ({
      ...{ "webhook-id": "msg_1", "webhook-timestamp": now() },
      "webhook-signature": `v1,${hmac(Buffer.from(long(secret)), `msg_1.${now()}.${text}`, "base64")}`,
    }),
  },
  "an HMAC of one's own": {
    type: "signature.hmac",
    values: (secret) => ({ secret, header: "X-Signature" }),
    earlier: (earlierSecret) => ({ acceptsEarlier: true, earlierSecret }),
    headers: (secret, text) => ({ "x-signature": hmac(secret, text, "hex") }),
  },
};

beforeAll(async () => {
  const port = await freePort();
  server = await startServer({ port, env: { ISLEWIRE_TRUST_PROXY: "127.0.0.1" } });
  await server.signUp();
});
afterAll(() => server.stop());
watchOracles(() => server);

const store = async (type: string, values: object) =>
  (await server.mutate<{ id: string }>("credentials.create", { name: type, type, values })).id;

describe("a webhook whose secret changes", () => {
  it.each(Object.keys(schemes))(
    "takes both by %s for a while, then the new one alone, and never another",
    async (name) => {
      const { type, values, earlier, headers } = schemes[name] as Scheme;
      const path = name.replaceAll(/\W/g, "-").toLowerCase();
      const id = await store(type, { ...values("new"), ...earlier("old") });
      const params = { path, methods: ["POST"], respond: { is: "accepted" } };
      await server.publish(draw(name, { hook: { type: "webhook", params, credentials: { auth: id } } }));
      const call = async (secret: string) =>
        (await server.post(path, body, { headers: await headers(secret, body) })).status;
      expect([await call("new"), await call("old")]).toEqual([202, 202]);
      expect(await call("other")).toBeOneOf([401, 403]);
      await server.mutate("credentials.update", { id, name, values: { ...values("new"), acceptsEarlier: false } });
      expect(await call("new")).toBe(202);
      expect(await call("old")).toBeOneOf([401, 403]);
    },
  );

  it("takes no empty one, whatever is stored (T153)", async () => {
    const values = { user: "ann", password: "", acceptsEarlier: true, earlierPassword: "" };
    const auth = await store("http.basic", values);
    const params = { path: "empty", methods: ["POST"], respond: { is: "accepted" } };
    await server.publish(draw("Empty", { hook: { type: "webhook", params, credentials: { auth } } }));
    const headers = { authorization: `Basic ${btoa("ann:")}` };
    expect((await server.post("empty", body, { headers })).status).toBe(403);
  });
});

describe("a form", () => {
  const get = (path: string, headers: Headers = {}) => fetch(`${server.url}/form/${path}`, { headers });

  it("asks for a password or a secret header, and shows itself to nobody while there is no credential", async () => {
    const form = (path: string, auth?: string) => ({
      form: { type: "formTrigger", params: { path, title: "T", locked: true }, ...(auth && { credentials: { auth } }) },
    });
    const basic = await store("http.basic", { user: "ann", password: "s3cret" });
    const header = await store("http.header", { name: "X-Proxy-Key", value: "s3cret" });
    await server.publish(draw("Basic", form("by-password", basic)));
    await server.publish(draw("Header", form("by-header", header)));
    const withPassword = { authorization: `Basic ${btoa("ann:s3cret")}` };
    const statuses = async (path: string, right: Headers, wrong: Headers) =>
      Promise.all([get(path), get(path, wrong), get(path, right)].map(async (answer) => (await answer).status));
    const wrongPassword = { authorization: `Basic ${btoa("ann:secret")}` };
    expect(await statuses("by-password", withPassword, wrongPassword)).toEqual([401, 403, 200]);
    expect(await statuses("by-header", { "x-proxy-key": "s3cret" }, { "x-proxy-key": "s" })).toEqual([401, 403, 200]);
    await expect(server.publish(draw("None", form("by-nothing")))).rejects.toThrow(/no credential is chosen/);
  });

  it("is seen from the addresses of its list alone", async () => {
    const params = { path: "near", title: "T", callers: "203.0.113.0/24, 2001:db8::/32" };
    await server.publish(draw("Near", { form: { type: "formTrigger", params } }));
    const from = async (address: string) => (await get("near", { "x-forwarded-for": address })).status;
    expect([await from("203.0.113.9"), await from("2001:db8:1::1")]).toEqual([200, 200]);
    expect([await from("203.0.114.9"), await from("2001:db9::1"), await from("::1")]).toEqual([403, 403, 403]);
    const sent = await fetch(`${server.url}/form/near`, { method: "POST", body: new URLSearchParams({ a: "1" }) });
    expect(sent.status).toBe(403);
  });
});
