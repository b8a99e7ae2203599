import { describe, expect, it } from "vitest";
import { findNode } from "@/nodes/registry";
import { objectSchema } from "@/nodes/sdk/params";
import type { JsonObject } from "@/shared/item";
import { emptyDocument } from "@/shared/workflow";
import { exportN8n } from "../export";
import { importN8n } from "../import";
import { mapN8nNode } from "../registry";

const rows = (values: JsonObject) => Object.entries(values).map(([name, value]) => ({ name, value }));

/** What public workflows hold, and what becomes of it. */
const stored: [string, number, JsonObject, JsonObject][] = [
  [
    ...(["webhook", 1, { path: "a" }] as const),
    { path: "a", methods: ["GET"], authentication: "any", respond: { is: "accepted", status: 200, noBody: false } },
  ],
  ["webhook", 2, { path: "a", httpMethod: "POST" }, { methods: ["POST"] }],
  ["webhook", 2.1, { path: "a", multipleMethods: true, httpMethod: ["GET", "DELETE"] }, { methods: ["GET", "DELETE"] }],
  ["webhook", 1, { path: "a", responseCode: 201 }, { respond: { is: "accepted", status: 201 } }],
  ["webhook", 1.1, { path: "a", options: { responseCode: 202 } }, { respond: { status: 202 } }],
  [
    ...(["webhook", 2, { path: "a", options: { responseCode: { values: { responseCode: 204 } } } }] as const),
    { respond: { status: 204 } },
  ],
  [
    "webhook",
    2,
    { path: "a", options: { responseCode: { values: { responseCode: "customCode", customCode: 299 } } } },
    { respond: { status: 299 } },
  ],
  ["webhook", 2, { path: "a", authentication: "basicAuth" }, { authentication: "basic" }],
  ["webhook", 2, { path: "a", authentication: "headerAuth" }, { authentication: "header" }],
  ["webhook", 2, { path: "a", authentication: "jwtAuth" }, { authentication: "jwt" }],
  ["webhook", 2, { path: "a", responseMode: "responseNode" }, { respond: { is: "node" } }],
  [
    "webhook",
    2,
    {
      path: "a",
      responseMode: "lastNode",
      options: { responsePropertyName: "html", responseContentType: "text/html" },
    },
    { respond: { is: "finished", answer: "first", field: "html", status: 200 }, contentType: "text/html" },
  ],
  [
    "webhook",
    1,
    { path: "a", responseMode: "lastNode", responseData: "firstEntryBinary", responseBinaryPropertyName: "pdf" },
    { respond: { is: "finished", answer: "file", field: "pdf" } },
  ],
  [
    ...(["webhook", 1, { path: "a", responseMode: "lastNode", responseData: "allEntries" }] as const),
    { respond: { is: "finished", answer: "all" } },
  ],
  ["webhook", 2, { path: "a", responseMode: "lastNode", responseData: "noData" }, { respond: { answer: "none" } }],
  [
    "webhook",
    2,
    {
      path: "a",
      options: {
        ...{
          allowedOrigins: "https://a.example,https://b.example",
          ipWhitelist: "10.0.0.1, 10.0.0.2",
          ignoreBots: true,
        },
        ...{ rawBody: true, binaryPropertyName: "file", noResponseBody: true, responseData: "done" },
        responseHeaders: { entries: rows({ "x-a": "1" }) },
      },
    },
    {
      ...{ origins: "https://a.example,https://b.example", callers: "10.0.0.1, 10.0.0.2", ignoreBots: true },
      ...{ rawBody: true, fileField: "file", headers: rows({ "x-a": "1" }) },
      respond: { is: "accepted", noBody: true, text: "done" },
    },
  ],
  ["respondToWebhook", 1, {}, { answer: { is: "first" }, status: 200, headers: [], key: "" }],
  [
    "respondToWebhook",
    1.1,
    { respondWith: "allIncomingItems", options: { responseKey: "a.b" } },
    { answer: { is: "items" }, key: "a.b" },
  ],
  [
    "respondToWebhook",
    1.1,
    { respondWith: "json", responseBody: '={"a": {{ $json.a }} }', options: { responseCode: 201 } },
    { answer: { is: "json", value: '={"a": {{ $json.a }} }' }, status: 201 },
  ],
  ["respondToWebhook", 1, { respondWith: "json", options: { responseKey: "ignored" } }, { key: "" }],
  ["respondToWebhook", 1, { respondWith: "json" }, { answer: { is: "json", value: { myField: "value" } } }],
  [
    "respondToWebhook",
    1,
    { respondWith: "text", responseBody: "<p>", options: { responseHeaders: { entries: rows({ "x-a": "1" }) } } },
    { answer: { is: "text", text: "<p>", contentType: "text/html; charset=utf-8" }, headers: rows({ "x-a": "1" }) },
  ],
  [
    "respondToWebhook",
    1,
    {
      respondWith: "text",
      responseBody: "a,b",
      options: { responseHeaders: { entries: rows({ "Content-Type": "text/csv" }) } },
    },
    { answer: { is: "text", text: "a,b", contentType: "text/csv" }, headers: [] },
  ],
  ["respondToWebhook", 1, { respondWith: "binary" }, { answer: { is: "file", field: "" } }],
  [
    ...(["respondToWebhook", 1, { respondWith: "binary", responseDataSource: "set", inputFieldName: "pdf" }] as const),
    { answer: { is: "file", field: "pdf" } },
  ],
  [
    ...(["respondToWebhook", 1, { respondWith: "redirect", redirectURL: "https://x.example" }] as const),
    { answer: { is: "redirect", url: "https://x.example", code: 307 } },
  ],
  [
    "respondToWebhook",
    1,
    { respondWith: "redirect", redirectURL: "=https://{{ $json.host }}", options: { responseCode: 301 } },
    { answer: { is: "redirect", url: "=https://{{ $json.host }}", code: 301 } },
  ],
  [
    "respondToWebhook",
    1.1,
    { respondWith: "jwt", payload: '{"sub":"ann"}', options: { responseCode: "={{ $json.code }}" } },
    { answer: { is: "jwt", claims: { sub: "ann" } }, status: "={{ $json.code }}" },
  ],
  ["respondToWebhook", 1, { respondWith: "noData" }, { answer: { is: "none" } }],
];

