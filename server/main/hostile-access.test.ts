import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { appRouter } from "@/server/api/root";
import type { ExecutionSummary } from "@/shared/api";
import { type Browser, join, manySignIns, ownerOf } from "./accounts.testing";
import { watchOracles } from "./hostile-oracles.testing";
import { draw, startServer, type TestServer } from "./testing";

/**
 * Section G of the catalogue of attacks, by its numbers, at the doors of a started server: what members of one project
 * try on another. Each procedure is called by everybody in `server/api/access.test.ts`.
 */
let server: TestServer;
let owner: Browser;
let insider: Browser;
let outsider: Browser;
const secret = "of-the-secret-project";
const own = { project: "", outside: "", workflow: "", credential: "", table: 0, execution: 0, file: "" };
const hook = (path: string) => ({
  type: "webhook",
  params: { path, methods: ["POST"], respond: { is: "finished", status: 200, answer: "all" } },
});

beforeAll(async () => {
  server = await startServer({ env: { ...manySignIns, ISLEWIRE_RATE_USER: "off", ISLEWIRE_RATE_STRANGER: "off" } });
  await server.signUp();
  owner = await ownerOf(server);
  const project = async (name: string) => (await owner.mutate<{ id: string }>("projects.create", { name })).id;
  // Names of projects are shown to who may share something.
  own.project = await project("Insiders");
  own.outside = await project("Elsewhere");
  insider = await join(server, owner, "ina@example.com", { project: { id: own.project, role: "editor" } });
  outsider = await join(server, owner, "otto@example.com", { project: { id: own.outside, role: "admin" } });
  const projectId = own.project;
  const credential = { name: `Key ${secret}`, type: "http.bearer", values: { token: `token-${secret}` }, projectId };
  own.credential = (await insider.mutate<{ id: string }>("credentials.create", credential)).id;
  const table = { name: `Stock ${secret}`, columns: [{ name: "sku", type: "text" }], projectId };
  own.table = (await insider.mutate<{ id: number }>("tables.create", table)).id;
  const document = draw(`Flow ${secret}`, { hook: hook("insiders"), a: { type: "noOp" } }, "hook -> a");
  own.workflow = (await insider.mutate<{ id: string }>("workflows.create", { document, projectId })).id;
  await insider.mutate("workflows.publish", { id: own.workflow, revision: 1 });
  const form = new FormData();
  form.append("f", new File([secret], `${secret}.txt`));
  expect((await fetch(`${server.url}/webhook/insiders`, { method: "POST", body: form })).status).toBe(200);
  const { executions } = await insider.query<{ executions: ExecutionSummary[] }>("executions.list", {
    workflowId: own.workflow,
  });
  own.execution = executions[0]?.id ?? 0;
  const { outputs } = await insider.query<{ outputs: { main: { binary: { f: { id: string } } }[] } }>(
    "executions.stepData",
    { id: own.execution, step: 0 },
  );
  own.file = outputs.main[0]?.binary.f.id ?? "";
});
afterAll(() => server.stop());
watchOracles(() => server);

