import { afterAll, beforeAll, expect, it } from "vitest";
import { runCli } from "@/server/cli/testing";
import { openTestHttp, type TestHttp } from "@/server/worker/testing";
import { openBeside } from "./chaos/database.testing";
import { draw, startServer, type TestServer } from "./testing";

let server: TestServer;
let http: TestHttp;
let shop: string;
const seen: (string | undefined)[] = [];
beforeAll(async () => {
  http = await openTestHttp((call, response) => {
    seen.push(call.headers.authorization);
    response.end("{}");
  });
  server = await startServer({ env: { ISLEWIRE_EGRESS_ALLOW: "127.0.0.1" } });
  await server.signUp();
  shop = (await server.mutate<{ id: string }>("projects.create", { name: "Shop" })).id;
});
afterAll(async () => {
  await server.stop();
  await http.close();
});

const values = (token: string) => ({ name: `Token ${token}`, type: "http.bearer", values: { token } });
const create = async (token: string, projectId?: string) =>
  (await server.mutate<{ id: string }>("credentials.create", { ...values(token), projectId })).id;
const move = (kind: string, id: string, projectId: string) => server.mutate("projects.move", { kind, id, projectId });
const fetching = (path: string, auth: string) =>
  draw(
    path,
    {
      hook: { type: "webhook", params: { path, respond: { is: "finished" } } },
      get: { type: "httpRequest", params: { url: http.url }, credentials: { auth } },
    },
    "hook -> get",
  );

it("A credential is sealed anew for the project that it is moved to, and is used there as before", async () => {
  const [id, other] = await Promise.all([create("moved"), create("shops", shop)]);
  const keyOf = (which: string) => {
    const db = openBeside(server.data);
    const data = db.prepare("SELECT data FROM credentials WHERE id = ?").pluck().get(which) as string;
    db.close();
    return data.split(".").slice(0, 2).join(".");
  };
  expect(keyOf(id)).not.toBe(keyOf(other));
  await move("credential", id, shop);
  expect(keyOf(id)).toBe(keyOf(other));
  const workflow = await server.mutate<{ id: string }>("workflows.create", {
    document: fetching("moved", id),
    projectId: shop,
  });
  await server.mutate("workflows.publish", { id: workflow.id, revision: 1 });
  expect((await server.post("moved", {})).status).toBe(200);
  expect(seen.at(-1)).toBe("Bearer moved");

  const before = [keyOf(id), keyOf(await create("main"))];
  const rotated = await runCli({ cwd: server.data, data: server.data }, ["keys", "rotate", "--json"]);
  expect(JSON.parse(rotated.out)).toMatchObject({ resealed: 3, unreadable: [] });
  expect(before).not.toContain(keyOf(id));
  expect(keyOf(id)).toBe(keyOf(other));
  expect((await server.post("moved", {})).status).toBe(200);
  expect(seen.at(-1)).toBe("Bearer moved");
});

it("T153 a webhook takes no call by a credential that was moved to another project, until it is lent", async () => {
  const { id: credentialId } = await server.mutate<{ id: string }>("credentials.create", {
    ...{ name: "Caller", type: "http.header", values: { name: "X-Key", value: "caller" } },
  });
  const params = { path: "asked", methods: ["POST"], authentication: "header" };
  const id = await server.publish(
    draw("asked", { hook: { type: "webhook", params, credentials: { auth: credentialId } } }),
  );
  const call = async () => (await server.post("asked", {}, { headers: { "x-key": "caller" } })).status;
  expect(await call()).toBe(202);
  await move("credential", credentialId, shop);
  const before = (await server.executions()).length;
  expect(await call()).toBe(500);
  expect((await server.executions()).length).toBe(before);
  await server.mutate("projects.share", { kind: "credential", id: credentialId, projectId: "main", role: "editor" });
  expect(await call()).toBe(202);
  await move("workflow", id, shop);
  expect(await call()).toBe(202);
});

it("T167 a row that was given to another project in the database opens nothing there", async () => {
  const id = await create("stolen");
  const db = openBeside(server.data, false);
  db.prepare("UPDATE credentials SET project_id = ? WHERE id = ?").run(shop, id);
  db.close();
  const workflow = await server.mutate<{ id: string }>("workflows.create", {
    document: fetching("stolen", id),
    projectId: shop,
  });
  await server.mutate("workflows.publish", { id: workflow.id, revision: 1 });
  expect((await server.post("stolen", {})).status).toBe(500);
  expect((await server.executions())[0]?.error?.message).toContain("cannot be decrypted");
  expect(seen).not.toContain("Bearer stolen");
  await expect(server.query("credentials.get", { id })).rejects.toThrow(/cannot be decrypted/);
});
