import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiScopes } from "@/shared/api-keys";
import { type Browser, join, manySignIns, ownerOf } from "./accounts.testing";
import { restRoutes } from "./rest/routes";
import { type Route, routes } from "./routes";
import { draw, startServer, type TestServer } from "./testing";

/**
 * Who gets what at each address, by hand: one letter for each caller, in the order below. Procedures have a table of their own
 * (`server/api/access.test.ts`). A new address without a row fails.
 */
const callers = ["nobody", "disabled", "stranger", "viewer", "runner", "editor", "manager", "admin", "owner"] as const;
type Caller = (typeof callers)[number];

/** `y` let in, `s` asked to sign in (401, or led there), `l` led on, `n` as if it were not there, `f` seen but not allowed. */
const answers = { y: [200], s: [401, 307], l: [307], n: [404], f: [403] } as const;
type Row = { ask: string; letters: string; init?: RequestInit; scope?: string };

const everybody = "yyyyyyyyy";
const signedIn = "ssyyyyyyy";
const post: RequestInit = { method: "POST", headers: { "content-type": "application/json", "x-islewire": "1" } };

/** `open`: what is there asks for no account, but for a secret of its own or nothing. */
const rows: { [at in Route["at"]]: Row[] | "open" } = {
  "/healthz": [{ ask: "/healthz", letters: everybody }],
  "/readyz": [{ ask: "/readyz", letters: everybody }],
  // Nobody was named who may ask.
  "/metrics": [{ ask: "/metrics", letters: "nnnnnnnnn" }],
  "/webhook/": "open",
  "/webhook-test/": "open",
  "/webhook-waiting/": "open",
  "/form/": "open",
  "/form-test/": "open",
  "/form-waiting/": "open",
  "/data/": "open",
  "/.well-known/oauth-authorization-server": "open",
  "/.well-known/oauth-protected-resource": "open",
  "/.well-known/oauth-protected-resource/api/v1": "open",
  "/api/oauth2/": "open",
  "/api/auth/": [{ ask: "/api/auth/list-sessions", letters: "nnnnnnnnn" }],
  "/api/trpc/": [{ ask: "/api/trpc/account.get", letters: signedIn }],
  "/api/files/": [
    { ask: "/api/files/{file}?name=a.txt", letters: "ssnyyyyyy" },
    { ask: `/api/files/${"0".repeat(64)}`, letters: "ssnnnnnnn" },
  ],
  "/api/v1/": [
    { ask: "/api/v1/openapi.json", letters: everybody },
    // A session is no key, whoever has it.
    { ask: "/api/v1/workflows", letters: "sssssssss" },
  ],
  "/api/tables/": [
    { ask: "/api/tables/{table}/export", letters: "ssnyyyyyy" },
    {
      ask: '/api/tables/{table}/import?options={"mapping":["sku"],"hasHeader":true}',
      letters: "ssnffyyyy",
      init: { ...post, headers: { "content-type": "text/csv", "x-islewire": "1" }, body: "sku\nA\n" },
    },
    { ask: "/api/tables/999999/export", letters: "ssnnnnnnn" },
  ],
  "/api/audit/": [{ ask: "/api/audit/export?format=csv", letters: "ssfffffyy" }],
  "/api/": [{ ask: "/api/nothing", letters: "nnnnnnnnn" }],
  "/sign-in/callback/": "open",
  "/oauth2/authorize": [{ ask: "/oauth2/authorize?client_id=none", letters: signedIn }],
  "/oauth2/callback": "open",
  "/": [
    { ask: "/workflows", letters: signedIn },
    { ask: "/workflows/{workflow}", letters: signedIn },
    { ask: "/settings/audit", letters: signedIn },
    { ask: "/sign-in", letters: "yylllllll" },
  ],
};

let server: TestServer;
const browsers = new Map<Caller, Browser>();
const ids: { [name: string]: string } = {};