describe("T143 ids of another project", () => {
  const ids = () => [
    ...[{ id: own.workflow }, { workflowId: own.workflow }, { id: own.execution }, { id: own.credential }],
    ...[{ projectId: own.project }, { id: own.project }, { table: own.table }, { id: own.execution, step: 0 }],
    ...[{ search: secret }, { path: "insiders" }, { cursor: own.execution + 1 }, {}, undefined],
    ...[{ kind: "workflow", id: own.workflow }, { kind: "credential", id: own.credential }, { range: "day" }],
    ...[
      { range: "day", workflowId: own.workflow },
      { workflowId: own.workflow, revision: 1 },
    ],
    ...[{ a: own.execution, b: own.execution }, { ids: [own.execution] }, { table: own.table, where: [] }],
  ];

  it("show nothing in any query, whatever it is given", async () => {
    const queries = Object.entries(
      appRouter._def.procedures as unknown as { [path: string]: { _def: { type: string } } },
    )
      .filter(([, { _def }]) => _def.type === "query")
      .map(([path]) => path);
    expect(queries.length).toBeGreaterThan(40);
    let seenByInsider = 0;
    for (const path of queries) {
      for (const input of ids()) {
        const address = `/api/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input ?? null))}`;
        const text = await (await outsider.request(address)).text();
        // What was asked for may be named in the refusal.
        expect(text.replaceAll(JSON.stringify(input?.search ?? "-"), ""), address).not.toContain(secret);
      }
      const shown = await insider.query(path, path.startsWith("workflows.") ? { id: own.workflow } : {}).catch(String);
      if (JSON.stringify(shown ?? "").includes(secret)) seenByInsider++;
    }
    expect(seenByInsider).toBeGreaterThan(2);
  });

  it("are refused where they are given together with ids of one's own", async () => {
    const mine = await outsider.mutate<{ id: string }>("workflows.create", { name: "Mine", projectId: own.outside });
    for (const [path, input] of [
      ["executions.continue", { ids: [own.execution], resolution: "retry" }],
      ["executions.delete", { ids: [own.execution] }],
      ["projects.move", { kind: "workflow", id: own.workflow, projectId: own.outside }],
      ["projects.share", { kind: "credential", id: own.credential, projectId: own.outside, role: "editor" }],
      ["projects.move", { kind: "workflow", id: mine.id, projectId: own.project }],
      ["projects.setMember", { id: own.project, userId: "x", role: "admin" }],
      ["workflows.import", { text: "{}", projectId: own.project }],
      ["credentials.update", { id: own.credential, name: "Taken", values: {} }],
      [
        "nodeTypes.lookUp",
        { type: "core.slack", lookup: "channels", params: {}, credentials: { account: own.credential } },
      ],
    ] as [string, object][])
      await expect(outsider.mutate(path, input), path).rejects.toThrow(/NOT_FOUND|FORBIDDEN|BAD_REQUEST/);
    expect(await insider.query("workflows.get", { id: own.workflow })).toMatchObject({ projectId: own.project });
  });

  it("open no file, export or stream", async () => {
    expect(await (await insider.request(`/api/files/${own.file}`)).text()).toBe(secret);
    for (const path of [`/api/files/${own.file}`, `/api/tables/${own.table}/export`, "/api/audit/export"])
      expect((await outsider.request(path)).status, path).toBeGreaterThanOrEqual(400);
    const watch = await outsider.request(
      `/api/trpc/executions.watch?input=${encodeURIComponent(JSON.stringify({ id: own.execution }))}`,
    );
    expect(await watch.text()).not.toContain(secret);
  });

  it("are none for a key of the API", async () => {
    const { key } = await outsider.mutate<{ key: string }>("apiKeys.create", {
      ...{ name: "k", scopes: ["workflows:read", "executions:read", "tables:read"], expiresInDays: 1 },
    });
    const headers = { authorization: `Bearer ${key}` };
    for (const path of [`/workflows/${own.workflow}`, `/executions/${own.execution}`, `/tables/${own.table}/rows`]) {
      const answer = await fetch(`${server.url}/api/v1${path}`, { headers });
      expect([path, answer.status]).toEqual([path, 404]);
    }
    for (const path of ["/workflows", "/executions", "/tables"])
      expect(await (await fetch(`${server.url}/api/v1${path}`, { headers })).text()).not.toContain(secret);
  });
});

describe("T144 what the server sets itself", () => {
  it("is not set by who makes or changes something", async () => {
    const document = draw("Mine", { a: { type: "noOp" } });
    const more = { id: "chosen", ownerId: "x", role: "owner", createdAt: 1, isAdmin: true, active: true, revision: 99 };
    for (const [name, value] of Object.entries(more)) {
      const input = { document, projectId: own.outside, [name]: value };
      await expect(outsider.mutate("workflows.create", input), name).rejects.toThrow(/BAD_REQUEST.*Unrecognized/s);
    }
    for (const place of ["document", "node", "edge"]) {
      const spoilt = structuredClone(document) as unknown as { nodes: object[]; edges: object[] };
      const extra = { webhookId: "x", staticData: {}, __proto__x: 1, versionId: 1, ...more };
      if (place === "document") Object.assign(spoilt, { ...extra, id: "chosen" });
      if (place === "node") Object.assign(spoilt.nodes[0] ?? {}, { ...extra, id: "a" });
      const made = outsider.mutate<{ id: string }>("workflows.create", { document: spoilt, projectId: own.outside });
      const { id } = await made.catch(() => ({ id: undefined }));
      if (id === undefined) continue;
      expect(id).not.toBe("chosen");
      const stored = JSON.stringify(await outsider.query("workflows.get", { id }));
      expect(stored).not.toMatch(/"(staticData|ownerId|isAdmin|webhookId)"/);
    }
  });

  it("is not raised by people themselves", async () => {
    for (const [path, body] of [
      ["/api/auth/update-user", { role: "owner", name: "Otto" }],
      ["/api/auth/admin/set-role", { role: "admin" }],
      ["/api/trpc/account.rename", { name: "Otto", role: "owner" }],
      ["/api/trpc/users.setRole", { id: "me", role: "owner" }],
    ] as [string, object][])
      expect((await outsider.post(path, body)).status, path).toBeGreaterThanOrEqual(400);
    const { email, role } = (await outsider.who()) ?? {};
    expect([email, role]).toEqual(["otto@example.com", "member"]);
    const invitation = { email: "eve@example.com", role: "owner" };
    await expect(owner.mutate("invitations.create", invitation)).rejects.toThrow();
  });
});