const read = (type: string, version: number, parameters: JsonObject) =>
  mapN8nNode(`n8n-nodes-base.${type}`, version, parameters);

describe("webhooks of n8n", () => {
  it.each(stored)("%s %d with %j", (name, version, parameters, wanted) => {
    const { type, params, warnings } = read(name, version, parameters);
    expect([params, warnings]).toMatchObject([wanted, []]);
    const isDynamic = JSON.stringify(params).includes('"={{');
    const schema = objectSchema(findNode(type)?.params ?? {});
    if (!isDynamic) expect(schema.safeParse(params).error?.issues).toBeUndefined();
  });

  it.each(stored)("%s %d is the same after a trip to n8n and back: %j", (name, typeVersion, parameters) => {
    const node = { name: "A", type: `n8n-nodes-base.${name}`, typeVersion, position: [0, 0], parameters };
    const first = importN8n({ nodes: [node], connections: {} }).document;
    const again = importN8n(JSON.parse(JSON.stringify(exportN8n(first).document))).document;
    expect(again.nodes[0]?.params).toEqual(first.nodes[0]?.params);
  });

  it("are never left open because of what is not known here", () => {
    const { params, warnings } = read("webhook", 2, { path: "a", authentication: "oAuth9" });
    expect([params.authentication, warnings]).toEqual(["jwt", [expect.stringMatching(/"oAuth9" is not known/)]]);
    expect(read("webhook", 2, { path: "a", authentication: "constructor" }).params.authentication).toBe("jwt");
  });

  it("are not left open in n8n because of a credential that stays here", () => {
    const node = {
      id: "a",
      name: "A",
      type: "core.webhook",
      version: 1,
      position: { x: 0, y: 0 },
      params: { path: "a" },
    };
    const written = (credentials?: { [slot: string]: string }) =>
      exportN8n({ ...emptyDocument("T"), nodes: [{ ...node, ...(credentials && { credentials }) }] }).document.nodes;
    expect(written({ auth: "c1" })).toMatchObject([{ parameters: { authentication: "headerAuth" } }]);
    expect(JSON.stringify(written())).not.toContain("authentication");
  });

  it.each<[string, JsonObject, RegExp]>([
    ["webhook", { options: { responseData: "={{ $json.a }}" } }, /cannot be expressions: responseData/],
    [
      "webhook",
      { options: { responseCode: { values: { responseCode: "customCode", customCode: "={{ 1 }}" } } } },
      /cannot be expressions: responseCode/,
    ],
    ["webhook", { responseMode: "streaming" }, /not bit by bit/],
    ["respondToWebhook", { respondWith: "telegram" }, /"telegram" is not known/],
    ["respondToWebhook", { enableResponseOutput: true }, /second output/],
  ])("%s with %j say what is not taken over", (name, parameters, message) => {
    const { warnings, params } = read(name, 2, { path: "a", ...parameters });
    expect(warnings).toEqual([expect.stringMatching(message)]);
    expect(JSON.stringify(params)).not.toContain("={{");
  });
});
