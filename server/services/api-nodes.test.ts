import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTestHttp, openTestServer, type TestHttp, type TestServer } from "@/server/worker/testing";
import type { JsonObject } from "@/shared/item";
import { addApiNode, deleteApiNode, listApiNodes, previewDocument, updateApiNode } from "./api-nodes";
import { apiNodeTypes, operationForm, searchOperations } from "./api-operations";
import { createCredential } from "./credentials";
import { startExecution } from "./executions";
import { documentOf } from "./testing";
import { createWorkflow, parseImport, publishWorkflow } from "./workflows";

let http: TestHttp;
let server: TestServer;
beforeEach(async () => {
  http = await openTestHttp(({ url, method }, response) => {
    if (url.startsWith("/openapi.json")) return void response.end(JSON.stringify(shop()));
    if (url === "/page") return void response.setHeader("content-type", "text/html").end("<!doctype html><p>Docs</p>");
    if (url.startsWith("/v2/orders?")) {
      const query = new URL(url, http.url).searchParams;
      const from = (Number(query.get("page")) - 1) * Number(query.get("per_page"));
      const orders = Array.from({ length: 7 }, (_, n) => ({ id: n })).slice(from, from + Number(query.get("per_page")));
      return void response.end(JSON.stringify({ orders, total: 7 }));
    }
    response.end(JSON.stringify({ got: `${method} ${url}` }));
  });
  server = openTestServer();
  server.startWorker();
});
afterEach(async () => {
  await server.close();
  await http.close();
});

const shop = (more: JsonObject = {}): JsonObject => ({
  ...{ openapi: "3.1.0", info: { title: "Shop", version: "2.4", description: "Orders of a **shop**" } },
  servers: [{ url: "{host}/v2", variables: { host: { default: http.url } } }],
  components: {
    securitySchemes: { key: { type: "apiKey", in: "header", name: "X-Shop-Key" } },
    parameters: { id: { name: "orderId", in: "path", required: true, schema: { type: "string" } } },
    schemas: {
      Order: { type: "object", properties: { id: { type: "integer" }, next: { $ref: "#/components/schemas/Order" } } },
    },
  },
  paths: {
    "/orders": {
      get: {
        ...{ operationId: "listOrders", summary: "List orders", tags: ["orders"] },
        parameters: [
          { name: "state", in: "query", schema: { type: "string", enum: ["open", "done"] } },
          { name: "page", in: "query", schema: { type: "integer", default: 1 } },
          { name: "per_page", in: "query", schema: { type: "integer", maximum: 3 } },
        ],
        responses: {
          "200": {
            content: {
              "application/json": {
                schema: {
                  type: "object",
                  properties: {
                    orders: { type: "array", items: { $ref: "#/components/schemas/Order" } },
                    total: { type: "integer" },
                  },
                },
              },
            },
          },
        },
      },
      post: {
        ...{ operationId: "createOrder", summary: "Create an order", tags: ["orders"] },
        requestBody: {
          required: true,
          content: {
            "application/json": {
              schema: {
                type: "object",
                required: ["name"],
                properties: {
                  ...{ name: { type: "string", description: "Who gets it" }, count: { type: "integer", minimum: 1 } },
                  ...{ gift: { type: "boolean" }, tags: { type: "array", items: { type: "string" } } },
                  ...{ id: { type: "string", readOnly: true }, next: { $ref: "#/components/schemas/Order" } },
                },
              },
            },
          },
        },
        responses: { "201": { description: "Made" } },
      },
    },
    "/orders/{orderId}": {
      parameters: [{ $ref: "#/components/parameters/id" }],
      get: { operationId: "getOrder", summary: "Get an order", responses: {} },
    },
  },
  ...more,
});

const textOf = (document: JsonObject) => ({ text: JSON.stringify(document) });
const add = async () => addApiNode(server.ctx, { source: { url: `${http.url}/openapi.json` }, label: "My Shop" });

async function runNode(type: string, operation: JsonObject, node: object = {}, version = 1) {
  const document = documentOf(
    { start: { type: "core.manualTrigger" }, node: { type, version, params: { operation }, ...node } },
    "start -> node",
  );
  const workflowId = await server.add(document, false);
  const run = await startExecution(server.ctx, {
    workflowId,
    document,
    startNode: "start",
    inputText: '[{"json":{}}]',
  });
  return { detail: await server.until(run.id), output: () => server.output(run.id, "node").main };
}