describe("T148 a key of the API", () => {
  it("counts nowhere but in its header, and no other key is like it", async () => {
    const { key } = await insider.mutate<{ key: string }>("apiKeys.create", {
      ...{ name: "k", scopes: ["workflows:read"], expiresInDays: 1 },
    });
    const address = `${server.url}/api/v1/workflows`;
    const ask = (query: string, headers: { [name: string]: string } = {}) => fetch(address + query, { headers });
    expect((await ask("", { authorization: `Bearer ${key}` })).status).toBe(200);
    for (const query of [`?key=${key}`, `?api_key=${key}`, `?access_token=${key}`, `?authorization=Bearer%20${key}`])
      expect((await ask(query)).status, query).toBeGreaterThanOrEqual(400);
    for (const headers of [
      ...[{ cookie: `islewire.session_token=${key}` }, { "x-api-key": key }, { authorization: key }],
      ...[{ authorization: `Basic ${btoa(`x:${key}`)}` }, { authorization: `Bearer ${key.slice(0, -1)}` }],
      ...[{ authorization: `Bearer x${key.slice(1)}` }, { authorization: `Bearer ${key}x` }],
    ] as { [name: string]: string }[])
      expect((await ask("", headers)).status, JSON.stringify(headers)).toBe(401);
    // It is no session, and none is made of it.
    const trpc = await fetch(`${server.url}/api/trpc/workflows.list`, { headers: { authorization: `Bearer ${key}` } });
    expect(trpc.status).toBe(401);
  });
});

it("T147 who is disabled or leaves does nothing any more, and what the project runs goes on", async () => {
  const leaver = await join(server, owner, "lea@example.com", {
    project: { id: own.project, role: "editor" },
  });
  const { key } = await leaver.mutate<{ key: string }>("apiKeys.create", {
    ...{ name: "k", scopes: ["workflows:read"], expiresInDays: 1 },
  });
  const document = draw("Of Lea", { hook: hook("of-lea"), a: { type: "noOp" } }, "hook -> a");
  const { id } = await leaver.mutate<{ id: string }>("workflows.create", { document, projectId: own.project });
  await leaver.mutate("workflows.publish", { id, revision: 1 });
  const people = await owner.query<{ id: string; email: string }[]>("users.list");
  const userId = people.find(({ email }) => email === "lea@example.com")?.id ?? "";
  const byKey = () => fetch(`${server.url}/api/v1/workflows/${id}`, { headers: { authorization: `Bearer ${key}` } });

  await owner.mutate("projects.setMember", { id: own.project, userId, role: null });
  await expect(leaver.query("workflows.get", { id })).rejects.toThrow("NOT_FOUND");
  expect((await byKey()).status).toBe(404);
  await owner.mutate("projects.setMember", { id: own.project, userId, role: "viewer" });
  await expect(leaver.mutate("executions.start", { workflowId: id, document })).rejects.toThrow("FORBIDDEN");
  await owner.mutate("users.disable", { id: userId });
  await expect(leaver.query("workflows.get", { id })).rejects.toThrow("UNAUTHORIZED");
  expect((await byKey()).status).toBe(403);
  expect((await leaver.signIn("lea@example.com", "violet ladder under rain")).status).toBeGreaterThanOrEqual(400);
  // The workflow is the project's, whoever drew it.
  expect((await server.post("of-lea", {})).status).toBe(200);
  expect(await insider.query("workflows.get", { id })).toMatchObject({ projectId: own.project });
});
