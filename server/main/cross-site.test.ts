import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask, enter } from "./ask.testing";
import { draw, freePort, startServer, type TestServer } from "./testing";

let server: TestServer;
let cookie = "";
let port = 0;
beforeAll(async () => {
  port = await freePort();
  const env = { ISLEWIRE_TRUST_PROXY: "127.0.0.1", ISLEWIRE_PUBLIC_URL: "https://flows.example.com" };
  server = await startServer({ port, env });
  const answer = await enter(server.url, "sign-up", "https://flows.example.com", { "x-forwarded-proto": "https" });
  cookie = (answer.headers["set-cookie"] ?? []).map((line) => line.split(";")[0]).join("; ");
});
afterAll(() => server.stop());

/** What our own pages send with the session of who is signed in. */
const own = () => ({
  ...{ host: "flows.example.com", origin: "https://flows.example.com", "sec-fetch-site": "same-origin", cookie },
  ...{ "content-type": "application/json", "x-islewire": "1", "x-forwarded-proto": "https" },
});
type Changes = { [name: string]: string | undefined };
const headers = (changes: Changes) =>
  Object.fromEntries(
    Object.entries({ ...own(), ...changes }).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
const create = (changes: Changes, method = "POST") =>
  ask(`${server.url}/api/trpc/workflows.create`, {
    method,
    headers: headers(changes),
    body: JSON.stringify({ document: draw("Made", {}) }),
  });
const count = async () => {
  const { text } = await ask(`${server.url}/api/trpc/workflows.list?input={}`, {
    headers: headers({ "content-type": undefined }),
  });
  return (JSON.parse(text) as { result: { data: unknown[] } }).result.data.length;
};

describe("a change with the session of a signed-in user (T120)", () => {
  it("is made by our own pages, and by programs that are no browser", async () => {
    const before = await count();
    expect((await create({})).status).toBe(200);
    expect((await create({ origin: undefined, "sec-fetch-site": undefined })).status).toBe(200);
    expect(await count()).toBe(before + 2);
  });

  it.each<[string, Changes, number]>([
    ["from another site", { origin: "https://evil.example", "sec-fetch-site": "cross-site" }, 403],
    ["from another site by an old browser", { origin: "https://evil.example", "sec-fetch-site": undefined }, 403],
    ["from a name below ours", { origin: "https://a.flows.example.com", "sec-fetch-site": "same-site" }, 403],
    ["from another port", { origin: "https://flows.example.com:8443", "sec-fetch-site": "same-site" }, 403],
    ["from our name without TLS", { origin: "http://flows.example.com", "sec-fetch-site": undefined }, 403],
    ["from a sandboxed page", { origin: "null", "sec-fetch-site": "cross-site" }, 403],
    ["from a page without an origin", { origin: "null", "sec-fetch-site": undefined }, 403],
    ["by a browser that hides the origin", { origin: undefined, "sec-fetch-site": "cross-site" }, 403],
    ["by a form as text", { "content-type": "text/plain", "x-islewire": undefined }, 403],
    ["as text", { "content-type": "text/plain" }, 415],
    ["as a form", { "content-type": "application/x-www-form-urlencoded" }, 415],
    ["as a form with files", { "content-type": "multipart/form-data; boundary=x" }, 415],
    ["without a type", { "content-type": undefined }, 415],
    ["without the header of our pages", { "x-islewire": undefined }, 403],
    ["with the method in a header", { "x-http-method-override": "POST", "x-islewire": undefined }, 403],
  ])("is not made %s", async (_, changes, status) => {
    const before = await count();
    expect((await create(changes)).status).toBe(status);
    expect(await count()).toBe(before);
  });

  it("is not made by a link", async () => {
    const input = encodeURIComponent(JSON.stringify({ document: draw("Made", {}) }));
    const before = await count();
    const answer = await ask(`${server.url}/api/trpc/workflows.create?input=${input}`, { headers: headers({}) });
    expect(answer.status).toBe(405);
    expect(await count()).toBe(before);
  });

  it("of rows of a table, or of who is signed in, is not made from another site either", async () => {
    const foreign = { origin: "https://evil.example" };
    for (const path of ["/api/tables/1/import", "/api/auth/sign-out", "/api/v1/tables/1/rows"]) {
      expect((await ask(server.url + path, { method: "POST", headers: headers(foreign) })).status, path).toBe(403);
    }
    const asForm = { "content-type": "application/x-www-form-urlencoded" };
    const answer = await ask(`${server.url}/api/auth/sign-out`, {
      method: "POST",
      headers: headers(asForm),
      body: "a=1",
    });
    expect(answer.status).toBe(415);
    const before = await ask(`${server.url}/api/trpc/me.get`, { headers: headers({}) });
    expect(before.text).toContain("olive@example.com");
  });
});

describe("a live view", () => {
  it("is opened by our own pages, and by nobody without a session (T121)", async () => {
    const { appRouter } = await import("@/server/api/root");
    const procedures = Object.entries(appRouter._def.procedures) as unknown as [string, { _def: { type: string } }][];
    const live = procedures.filter(([, { _def }]) => _def.type === "subscription").map(([path]) => path);
    expect(live.length).toBeGreaterThan(0);
    for (const path of live) {
      const address = `${server.url}/api/trpc/${path}?input={}`;
      const stream = { accept: "text/event-stream", "content-type": undefined, "x-islewire": undefined };
      for (const foreign of [
        { origin: "https://evil.example" },
        { origin: "null" },
        { "sec-fetch-site": "cross-site" },
      ]) {
        expect((await ask(address, { headers: headers({ ...stream, ...foreign }) })).status, path).toBe(403);
      }
      const { text } = await ask(address, { headers: headers({ ...stream, cookie: undefined }) });
      expect(text, path).toContain("UNAUTHORIZED");
    }
  });
});

it("no answer of the API lets the scripts of another site read it, whatever they ask before", async () => {
  const asked = {
    "access-control-request-method": "POST",
    "access-control-request-headers": "x-islewire,content-type",
  };
  for (const path of ["/api/trpc/workflows.create", "/api/auth/sign-in/email", "/api/v1/tables", "/api/files/x", "/"]) {
    for (const origin of ["https://evil.example", "null", "https://flows.example.com"]) {
      for (const method of ["OPTIONS", "GET"]) {
        const answer = await ask(server.url + path, { method, headers: headers({ origin, ...asked }) });
        const names = Object.keys(answer.headers).filter((name) => name.startsWith("access-control-"));
        expect(names, `${method} ${path} ${origin}`).toEqual([]);
      }
    }
  }
});