describe("a node that a user makes of an OpenAPI document", () => {
  it("shows what would come, then is a type of its own", async () => {
    const preview = await previewDocument(server.ctx, { url: `${http.url}/openapi.json` });
    expect(preview).toMatchObject({
      title: "Shop",
      release: "2.4",
      total: 3,
      servers: [`${http.url}/v2`],
      warnings: [],
    });
    const { type } = await add();
    expect(type).toBe("api.my-shop");
    expect(apiNodeTypes(server.ctx, "en")).toMatchObject([
      {
        ...{ type, label: "My Shop", summary: "Orders of a shop", version: 1, category: "service" },
        credentials: [
          { slot: "account", label: "Account (Header: X-Shop-Key)", types: ["http.header"], optional: true },
        ],
      },
    ]);
    expect((await add()).type).toBe("api.my-shop-2");
  });

  it("has operations that are found by any of their words, with typed fields", async () => {
    const { type } = await add();
    const find = (search: string) =>
      searchOperations(server.ctx, { type, version: 1, search }).operations.map(({ key }) => key);
    expect(find("")).toEqual(["listOrders", "createOrder", "getOrder"]);
    expect(find("ORDER post")).toEqual(["createOrder"]);
    expect(find("{orderId}")).toEqual(["getOrder"]);
    expect(find("100%")).toEqual([]);
    const form = operationForm(server.ctx, { type, version: 1, key: "createOrder" }, "en");
    expect(form?.fields).toMatchObject({
      name: { control: "text", required: true, help: "Who gets it" },
      count: { control: "text", default: "" },
      gift: { control: "select", default: "unset" },
      tags: { control: "text" },
      next: { control: "json", placeholder: expect.stringContaining('"id": 0') },
      more_fields: { control: "json", advanced: true },
    });
    expect(Object.keys(form?.fields ?? {})).not.toContain("id");
    expect(
      operationForm(server.ctx, { type, version: 1, key: "createOrder" }, "zh-CN")?.fields.more_fields?.label,
    ).toBe("更多字段");
    expect(operationForm(server.ctx, { type, version: 1, key: "gone" }, "en")).toBeNull();
  });

  it("runs, signed by a credential, with a body of its fields", async () => {
    const { type } = await add();
    const { id: account } = await createCredential(server.ctx, {
      ...{ name: "Key", type: "http.header", values: { name: "X-Shop-Key", value: "s3cret" } },
    });
    const operation = { is: "createOrder", name: "=Ann {{ 1 + 1 }}", count: "2", gift: "yes", tags: "a, b" };
    const { detail, output } = await runNode(type, operation, { credentials: { account } });
    expect(detail.status).toBe("succeeded");
    expect(output()).toEqual([{ got: "POST /v2/orders" }]);
    const call = http.calls.at(-1);
    expect(JSON.parse(call?.body ?? "")).toEqual({ name: "Ann 2", count: 2, gift: true, tags: ["a", "b"] });
    expect(call?.headers["x-shop-key"]).toBe("s3cret");
  });

  it("reads page after page, and keeps a value in its place", async () => {
    const { type } = await add();
    expect((await runNode(type, { is: "listOrders", all: true, state: "open" })).output()).toHaveLength(7);
    expect(http.calls.filter(({ url }) => url.startsWith("/v2/orders?")).map(({ url }) => url)).toEqual(
      [1, 2, 3].map((page) => `/v2/orders?state=open&per_page=3&page=${page}`),
    );
    expect((await runNode(type, { is: "getOrder", orderId: "../admin" })).output()).toEqual([
      { got: "GET /v2/orders/..%2Fadmin" },
    ]);
  });

  it("stays as it was for workflows that know an older document", async () => {
    const { id, type } = await add();
    const renamed = { paths: { "/v3/all": { get: { operationId: "all", responses: {} } } } };
    expect(await updateApiNode(server.ctx, { id, source: textOf(shop(renamed)) })).toEqual({ version: 2 });
    expect(apiNodeTypes(server.ctx, "en")[0]?.version).toBe(2);
    expect((await runNode(type, { is: "getOrder", orderId: "1" })).detail.status).toBe("succeeded");
    expect((await runNode(type, { is: "all" }, {}, 2)).output()).toEqual([{ got: "GET /v2/v3/all" }]);
    const { detail } = await runNode(type, { is: "getOrder" }, {}, 2);
    expect(detail.error?.message).toBe('There is no operation "getOrder" in version 2 of the document');
  });

  it("is known to imports and to publishing, and names the workflows that use it", async () => {
    const { id, type } = await add();
    const document = documentOf(
      {
        start: { type: "core.schedule", params: {} },
        node: { type, params: { operation: { is: "getOrder", orderId: "1" } } },
      },
      "start -> node",
    );
    expect(parseImport(JSON.stringify(document), server.store).warnings).toEqual([]);
    expect(
      parseImport(
        JSON.stringify({
          ...document,
          nodes: document.nodes.map((node) => ({ ...node, type: node.type === type ? "api.other" : node.type })),
        }),
        server.store,
      ).warnings,
    ).toHaveLength(1);
    const workflow = await createWorkflow(server.ctx, { document });
    await publishWorkflow(server.ctx, { id: workflow.id, revision: 1 });
    expect(listApiNodes(server.ctx)).toMatchObject([
      { type, operationCount: 3, release: "2.4", usedBy: [{ id: workflow.id }] },
    ]);
    const before = await runNode(type, { is: "getOrder", orderId: "1" });
    expect(before.detail.status).toBe("succeeded");
    await deleteApiNode(server.ctx, { id });
    expect(listApiNodes(server.ctx)).toEqual([]);
    expect((await runNode(type, { is: "getOrder", orderId: "1" })).detail.error?.message).toMatch(
      /which this server does not have/,
    );
    await expect(deleteApiNode(server.ctx, { id })).rejects.toThrow("no longer exists");
  });

  it.each<[string, object | (() => object), RegExp]>([
    ["a web page", () => ({ url: `${http.url}/page` }), /It is a web page/],
    ["an address nobody answers at", () => ({ url: "http://127.0.0.1:1/x" }), /refused/],
    ["a private address", () => ({ url: "http://10.0.0.1/openapi.json" }), /private network/],
    ["half a text", { text: '{"openapi": "3.0.0", "pa' }, /not valid JSON/],
    ["wrong YAML", { text: "openapi: 3.0.0\n  paths: [" }, /not valid YAML/],
    ["another kind of document", { text: '{"asyncapi":"3.0.0"}' }, /no key "openapi"/],
    ["no operations", { text: '{"openapi":"3.0.0","paths":{}}' }, /no operations/],
    [
      "a very deep one",
      { text: `{"openapi":"3.0.0","paths":${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}}` },
      /levels deep|too deep/,
    ],
  ])("says what is wrong with %s", async (_, source, message) => {
    const given = (typeof source === "function" ? source() : source) as { text: string };
    await expect(previewDocument(server.ctx, given)).rejects.toThrow(message);
  });
});
