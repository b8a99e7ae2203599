import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { WebhookRequestSummary } from "@/shared/webhook-request";
import { draw, freePort, startServer, type TestServer } from "./testing";

const home = "203.0.113.7";
const servers = new Map<string, TestServer>();
const of = (trusted: string) => servers.get(trusted) ?? expect.fail(trusted);

beforeAll(async () => {
  const settings = ["none", "127.0.0.0/8", "2", "192.0.2.0/24"];
  await Promise.all(
    settings.map(async (trusted) => {
      const server = await startServer({
        port: await freePort(),
        env: { ISLEWIRE_TRUST_PROXY: trusted, ISLEWIRE_PUBLIC_URL: "https://flows.example.com" },
      });
      servers.set(trusted, server);
      await server.signUp();
      const params = { path: "far", methods: ["POST"], callers: `${home}, 2001:db8::/32` };
      await server.publish(draw("Far", { hook: { type: "webhook", params } }));
    }),
  );
});
afterAll(() => Promise.all([...servers.values()].map((server) => server.stop())));

const call = async (trusted: string, headers: { [name: string]: string }) =>
  (await of(trusted).post("far", {}, { headers })).status;

describe("a webhook with a list of addresses (T156)", () => {
  it.each([
    ["none", home, 403],
    ["192.0.2.0/24", home, 403],
    ["127.0.0.0/8", home, 202],
    ["127.0.0.0/8", `1.1.1.1, ${home}`, 202],
    ["127.0.0.0/8", `${home}, 1.1.1.1`, 403],
    ["127.0.0.0/8", `${home}0`, 403],
    ["127.0.0.0/8", "11.203.0.113", 403],
    ["127.0.0.0/8", `::ffff:${home}`, 202],
    ["127.0.0.0/8", "2001:DB8:0:0:0:0:0:1", 202],
    ["127.0.0.0/8", "unknown", 403],
    ["127.0.0.0/8", "", 403],
    ["2", `${home}, 10.0.0.1`, 202],
    ["2", `${home}, 1.1.1.1, 10.0.0.1`, 403],
  ])("behind %s, called with X-Forwarded-For: %s, answers %i", async (trusted, forwarded, status) => {
    expect(await call(trusted, { "x-forwarded-for": forwarded })).toBe(status);
  });

  it("believes no other header", async () => {
    const headers = { "x-real-ip": home, forwarded: `for=${home}`, "cf-connecting-ip": home, "true-client-ip": home };
    expect(await call("127.0.0.0/8", headers)).toBe(403);
  });

  it("lists the address that was looked at", async () => {
    await call("127.0.0.0/8", { "x-forwarded-for": `9.9.9.9, ${home}` });
    await call("none", { "x-forwarded-for": home });
    const latest = async (trusted: string) =>
      (await of(trusted).query<{ requests: WebhookRequestSummary[] }>("webhookRequests.list", {})).requests[0]?.address;
    expect([await latest("127.0.0.0/8"), await latest("none")]).toEqual([home, "127.0.0.1"]);
  });
});

describe("who guesses keys of the API", () => {
  const guess = async (trusted: string, forwarded: string) =>
    (
      await fetch(`${of(trusted).url}/api/v1/tables`, {
        headers: { authorization: "Bearer wrong", "x-forwarded-for": forwarded },
      })
    ).status;

  it("is not heard by the address the proxy saw, while others are", async () => {
    const answers = [];
    for (let at = 0; at < 22; at++) answers.push(await guess("127.0.0.0/8", `${at}.1.1.1, 198.51.100.1`));
    expect([answers[0], answers.at(-1)]).toEqual([401, 429]);
    expect(await guess("127.0.0.0/8", "198.51.100.2")).toBe(401);
  });

  it("gains nothing by claiming addresses", async () => {
    const answers = [];
    for (let at = 0; at < 22; at++) answers.push(await guess("none", `198.51.100.${at}`));
    expect(answers.at(-1)).toBe(429);
  });

  it("is one with the whole of a network that a customer has", async () => {
    const answers = [];
    for (let at = 0; at < 22; at++) answers.push(await guess("127.0.0.0/8", `2001:db8:7:7::${at.toString(16)}`));
    expect(answers.at(-1)).toBe(429);
  });
});

describe("the name a proxy was called by", () => {
  const me = async (trusted: string, host: string) =>
    (await fetch(`${of(trusted).url}/api/trpc/me.get`, { headers: { "x-forwarded-host": host } })).status;

  it("counts when the proxy is trusted", async () => {
    expect(await me("127.0.0.0/8", "flows.example.com")).toBe(200);
    expect(await me("127.0.0.0/8", "evil.example")).toBe(421);
    expect(await me("none", "evil.example")).toBe(200);
  });

  it("never gets into a page or a redirect", async () => {
    const headers = { "x-forwarded-host": "evil.example", "x-forwarded-proto": "https" };
    const answer = await fetch(`${of("none").url}/workflows`, { redirect: "manual", headers });
    expect(answer.headers.get("location")).toBe("/sign-in?next=%2Fworkflows");
    expect(JSON.stringify([...answer.headers]) + (await answer.text())).not.toContain("evil");
  });
});

it("a setting that cannot be read stops the start, and is named", async () => {
  await expect(startServer({ env: { ISLEWIRE_TRUST_PROXY: "10.0.0.0/99" } })).rejects.toThrow(
    /ISLEWIRE_TRUST_PROXY is not valid: .*10\.0\.0\.0\/99/,
  );
});
