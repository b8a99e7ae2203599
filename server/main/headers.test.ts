import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { askRaw } from "./ask.testing";
import { routes } from "./routes";
import { draw, startServer, type TestServer, until } from "./testing";

/** `ours`: made by the server itself. `page`: with scripts of ours. `content`: what a workflow makes. */
type Kind = "ours" | "page" | "content" | "form";
type Row = { path: string | (() => string); kind: Kind; status: number; init?: RequestInit; kept?: RegExp };

let server: TestServer;
const json = { method: "POST", headers: { "content-type": "application/json" } };
const form = (text: string) => ({ method: "POST", body: new URLSearchParams(text) });
const own = { waiting: "", key: "", file: "", table: "", client: "" };

/** For each address of the server what can be asked there. A new one without a row fails below. */
const rows: { [at in (typeof routes)[number]["at"]]: Row[] } = {
  "/healthz": [{ path: "/healthz", kind: "ours", status: 200 }],
  "/readyz": [{ path: "/readyz", kind: "ours", status: 200 }],
  "/metrics": [
    { path: "/metrics", kind: "ours", status: 200 },
    { path: "/metrics", kind: "ours", status: 405, init: { method: "POST" } },
  ],
  "/webhook/": [
    { path: "/webhook/none", kind: "ours", status: 404 },
    { path: "/webhook/html", kind: "ours", status: 405, init: { method: "PUT" } },
    { path: "/webhook/html", kind: "content", status: 200 },
    { path: "/webhook/accepted", kind: "content", status: 202 },
    { path: "/webhook/html", kind: "content", status: 204, init: { method: "OPTIONS" } },
    { path: "/webhook/json", kind: "ours", status: 400, init: { ...json, body: "{" } },
    { path: "/webhook/json", kind: "content", status: 200, init: { method: "POST", body: "{}" } },
    { path: "/webhook/file", kind: "content", status: 200, init: { method: "POST", body: "{}" } },
  ],
  "/webhook-test/": [{ path: "/webhook-test/none", kind: "ours", status: 404 }],
  "/webhook-waiting/": [
    { path: "/webhook-waiting/1/x", kind: "ours", status: 404 },
    { path: () => new URL(own.waiting).pathname, kind: "content", status: 200, init: { method: "POST", body: "{}" } },
    { path: () => new URL(own.waiting).pathname, kind: "ours", status: 409, init: { method: "POST", body: "{}" } },
  ],
  "/form/": [
    { path: "/form/none", kind: "form", status: 404 },
    { path: "/form/contact", kind: "form", status: 200 },
    { path: "/form/contact", kind: "form", status: 405, init: { method: "PUT" } },
    {
      path: "/form/contact",
      kind: "form",
      status: 200,
      init: { method: "POST", body: new URLSearchParams({ a: "1" }) },
    },
  ],
  "/form-test/": [{ path: "/form-test/none", kind: "form", status: 404 }],
  "/form-waiting/": [{ path: "/form-waiting/1/x", kind: "form", status: 404 }],
  "/data/": [
    { path: "/data/none", kind: "ours", status: 404 },
    { path: "/data/stock", kind: "ours", status: 200, kept: /^public, max-age=\d+$/ },
    { path: "/data/stock", kind: "ours", status: 204, init: { method: "OPTIONS" } },
    { path: "/data/stock", kind: "ours", status: 405, init: { method: "POST" } },
  ],
  "/.well-known/oauth-authorization-server": [
    { path: "/.well-known/oauth-authorization-server", kind: "ours", status: 200 },
    { path: "/.well-known/oauth-authorization-server", kind: "ours", status: 405, init: { method: "POST" } },
  ],
  "/.well-known/oauth-protected-resource": [
    { path: "/.well-known/oauth-protected-resource", kind: "ours", status: 200 },
  ],
  "/.well-known/oauth-protected-resource/api/v1": [
    { path: "/.well-known/oauth-protected-resource/api/v1", kind: "ours", status: 200 },
  ],
  "/api/oauth2/": [
    { path: "/api/oauth2/token", kind: "ours", status: 405 },
    { path: "/api/oauth2/token", kind: "ours", status: 400, init: { ...json, body: "{}" } },
    { path: "/api/oauth2/token", kind: "ours", status: 401, init: form("grant_type=client_credentials") },
    { path: "/api/oauth2/revoke", kind: "ours", status: 200, init: form("token=none") },
    { path: "/api/oauth2/nothing", kind: "ours", status: 404 },
  ],
  "/oauth2/authorize": [
    { path: "/oauth2/authorize?client_id=none", kind: "ours", status: 307 },
    { path: "/oauth2/authorize?client_id=none", kind: "page", status: 200, init: { headers: { cookie: "own" } } },
    { path: () => `/oauth2/authorize?${own.client}`, kind: "ours", status: 303, init: { headers: { cookie: "own" } } },
    { path: "/oauth2/authorize", kind: "ours", status: 405, init: { method: "POST" } },
  ],
  "/api/auth/": [
    { path: "/api/auth/sign-out", kind: "ours", status: 200, init: { ...json, body: "{}" } },
    { path: "/api/auth/sign-out", kind: "ours", status: 415, init: { method: "POST", body: "{}" } },
    { path: "/api/auth/nothing", kind: "ours", status: 404 },
    { path: "/api/auth/sign-out", kind: "ours", status: 403, init: { headers: { origin: "https://evil.example" } } },
  ],
  "/api/trpc/": [
    { path: "/api/trpc/me.get", kind: "ours", status: 200 },
    { path: "/api/trpc/workflows.list", kind: "ours", status: 401 },
    { path: "/api/trpc/nothing", kind: "ours", status: 404 },
    { path: "/api/trpc/me.get", kind: "ours", status: 403, init: { method: "POST" } },
  ],
  "/api/files/": [
    { path: "/api/files/x", kind: "ours", status: 401 },
    {
      path: () => `/api/files/${own.file}?name=a.html`,
      kind: "ours",
      status: 200,
      init: { headers: { cookie: "own" } },
    },
  ],
  "/api/v1/": [
    { path: "/api/v1/tables", kind: "ours", status: 401 },
    { path: "/api/v1/nothing", kind: "ours", status: 404 },
    { path: "/api/v1/tables", kind: "ours", status: 200, init: { headers: { authorization: "key" } } },
    { path: "/api/v1/tables", kind: "ours", status: 405, init: { method: "PUT", headers: { authorization: "key" } } },
  ],
  "/api/tables/": [
    { path: "/api/tables/1/export", kind: "ours", status: 401 },
    { path: () => `/api/tables/${own.table}/export`, kind: "ours", status: 200, init: { headers: { cookie: "own" } } },
  ],
  "/api/audit/": [
    { path: "/api/audit/export", kind: "ours", status: 401 },
    { path: "/api/audit/export", kind: "ours", status: 200, init: { headers: { cookie: "own" } } },
    { path: "/api/audit/nothing", kind: "ours", status: 404, init: { headers: { cookie: "own" } } },
  ],
  "/api/": [{ path: "/api/nothing", kind: "ours", status: 404 }],
  "/sign-in/callback/": [
    { path: "/sign-in/callback/none?code=x&state=x", kind: "ours", status: 303 },
    { path: "/sign-in/callback/none", kind: "ours", status: 405, init: { method: "POST" } },
  ],
  "/oauth2/callback": [
    { path: "/oauth2/callback?code=%3C/script%3E&state=x", kind: "ours", status: 303 },
    { path: "/oauth2/callback", kind: "ours", status: 405, init: { method: "POST" } },
  ],
  "/": [
    { path: "/", kind: "ours", status: 307 },
    { path: "/workflows", kind: "ours", status: 307 },
    { path: "/sign-in", kind: "page", status: 200 },
    { path: "/workflows", kind: "page", status: 200, init: { headers: { cookie: "own" } } },
    { path: "/nowhere", kind: "page", status: 404, init: { headers: { cookie: "own" } } },
    { path: "/sign-in", kind: "ours", status: 405, init: { method: "POST" } },
    { path: "/workflow.schema.json", kind: "page", status: 200, kept: /./ },
  ],
};