beforeAll(async () => {
  server = await startServer({ env: manySignIns });
  await server.signUp();
  const olive = await ownerOf(server);
  browsers.set("owner", olive);
  const { id: shop } = await olive.mutate<{ id: string }>("projects.create", { name: "Shop" });
  const { id: crm } = await olive.mutate<{ id: string }>("projects.create", { name: "CRM" });
  const member = (project: string, role: string) => ({ project: { id: project, role } });
  const people: [Caller, object][] = [
    ["stranger", member(crm, "admin")],
    ...(["viewer", "runner", "editor"] as const).map((role): [Caller, object] => [role, member(shop, role)]),
    ["manager", member(shop, "admin")],
    ["admin", { role: "admin" }],
    ["disabled", member(shop, "admin")],
  ];
  for (const [who, given] of people) browsers.set(who, await join(server, olive, `${who}@example.com`, given));
  const all = await olive.query<{ id: string; email: string }[]>("users.list");
  const gone = all.find(({ email }) => email === "disabled@example.com");
  await olive.mutate("users.disable", { id: gone?.id });

  const file = { is: "finished", status: 200, answer: "file", field: "data" };
  ids.workflow = await server.publish(
    draw("File", {
      hook: { type: "webhook", params: { path: "file", methods: ["POST"], respond: file, rawBody: true } },
    }),
  );
  await server.post("file", { kept: true });
  const [execution] = await server.executions();
  const { outputs } = await server.query<{ outputs: { main: { binary: { data: { id: string } } }[] } }>(
    "executions.stepData",
    { id: execution?.id, step: 0 },
  );
  ids.file = outputs.main[0]?.binary.data.id ?? "";
  await server.mutate("projects.move", { kind: "workflow", id: ids.workflow, projectId: shop });
  const columns = [{ name: "sku", type: "text" }];
  ids.table = String(
    (await server.mutate<{ id: number }>("tables.create", { name: "Stock", columns, projectId: shop })).id,
  );
});
afterAll(() => server.stop());

const filled = (path: string) => path.replace(/\{(\w+)\}/g, (whole, name: string) => ids[name] ?? whole);

async function ask(caller: Caller, { ask: path, init }: Row): Promise<number> {
  const browser = browsers.get(caller);
  const address = filled(path);
  const answer = browser
    ? await browser.request(address, init)
    : await fetch(server.url + address, {
        redirect: "manual",
        ...init,
        headers: { origin: server.url, ...init?.headers },
      });
  await answer.arrayBuffer();
  return answer.status;
}

describe("T140 every address of the server", () => {
  it("has a row here", () => {
    expect(Object.keys(rows).toSorted()).toEqual(routes.map(({ at }) => at).toSorted());
  });

  it.each(Object.values(rows).flatMap((row) => (row === "open" ? [] : row)))(
    "lets in whom it may, and nobody else: $ask",
    async (row) => {
      const seen: string[] = [];
      for (const caller of callers) seen.push(`${caller} ${await ask(caller, row)}`);
      const wanted = callers.map((caller, at) => {
        const letter = row.letters[at] as keyof typeof answers;
        const allowed: readonly number[] = answers[letter];
        const status = Number(seen[at]?.split(" ")[1]);
        return `${caller} ${allowed.includes(status) ? status : allowed.join(" or ")}`;
      });
      expect(seen).toEqual(wanted);
    },
  );
});

describe("T140 every scope of a key", () => {
  it("opens the addresses that need it, and no other", async () => {
    const keys = new Map<string, string>();
    for (const scope of apiScopes) {
      const given = { name: scope, scopes: [scope], expiresInDays: 1 };
      keys.set(scope, (await server.mutate<{ key: string }>("apiKeys.create", given)).key);
    }
    const reads = restRoutes.filter(({ method, path }) => method === "GET" && !path.includes("{"));
    const seen: string[] = [];
    for (const { path, scope: needed } of reads) {
      for (const [scope, key] of keys) {
        const headers = { authorization: `Bearer ${key}` };
        const { status } = await fetch(`${server.url}/api/v1${path}`, { headers });
        if ((status === 403) === (scope === needed)) seen.push(`${path} with ${scope}: ${status}`);
      }
    }
    expect(reads.length).toBeGreaterThan(20);
    expect(seen).toEqual([]);
  });
});
