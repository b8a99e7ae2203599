import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { WebhookRequestSummary } from "@/shared/webhook-request";
import { enter } from "./ask.testing";
import { draw, startServer, type TestServer, until } from "./testing";

let server: TestServer;
beforeAll(async () => {
  server = await startServer({
    env: {
      ISLEWIRE_TRUST_PROXY: "127.0.0.1",
      ISLEWIRE_METRICS: "public",
      ISLEWIRE_RATE_WEBHOOK: "6/8",
      ISLEWIRE_RATE_API_KEY: "6/3",
      ISLEWIRE_RATE_SIGN_IN: "1/3",
      ISLEWIRE_RATE_STRANGER: "1/4",
      ISLEWIRE_RATE_USER: "1/60",
    },
  });
  await server.signUp();
  const hook = (path: string, more: object = {}, credentials = {}) => ({
    type: "webhook",
    params: { path, methods: ["POST"], respond: { is: "accepted" }, ...more },
    credentials,
  });
  const values = { name: "X-Key", value: "open sesame" };
  const { id: auth } = await server.mutate<{ id: string }>("credentials.create", {
    name: "Key",
    type: "http.header",
    values,
  });
  await server.publish(draw("Own", { hook: hook("own", { perMinute: 6, burst: 3 }) }));
  await server.publish(draw("Other", { hook: hook("other") }));
  await server.publish(draw("Key", { hook: hook("key", { perMinute: 6, burst: 1 }, { auth }) }));
  const form = { path: "contact", title: "Contact", perMinute: 6, burst: 2 };
  await server.publish(draw("Form", { form: { type: "formTrigger", params: form } }));
});
afterAll(() => server.stop());

/** Statuses of calls that come one after the other at once, each from the address that is given. */
async function repeated(
  times: number,
  ask: (from: { "x-forwarded-for": string }) => Promise<Response>,
  from = "198.51.100.1",
) {
  const answers: Response[] = [];
  for (let at = 0; at < times; at++) answers.push(await ask({ "x-forwarded-for": from }));
  return { statuses: answers.map(({ status }) => status), last: answers.at(-1) as Response };
}

const post = (path: string, headers: { [name: string]: string } = {}) =>
  fetch(`${server.url}/webhook/${path}`, { method: "POST", body: "{}", headers });
const limited = async (door: string) =>
  Number(
    new RegExp(`islewire_rate_limited_total\\{door="${door}"\\} (\\d+)`).exec(
      await (await fetch(`${server.url}/metrics`)).text(),
    )?.[1],
  );

describe("a webhook", () => {
  it("takes as many calls as it says, from all together, and starts nothing for more", async () => {
    const before = (await server.executions()).length;
    const first = await repeated(3, () => post("own"));
    const { statuses, last } = await repeated(2, (from) => post("own", from), "198.51.100.77");
    expect([...first.statuses, ...statuses]).toEqual([202, 202, 202, 429, 429]);
    expect(Number(last.headers.get("retry-after"))).toBeOneOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(await last.json()).toMatchObject({ error: { message: "Too many requests" } });
    expect(await server.executions()).toHaveLength(before + 3);
    expect(await limited("webhook")).toBe(2);
    await until(async () => (await post("own")).status === 202);
  });

  it("without a rate of its own has that of the server, and none has that of another", async () => {
    const { statuses } = await repeated(9, () => post("other"));
    expect(statuses.filter((status) => status === 202)).toHaveLength(8);
    expect(statuses.at(-1)).toBe(429);
  });

  it("is not used up by those who are not let in", async () => {
    const wrong = await repeated(5, () => post("key", { "x-key": "open barley" }));
    expect(new Set(wrong.statuses)).toEqual(new Set([403]));
    expect((await repeated(2, () => post("key", { "x-key": "open sesame" }))).statuses).toEqual([202, 429]);
  });

  it("lists what was too many as one request that stands for all, with nothing of what was sent", async () => {
    const { requests } = await server.query<{ requests: WebhookRequestSummary[] }>("webhookRequests.list", {
      result: "limit",
    });
    expect(requests.length).toBeGreaterThan(0);
    const all = requests.reduce((sum, { calls }) => sum + calls, 0);
    expect(all).toBe(await limited("webhook"));
    const id = requests[0]?.id;
    expect(await server.query("webhookRequests.get", { id })).toMatchObject({
      body: null,
      headers: [],
      noReplay: "flood",
    });
  });
});