const webhook = (path: string, methods: string[], respond: object) => ({
  type: "webhook",
  params: { path, methods, respond },
});

beforeAll(async () => {
  server = await startServer({ env: { ISLEWIRE_METRICS: "public" } });
  await server.signUp();
  const hostile = [
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "Cross-Origin-Opener-Policy",
    "Referrer-Policy",
  ];
  const headers = hostile.map((name) => ({ name, value: "unsafe-none" }));
  const html = { is: "text", text: "<script>alert(origin)</script>", contentType: "text/html" };
  await server.publish(
    draw(
      "Html",
      {
        hook: webhook("html", ["GET"], { is: "node" }),
        answer: { type: "respondToWebhook", params: { answer: html, status: 200, headers } },
      },
      "hook -> answer",
    ),
  );
  await server.publish(
    draw("Json", { hook: webhook("json", ["POST"], { is: "finished", status: 200, answer: "first" }) }),
  );
  await server.publish(draw("Fast", { hook: webhook("accepted", ["GET"], { is: "accepted", status: 202, text: "" }) }));
  const file = { is: "finished", status: 200, answer: "file", field: "data" };
  await server.publish(
    draw("File", {
      hook: { type: "webhook", params: { path: "file", methods: ["POST"], respond: file, rawBody: true } },
    }),
  );
  await server.publish(draw("Form", { form: { type: "formTrigger", params: { path: "contact", title: "Contact" } } }));
  await server.publish(
    draw(
      "Data",
      { hook: webhook("fill", ["POST"], { is: "finished" }), put: { type: "readEndpoint", params: { path: "stock" } } },
      "hook -> put",
    ),
  );
  const address = { is: "text", text: "={{ $execution.resumeUrl }}" };
  await server.publish(
    draw(
      "Waits",
      {
        hook: webhook("waits", ["POST"], { is: "node" }),
        answer: { type: "respondToWebhook", params: { answer: address, status: 200 } },
        wait: { type: "wait", params: { until: { is: "call" } } },
      },
      "hook -> answer",
      "answer -> wait",
    ),
  );
  await server.post("fill", { stock: 3 });
  own.waiting = (await server.post("waits", {})).text;
  await server.mutate("tables.create", { name: "Stock", columns: [{ name: "sku", type: "text" }] });
  own.table = String((await server.query<{ id: number }[]>("tables.list", undefined))[0]?.id);
  const key = { name: "Shop", scopes: ["tables:read"], expiresInDays: 90 };
  own.key = (await server.mutate<{ key: string }>("apiKeys.create", key)).key;
  own.file = await keptFile();
  const redirectUri = "https://shop.example/callback";
  const client = { name: "Shop", isPublic: true, redirectUris: [redirectUri], scopes: ["tables:read"] };
  const { id } = await server.mutate<{ id: string }>("oauthClients.create", client);
  own.client = String(new URLSearchParams({ client_id: id, redirect_uri: redirectUri }));
  await until(() => server.executions().then((all) => all.some(({ status }) => status === "waiting")));
});
afterAll(() => server.stop());

