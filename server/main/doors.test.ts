import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "@/server/db/testing";
import { manySignIns } from "./accounts.testing";
import { askRaw } from "./ask.testing";
import { routes } from "./routes";
import { draw, setupCode, startServer, type TestServer } from "./testing";

let server: TestServer;
const folder = temporaryFolder();
beforeAll(async () => {
  server = await startServer({ dataFolder: folder.path, env: manySignIns });
});
afterAll(async () => {
  await server.stop();
  folder.remove();
});

const raw = (text: string) => askRaw(server.url, text);

describe("a new server", () => {
  it("sends every page to the setup, until it has an owner", async () => {
    const answer = await fetch(`${server.url}/workflows`, { redirect: "manual" });
    expect([answer.status, answer.headers.get("location")]).toEqual([307, "/setup"]);
  });

  it("T142 shows nothing at any address, straight after the start", async () => {
    for (const { at, room } of routes) {
      const answer = await fetch(`${server.url}${at}${at.endsWith("/") ? "x" : ""}`, { redirect: "manual" });
      const isForAll = room === "health" || room === "oauthMetadata";
      // Whether it is ready it says to everybody; it may not be yet.
      if (room !== "ready") expect([at, answer.status < 300]).toEqual([at, isForAll]);
      expect(await answer.text(), at).not.toContain('"result":{"data"');
    }
  });

  it("T126 gives one of two that sign up at once the server, and refuses the other", async () => {
    const signUp = (name: string, code = setupCode) =>
      fetch(`${server.url}/api/auth/sign-up/email`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: server.url, "x-setup-code": code },
        body: JSON.stringify({ name, email: `${name}@example.com`, password: "correct horse battery" }),
      });
    // Whoever is first on the Internet does not know what the server printed.
    for (const wrong of ["", "known-to-test", `${setupCode}s`]) {
      const refused = await signUp("mallory", wrong);
      expect([refused.status, await refused.json()]).toMatchObject([403, { code: "SETUP_CODE" }]);
    }
    const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => signUp(`person-${index}`)));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    const late = await signUp("eve");
    expect(late.status).toBe(403);
    expect(await late.json()).toMatchObject({ message: expect.stringContaining("has an owner") });
    // Another process on the same data knows it as well.
    await server.stop();
    server = await startServer({ dataFolder: folder.path, env: manySignIns });
    expect((await signUp("mallory")).status).toBe(403);
    expect((await fetch(`${server.url}/setup`, { redirect: "manual" })).headers.get("location")).toBe("/sign-in");
  });
});