it("a form takes as many answers as it says, and tells people to wait", async () => {
  const send = () => fetch(`${server.url}/form/contact`, { method: "POST", body: new URLSearchParams({ a: "1" }) });
  const { statuses, last } = await repeated(3, send);
  expect(statuses).toEqual([200, 200, 429]);
  expect(Number(last.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(await last.text()).toContain("Too many at once");
});

it("a key of the API has its own calls", async () => {
  const key = async () =>
    (await server.mutate<{ key: string }>("apiKeys.create", { name: "A", scopes: ["tables:read"], expiresInDays: 1 }))
      .key;
  const [one, two] = [await key(), await key()];
  const list = (token: string) =>
    fetch(`${server.url}/api/v1/tables`, { headers: { authorization: `Bearer ${token}` } });
  expect((await repeated(4, () => list(one))).statuses).toEqual([200, 200, 200, 429]);
  expect((await list(two)).status).toBe(200);
});

it("a client of the API has its own tokens, and each of its people calls of their own", async () => {
  const { id: actsAs } = (await server.query<{ user: { id: string } }>("me.get")).user;
  const given = { isPublic: false, redirectUris: [], scopes: ["tables:read"], actsAs };
  const made = () => server.mutate<{ id: string; secret: string }>("oauthClients.create", { name: "A", ...given });
  const [one, two] = [await made(), await made()];
  const ask = ({ id, secret }: { id: string; secret: string }) =>
    fetch(`${server.url}/api/oauth2/token`, {
      method: "POST",
      body: new URLSearchParams({ grant_type: "client_credentials", client_id: id, client_secret: secret }),
    });
  const { access_token } = (await (await ask(one)).json()) as { access_token: string };
  const { statuses, last } = await repeated(3, () => ask(one));
  expect(statuses).toEqual([200, 200, 429]);
  expect(Number(last.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(await last.json()).toMatchObject({ error: "temporarily_unavailable" });
  expect((await ask(two)).status).toBe(200);
  const list = () => fetch(`${server.url}/api/v1/tables`, { headers: { authorization: `Bearer ${access_token}` } });
  expect((await repeated(4, list)).statuses).toEqual([200, 200, 200, 429]);
});

describe("an address that shows no right to be here", () => {
  it("is not answered any more, while what it may call answers, and others are served (T056)", async () => {
    const unknown = (from: { "x-forwarded-for": string }) => post("nothing-here", from);
    expect((await repeated(5, unknown, "203.0.113.1")).statuses).toEqual([404, 404, 404, 404, 429]);
    for (const path of ["/form/none", "/data/none", "/webhook-waiting/1/x", "/form-waiting/1/x", "/oauth2/callback"]) {
      const answer = await fetch(server.url + path, {
        headers: { "x-forwarded-for": "203.0.113.1" },
        redirect: "manual",
      });
      expect(answer.status, path).toBe(429);
    }
    const me = await fetch(`${server.url}/api/trpc/me.get`, { headers: { "x-forwarded-for": "203.0.113.1" } });
    expect(me.status).toBe(429);
    expect((await unknown({ "x-forwarded-for": "203.0.113.2" })).status).toBe(404);
    await until(async () => (await post("other", { "x-forwarded-for": "203.0.113.1" })).status === 202);
  });

  it("has tried to sign in often enough after some passwords, by whatever names and addresses of its network (T125)", async () => {
    const statuses: (number | undefined)[] = [];
    for (let at = 0; at < 5; at++) {
      const from = { "x-forwarded-for": `6.6.6.${at}, 2001:db8:5:5::${at + 1}` };
      statuses.push((await enter(server.url, "sign-in", server.url, from)).status);
    }
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
    const other = await enter(server.url, "sign-in", server.url, { "x-forwarded-for": "2001:db8:5:6::1" });
    expect(other.status).toBe(200);
  });
});

it("a user has a bucket of the user's own, by whatever address (last: it is empty then)", async () => {
  const { statuses } = await repeated(61, (from) => server.request("/api/trpc/me.get", { headers: from }));
  expect([statuses[0], statuses.at(-1)]).toEqual([200, 429]);
  expect(await limited("user")).toBeGreaterThan(0);
});

it("a setting that is no rate stops the start, and is named", async () => {
  await expect(startServer({ env: { ISLEWIRE_RATE_USER: "many" } })).rejects.toThrow(/ISLEWIRE_RATE_USER is not valid/);
});
