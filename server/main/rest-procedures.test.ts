import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { appRouter } from "@/server/api/root";
import { restRoutes } from "./rest/routes";
import { startServer, type TestServer } from "./testing";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
  await server.signUp();
});
afterAll(() => server.stop());

const newKey = async (...scopes: string[]) =>
  (await server.mutate<{ key: string }>("apiKeys.create", { name: "Program", scopes, expiresInDays: 1 })).key;

async function call(key: string | undefined, method: string, path: string, body?: object) {
  const answer = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: { ...(key && { authorization: `Bearer ${key}` }), ...(body && { "content-type": "application/json" }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, json: text ? JSON.parse(text) : undefined, headers: answer.headers };
}

/** Not for other programs, each with the reason. */
const pagesOnly: { [procedure: string]: string } = {
  "me.get": "Who is signed in: a key is nobody",
  "workflows.openInEditor": "Presence in the editor",
  "workflows.closeInEditor": "Presence in the editor",
  "workflows.publishedDocument": "For comparing on the canvas; a revision is there",
  "workflows.listeners": "For the panel of a node",
  "workflows.parse": "For pasting on the canvas",
  "workflows.importFile": "Archives of pages; import takes a document",
  "workflows.stateValue": "For the page of a workflow's state",
  "workflows.setStateValue": "For the page of a workflow's state",
  "workflows.forgetSeen": "For the page of a workflow's state",
  "workflows.resetState": "For the page of a workflow's state",
  "executions.itemLineage": "For the panel of a node",
  "executions.compare": "For comparing on the canvas",
  "executions.retriedAs": "In the list already",
  "executions.watch": "Events for the canvas",
  "expressions.preview": "While typing in the editor",
  "testWebhooks.listen": "For trying out in the editor",
  "credentials.connect": "Needs a browser",
  "credentials.redirectUri": "Needs a browser",
  "nodeTypes.lookUp": "While a form is filled in",
  "notices.test": "While a form is filled in",
  "apiNodes.preview": "While a form is filled in",
  "apiNodes.operations": "While a form is filled in",
  "apiNodes.operation": "While a form is filled in",
  "projects.names": "In the list already, for administrators",
  "users.names": "In the list already, for administrators",
  "settings.info": "For the settings; /healthz and /metrics tell programs",
  "account.get": "One's own account: a key is nobody",
  "account.rename": "One's own account",
  "account.disconnect": "One's own account",
  "account.sessions": "A key has no sessions",
  "account.endSession": "A key has no sessions",
  "account.endOtherSessions": "A key has no sessions",
  "invitations.look": "For who has the link",
  "invitations.accept": "For who has the link",
  "signIn.buttons": "For the page where one signs in",
  "apiKeys.list": "A key makes no keys",
  "apiKeys.create": "A key makes no keys",
  "apiKeys.rotate": "A key makes no keys",
  "apiKeys.revoke": "A key makes no keys",
  "oauthClients.list": "A key makes no clients",
  "oauthClients.create": "A key makes no clients",
  "oauthClients.rotateSecret": "A key makes no secrets",
  "oauthClients.revoke": "A key makes no clients",
  "oauth.request": "For the page that asks a person",
  "oauth.allow": "For the page that asks a person",
  "oauth.grants": "One's own account; a client revokes its tokens",
  "oauth.withdraw": "One's own account; a client revokes its tokens",
};

describe("/api/v1", () => {
  it("offers every procedure, or says why not", () => {
    const offered = new Set(restRoutes.map(({ procedure }) => procedure));
    // Rows and columns have addresses of their own, or none.
    const all = Object.keys(appRouter._def.procedures).filter((path) => !path.startsWith("tables."));
    expect(all.filter((path) => !offered.has(path) && !(path in pagesOnly))).toEqual([]);
    expect([...offered].filter((path) => !(path in appRouter._def.procedures) || path in pagesOnly)).toEqual([]);
    const places = restRoutes.map(({ method, path }) => `${method} ${path.replace(/\{\w+\}/g, "{}")}`);
    expect(places.filter((place, index) => places.indexOf(place) !== index)).toEqual([]);
  });

  it("makes, saves, publishes, runs, lists and deletes a workflow", async () => {
    const key = await newKey("workflows:read", "workflows:write", "executions:read", "executions:write");
    const { json: made } = await call(key, "POST", "/workflows", { name: "By program" });
    const { json: detail } = await call(key, "GET", `/workflows/${made.id}`);
    const node = {
      ...{ id: "a", type: "core.manualTrigger", version: 1, name: "Start", position: { x: 0, y: 0 }, params: {} },
    };
    const document = { ...detail.document, nodes: [node] };
    const saved = await call(key, "PUT", `/workflows/${made.id}`, { document, revision: 1 });
    expect(saved.json).toMatchObject({ revision: 2 });
    expect(await call(key, "PUT", `/workflows/${made.id}`, { document, revision: 1 })).toMatchObject({ status: 409 });
    const refused = await call(key, "POST", `/workflows/${made.id}/publish`, { revision: 2 });
    expect(refused).toMatchObject({
      status: 400,
      json: { error: { message: "Nothing would ever start this workflow" } },
    });
    const started = await call(key, "POST", `/workflows/${made.id}/executions`, { document });
    await expect
      .poll(async () => (await call(key, "GET", `/executions/${started.json.id}`)).json.status, { timeout: 20_000 })
      .toBe("succeeded");
    const listed = await call(key, "GET", `/executions?workflowId=${made.id}&limit=1&status=succeeded`);
    expect(listed.json.executions).toMatchObject([{ id: started.json.id }]);
    expect((await call(key, "GET", "/workflows?search=By%20program")).json).toHaveLength(1);
    expect(await call(key, "DELETE", `/workflows/${made.id}`)).toMatchObject({ status: 200, json: { ok: true } });
    expect(await call(key, "GET", `/workflows/${made.id}`)).toMatchObject({ status: 404 });
  });

  it("T140 T148 lets in no call without its scope, whatever the key's owner may do", async () => {
    const scopes = [...new Set(restRoutes.map(({ scope }) => scope))];
    for (const given of scopes) {
      const key = await newKey(given);
      for (const { method, path, scope } of restRoutes) {
        if (scope === given) continue;
        const { status } = await call(key, method, path.replace(/\{\w+\}/g, "1"));
        expect([given, method, path, status]).toEqual([given, method, path, 403]);
      }
    }
    for (const { method, path } of restRoutes) {
      expect((await call(undefined, method, path.replace(/\{\w+\}/g, "1"))).status).toBe(401);
    }
  }, 60_000);

  it("never gives a secret of a credential back", async () => {
    const key = await newKey("credentials:read", "credentials:write");
    const made = await call(key, "POST", "/credentials", {
      ...{ name: "Shop", type: "http.bearer", values: { token: "very-secret" } },
    });
    expect(JSON.stringify(await call(key, "GET", `/credentials/${made.json.id}`))).not.toContain("very-secret");
    expect(JSON.stringify(await call(key, "GET", "/credentials"))).toContain("Shop");
  });

  it("says what is wrong with a call, and where", async () => {
    const key = await newKey("executions:read", "workflows:write");
    expect(await call(key, "GET", "/executions?limit=many")).toMatchObject({
      ...{ status: 400, json: { error: { message: expect.stringContaining('Field "limit"') } } },
    });
    expect(await call(key, "GET", "/executions?wrong=1")).toMatchObject({ status: 400 });
    expect(await call(key, "GET", "/executions/none")).toMatchObject({
      status: expect.toSatisfy((code: number) => code === 400 || code === 404),
    });
    expect(await call(key, "PATCH", "/executions")).toMatchObject({ status: 405 });
    expect(await call(key, "GET", "/nowhere")).toMatchObject({ status: 404 });
    expect(await call(key, "GET", "/executions/%E0%A4%A")).toMatchObject({ status: 400 });
  });

  it("describes itself as OpenAPI 3.1, with an operation for each address", async () => {
    const { status, json } = await call(undefined, "GET", "/openapi.json");
    expect([status, json.openapi]).toEqual([200, "3.1.0"]);
    const operations = Object.values(
      json.paths as { [path: string]: { [method: string]: { operationId: string } } },
    ).flatMap((methods) => Object.values(methods));
    expect(operations).toHaveLength(restRoutes.length);
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(restRoutes.length);
    const list = json.paths["/executions"].get;
    expect(list.parameters).toContainEqual(
      expect.objectContaining({
        name: "limit",
        in: "query",
        schema: expect.objectContaining({ type: "integer", maximum: 200 }),
      }),
    );
    const { flows } = json.components.securitySchemes.oauth2;
    expect(flows.authorizationCode.tokenUrl).toBe(`${server.url}/api/oauth2/token`);
    const save = json.paths["/workflows/{id}"].put;
    expect(save.security).toEqual([{ key: [] }, { oauth2: ["workflows:write"] }]);
    expect(flows.clientCredentials.scopes).toHaveProperty("workflows:write");
    expect(save.requestBody.content["application/json"].schema.required).toEqual(["document", "revision"]);
  });
});