describe("every answer of the server", () => {
  it("has a row here", () => {
    expect(Object.keys(rows).toSorted()).toEqual(routes.map(({ at }) => at).toSorted());
  });

  it.each(
    Object.values(rows)
      .flat()
      .map((row) => ({ ...row, name: `${row.init?.method ?? "GET"} ${row.path} ${row.status}` })),
  )("T109 T112 $name carries what keeps it harmless", async ({ path, kind, status, init, kept }) => {
    const answer = await ask(typeof path === "string" ? path : path(), init);
    expect(answer.status).toBe(status);
    check(answer.headers, kind);
    expect(answer.headers.get("cache-control") ?? (status === 204 ? "no-store" : "")).toMatch(kept ?? /no-store/);
    await answer.arrayBuffer();
  });

  it("under a foreign name is a refusal with the same headers", async () => {
    const text = await raw("GET /workflows HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
    expect(text).toMatch(/^HTTP\/1\.1 421 /);
    check(headersOf(text), "ours");
    const odd = await raw("GET //evil.example/x HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
    expect(odd).toMatch(/^HTTP\/1\.1 400 /);
    check(headersOf(odd), "ours");
  });

  it("is none to a browser that looks for a service worker (T105)", async () => {
    for (const path of ["/webhook/html", "/form/contact", "/data/stock"]) {
      expect((await ask(path, { headers: { "service-worker": "script" } })).status, path).toBe(404);
    }
  });
});

function check(headers: Headers, kind: Kind) {
  const policy = headers.get("content-security-policy") ?? "";
  const directive = (name: string) => policy.split("; ").find((part) => part.startsWith(`${name} `) || part === name);
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("referrer-policy")).toBe("no-referrer");
  expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
  expect(headers.get("permissions-policy")).toContain("camera=()");
  expect(headers.get("cross-origin-resource-policy")).toBe(kind === "content" ? "cross-origin" : "same-origin");
  expect(headers.get("x-powered-by")).toBeNull();
  expect(policy).not.toMatch(/unsafe-eval|allow-same-origin|allow-top-navigation/);
  expect(directive("script-src") ?? "").not.toContain("unsafe-inline");
  if (kind === "content" || kind === "form") expect(directive("sandbox")).toContain("allow-scripts");
  if (kind === "content") return;
  expect(directive("default-src") ?? directive("sandbox")).toMatch(/^(default-src 'none'|sandbox)$/);
  expect(directive("frame-ancestors")).toBe(`frame-ancestors '${kind === "form" ? "self" : "none"}'`);
  if (kind === "page")
    expect(directive("script-src")).toMatch(/^script-src 'self' 'nonce-[\w+/]{22}==' 'strict-dynamic'$/);
}

/** As the owner with `cookie: own`, with a key of the API with `authorization: key`, else as nobody. */
function ask(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { ...(init.headers as { [name: string]: string }) };
  if (headers.authorization === "key") headers.authorization = `Bearer ${own.key}`;
  if (headers.cookie === "own") {
    delete headers.cookie;
    return server.request(path, { ...init, headers });
  }
  return fetch(server.url + path, { redirect: "manual", ...init, headers });
}

/** The body of a call, which was kept as a file. */
async function keptFile(): Promise<string> {
  const { headers } = await server.post("file", {});
  const execution = (await server.executions())[0];
  expect(headers.get("content-disposition")).toContain("attachment");
  const { outputs } = await server.query<{ outputs: { main: { binary: { data: { id: string } } }[] } }>(
    "executions.stepData",
    { id: execution?.id, step: 0 },
  );
  return outputs.main[0]?.binary.data.id ?? "";
}

function headersOf(text: string): Headers {
  const headers = new Headers();
  for (const line of text.slice(0, text.indexOf("\r\n\r\n")).split("\r\n").slice(1)) {
    const [name = "", ...rest] = line.split(": ");
    headers.append(name, rest.join(": "));
  }
  return headers;
}

const raw = (text: string) => askRaw(server.url, text);