describe("without a session", () => {
  it("every page leads to the sign-in, and back afterwards", async () => {
    for (const path of ["/workflows", "/executions/1", "/credentials", "/settings?tab=variables"]) {
      const answer = await fetch(server.url + path, { redirect: "manual" });
      expect(answer.status, path).toBe(307);
      expect(answer.headers.get("location"), path).toBe(`/sign-in?next=${encodeURIComponent(path)}`);
    }
  });

  it("every procedure but those for signing in is refused", async () => {
    const { appRouter } = await import("@/server/api/root");
    const paths = Object.keys(appRouter._def.procedures);
    expect(paths.length).toBeGreaterThan(25);
    const open = ["me.get", "signIn.buttons", "invitations.look", "invitations.accept"];
    for (const path of paths.filter((known) => !open.includes(known))) {
      const get = await fetch(`${server.url}/api/trpc/${path}`);
      const post = await fetch(`${server.url}/api/trpc/${path}`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-islewire": "1" },
        body: "{}",
      });
      // A subscription that is refused says so in its stream.
      const texts = [await get.text(), await post.text()];
      expect(
        texts.some((text) => text.includes("UNAUTHORIZED")),
        `${path}: ${texts.join(" ")}`,
      ).toBe(true);
      expect(
        texts.some((text) => text.includes('"result":{"data"')),
        path,
      ).toBe(false);
    }
  });

  it("T141 a header that once fooled Next's middleware opens nothing", async () => {
    const headers: { [name: string]: string }[] = [
      { "x-middleware-subrequest": "middleware:middleware:middleware" },
      { "x-middleware-subrequest": "src/middleware:src/middleware:src/middleware:src/middleware:src/middleware" },
      { "x-middleware-prefetch": "1", "next-router-segment-prefetch": "/_tree", rsc: "1" },
      { "x-original-url": "/healthz", "x-rewrite-url": "/healthz", "x-http-method-override": "GET" },
    ];
    for (const given of headers)
      expect((await fetch(`${server.url}/workflows`, { redirect: "manual", headers: given })).status).toBe(307);
  });

  it.each([
    ...["/api/trpc/workflows.list?x=/healthz", "/api/trpc/workflows.list/healthz", "/api/trpc/../trpc/workflows.list"],
    ...[
      "/API/trpc/workflows.list",
      "/api//trpc/workflows.list",
      "/%61pi/trpc/workflows.list",
      "/api/trpc/workflows.list/",
    ],
    ...["/api/trpc/workflows.list;/healthz", "/healthz/../api/trpc/workflows.list", "/api/trpc/workflows%2elist"],
    ...[
      "/api/v1/workflows?authorization=x",
      "/webhook/../api/trpc/workflows.list",
      "/_next/../api/trpc/workflows.list",
    ],
    ...[
      "/_next/data/x/workflows.json",
      "/healthz%2f..%2fapi/trpc/workflows.list",
      "/api/trpc/me.get,workflows.list?batch=1",
    ],
  ])("T141 no spelling of an address is a way around: %s", async (path) => {
    const answer = await raw(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 /);
    // What may be asked by everybody is answered; the list of workflows is not.
    expect(answer).not.toMatch(/"result":\{"data":\[/);
    expect(Number(answer.slice(9, 12))).toBeGreaterThanOrEqual(path.includes("batch=1") ? 207 : 300);
  });
});

describe("a request of another site", () => {
  const foreign = { origin: "https://evil.example", "content-type": "application/json", "x-islewire": "1" };

  it("is refused by the API, whatever it claims", async () => {
    for (const headers of [
      foreign,
      { ...foreign, origin: "null" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
    ]) {
      const answer = await fetch(`${server.url}/api/trpc/me.get`, { headers: headers as Record<string, string> });
      expect(answer.status, JSON.stringify(headers)).toBe(403);
    }
  });

  it("cannot change anything without the header that only our pages send", async () => {
    const answer = await fetch(`${server.url}/api/trpc/workflows.create`, {
      method: "POST",
      headers: { "content-type": "text/plain", origin: server.url },
      body: "{}",
    });
    expect(answer.status).toBe(403);
  });

  it("T111 does not reach the pages under a rebound name", async () => {
    const { port } = new URL(server.url);
    const answer = await raw(
      `GET /api/trpc/me.get HTTP/1.1\r\nHost: evil.example:${port}\r\nConnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 421 /);
    expect(answer).toContain("ISLEWIRE_PUBLIC_URL");
  });

  it("gets no header that would let its scripts read the API", async () => {
    const answer = await fetch(`${server.url}/api/trpc/me.get`);
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
    expect(answer.headers.get("cache-control")).toContain("no-store");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  });
});

describe("a request that is none", () => {
  it("is refused in a line, and the server goes on", async () => {
    const host = "Host: 127.0.0.1\r\n";
    expect(await raw("NONSENSE\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 /);
    expect(await raw(`GET //evil.example/x HTTP/1.1\r\n${host}Connection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 400 /);
    expect(await raw(`GET / HTTP/1.1\r\n${host}X: ${"x".repeat(40_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 /);
    expect(
      await raw(`POST / HTTP/1.1\r\n${host}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`),
    ).toMatch(/^HTTP\/1\.1 400 /);
    expect(await raw("GET / HTTP/1.1\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 /);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  });

  it("to an unknown part of the API gets a plain answer", async () => {
    const answer = await fetch(`${server.url}/api/nothing`);
    expect([answer.status, await answer.json()]).toEqual([404, { error: { message: "There is no such address" } }]);
  });
});

describe("signed in", () => {
  let own: TestServer;
  beforeAll(async () => {
    own = await startServer();
    await own.signUp();
  });
  afterAll(() => own.stop());

  it("the session is a cookie that scripts cannot read and other sites do not send", async () => {
    const answer = await fetch(`${own.url}/api/auth/sign-in/email`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: own.url },
      body: JSON.stringify({ email: "olive@example.com", password: "correct horse battery" }),
    });
    const [cookie = ""] = answer.headers.getSetCookie();
    expect(cookie).toContain("HttpOnly");
    expect(cookie).toContain("SameSite=Lax");
  });

  it("a wrong password and an unknown address get the same answer", async () => {
    const signIn = async (email: string) => {
      const answer = await fetch(`${own.url}/api/auth/sign-in/email`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: own.url },
        body: JSON.stringify({ email, password: "not the password" }),
      });
      return [answer.status, await answer.text()];
    };
    expect(await signIn("olive@example.com")).toEqual(await signIn("nobody@example.com"));
  });

  it("bad input names the field, and a fault inside says nothing of the inside", async () => {
    await expect(own.mutate("workflows.create", { document: { ...draw("x", {}), formatVersion: 9 } })).rejects.toThrow(
      /formatVersion/,
    );
    await expect(own.query("executions.list", { limit: 1_000_000 })).rejects.toThrow(/limit/);
    await expect(own.query("workflows.get", { id: "nope" })).rejects.toThrow('There is no workflow "nope"');
  });

  it("an import of a megabyte of nonsense is refused with a message, and changes nothing", async () => {
    await expect(own.mutate("workflows.import", { text: "x".repeat(1_048_576) })).rejects.toThrow(
      /Not valid JSON: .* line 1/,
    );
    await expect(
      own.mutate("workflows.import", { text: JSON.stringify(Array(100_000).fill({ a: 1 })) }),
    ).rejects.toThrow(/holds 100000 workflows/);
    const deep = "[".repeat(500_000) + "]".repeat(500_000);
    await expect(own.mutate("workflows.import", { text: deep })).rejects.toThrow();
    expect(await own.query("workflows.list", {})).toEqual([]);
  });

  it("secrets of a credential never come back", async () => {
    const { id } = await own.mutate<{ id: string }>("credentials.create", {
      name: "Token",
      type: "http.bearer",
      values: { token: "s3cr3t-token" },
    });
    const texts = [await own.query("credentials.get", { id }), await own.query("credentials.list")].map((value) =>
      JSON.stringify(value),
    );
    for (const text of texts) expect(text).not.toContain("s3cr3t");
  });
});
