import { describe, expect, it } from "vitest";
import { findNode } from "@/nodes/registry";
import { objectSchema } from "@/nodes/sdk/params";
import type { JsonObject } from "@/shared/item";
import { emptyDocument } from "@/shared/workflow";
import { exportN8n } from "../export";
import { importN8n } from "../import";
import { mapN8nNode } from "../registry";

const read = (version: number, parameters: JsonObject) =>
  mapN8nNode("n8n-nodes-base.httpRequest", version, { url: "https://x.example", ...parameters });
const options = (given: JsonObject) => read(4.2, { options: given }).params;
const rows = (values: JsonObject) => Object.entries(values).map(([name, value]) => ({ name, value }));

/** What public workflows hold, and what becomes of it. */
const stored: [number, JsonObject, JsonObject][] = [
  [4.2, { method: "HEAD" }, { method: "HEAD", url: "https://x.example", body: { is: "none" }, response: "auto" }],
  [
    4.2,
    { sendQuery: true, queryParameters: { parameters: rows({ a: "1", b: "={{ $json.b }}" }) } },
    { query: rows({ a: "1", b: "={{ $json.b }}" }), queryJson: {} },
  ],
  [3, { sendQuery: false, queryParameters: { parameters: rows({ a: "1" }) } }, { query: [] }],
  [4.1, { sendQuery: true, specifyQuery: "json", jsonQuery: '{"a": [1, 2]}' }, { query: [], queryJson: { a: [1, 2] } }],
  [4.1, { sendHeaders: true, specifyHeaders: "json", jsonHeaders: "={{ $json }}" }, { headersJson: "={{ $json }}" }],
  [4, { sendBody: true, bodyParameters: { parameters: rows({ n: "={{ 5 }}" }) } }, { body: json({ n: "={{ 5 }}" }) }],
  [
    4,
    { sendBody: true, bodyParameters: { parameters: rows({ "={{ $json.name }}": "={{ $json.a }}", "=b": "x" }) } },
    { body: json('={{ { [($json.name)]: ($json.a), ["b"]: "x" } }}') },
  ],
  [4, { options: { response: { response: { neverError: "=" } } } }, { neverFail: false }],
  [4, { sendBody: true, specifyBody: "json", jsonBody: '{"a":{"b":1}}' }, { body: json({ a: { b: 1 } }) }],
  [
    4,
    { sendBody: true, specifyBody: "json", jsonBody: '={"a": {{ $json.a }} }' },
    { body: json('={"a": {{ $json.a }} }') },
  ],
  [
    4,
    { sendBody: true, specifyBody: "json", jsonBody: '{"id":12345678901234567890}' },
    { body: json('{"id":12345678901234567890}') },
  ],
  [
    4,
    { sendBody: true, contentType: "form-urlencoded", specifyBody: "string", body: "a=1&b=2" },
    { body: { is: "text", text: "a=1&b=2", contentType: "application/x-www-form-urlencoded" } },
  ],
  [
    4.2,
    {
      ...{ sendBody: true, contentType: "multipart-form-data" },
      bodyParameters: {
        parameters: [
          { name: "a", value: "1" },
          { parameterType: "formBinaryData", name: "file", inputDataFieldName: "photo" },
        ],
      },
    },
    { body: { is: "multipart", fields: rows({ a: "1" }), files: [{ name: "file", field: "photo" }] } },
  ],
  [
    4.2,
    { sendBody: true, contentType: "raw", rawContentType: "text/xml", body: "<a/>" },
    { body: { is: "text", text: "<a/>", contentType: "text/xml" } },
  ],
  [4.2, { sendBody: true, contentType: "binaryData", inputDataFieldName: "f" }, { body: { is: "file", field: "f" } }],
  [
    4.2,
    {
      options: {
        response: {
          response: { fullResponse: true, neverError: true, responseFormat: "file", outputPropertyName: "pdf" },
        },
      },
    },
    { full: true, neverFail: true, response: "file", field: "pdf" },
  ],
  [4.2, { options: { redirect: { redirect: { followRedirects: false } } } }, { maxRedirects: 0 }],
  [4.2, { options: { redirect: { redirect: { maxRedirects: 3 } } } }, { maxRedirects: 3 }],
  [4.2, { options: { redirect: { redirect: {} } } }, { maxRedirects: 21 }],
  [3, { options: { redirect: { redirect: {} } } }, { maxRedirects: 0 }],
  [4.2, { options: { batching: { batch: { batchSize: 5 } } } }, { batchSize: 5, pauseMs: 1_000 }],
  [4.2, { options: { batching: { batch: {} } } }, { batchSize: 50, pauseMs: 1_000 }],
  [4.2, { options: { batching: { batch: { batchSize: -1, batchInterval: 0 } } } }, { batchSize: 500, pauseMs: 0 }],
  [4.2, { options: { timeout: 2_500 } }, { timeoutSeconds: 2.5 }],
  [4.2, { options: { timeout: "={{ $json.ms }}" } }, { timeoutSeconds: "={{ ( $json.ms ) / 1000 }}" }],
  [
    4.2,
    { options: { allowUnauthorizedCerts: true, queryParameterArrays: "indices", lowercaseHeaders: false } },
    { anyCertificate: true, listFormat: "indices", lowerCaseHeaders: false },
  ],
  [
    4.2,
    {
      options: {
        pagination: {
          pagination: {
            parameters: {
              parameters: [
                { name: "page", value: "={{ $pageCount + 1 }}" },
                { type: "headers", name: "x", value: 1 },
              ],
            },
            ...{ paginationCompleteWhen: "receiveSpecificStatusCodes", statusCodesWhenComplete: "404,410" },
            ...{ limitPagesFetched: true, maxRequests: 7, requestInterval: 200 },
          },
        },
      },
    },
    {
      pagination: {
        is: "update",
        changes: [
          { where: "query", name: "page", value: "={{ $pageCount + 1 }}" },
          { where: "header", name: "x", value: "1" },
        ],
        until: { is: "status", codes: "404,410" },
        ...{ maxPages: 7, pauseMs: 200 },
      },
    },
  ],
  [
    4.2,
    {
      options: {
        pagination: {
          pagination: {
            ...{ paginationMode: "responseContainsNextURL", nextURL: "={{ $response.body.next }}" },
            ...{ paginationCompleteWhen: "other", completeExpression: "={{ !$response.body.next }}" },
          },
        },
      },
    },
    {
      pagination: {
        ...{ is: "nextUrl", url: "={{ $response.body.next }}", maxPages: 10_000, pauseMs: 0 },
        until: { is: "expression", condition: "={{ !$response.body.next }}" },
      },
    },
  ],
  [4.2, { options: { pagination: { pagination: { paginationMode: "off" } } } }, { pagination: { is: "off" } }],
  [1, {}, { method: "GET", response: "json", split: false, body: { is: "none" }, timeoutSeconds: 3_600 }],
  [
    1,
    {
      ...{ requestMethod: "POST", responseFormat: "string", dataPropertyName: "page", allowUnauthorizedCerts: true },
      queryParametersUi: { parameter: rows({ q: "1" }) },
      headerParametersUi: { parameter: rows({ h: "2" }) },
      bodyParametersUi: { parameter: rows({ b: "3" }) },
      options: {
        splitIntoItems: true,
        fullResponse: true,
        ignoreResponseCode: true,
        useQueryString: true,
        timeout: 500,
      },
    },
    {
      ...{ method: "POST", response: "text", field: "page", anyCertificate: true, split: true, full: true },
      ...{ neverFail: true, listFormat: "repeat", timeoutSeconds: 0.5 },
      ...{ query: rows({ q: "1" }), headers: rows({ h: "2" }), body: json({ b: "3" }) },
    },
  ],
  [
    2,
    {
      jsonParameters: true,
      requestMethod: "PUT",
      bodyParametersJson: '{"a":1}',
      headerParametersJson: '{"h":"2"}',
      queryParametersJson: "={{ $json }}",
    },
    { body: json({ a: 1 }), headersJson: { h: "2" }, queryJson: "={{ $json }}", query: [] },
  ],
  [
    2,
    {
      jsonParameters: true,
      bodyParametersJson: "a: 1",
      options: { bodyContentType: "raw", bodyContentCustomMimeType: "text/yaml" },
    },
    { body: { is: "text", text: "a: 1", contentType: "text/yaml" } },
  ],
  [
    2,
    {
      jsonParameters: true,
      sendBinaryData: true,
      binaryPropertyName: "a:x, b:y",
      options: { bodyContentType: "multipart-form-data" },
    },
    {
      body: {
        is: "multipart",
        fields: [],
        files: [
          { name: "a", field: "x" },
          { name: "b", field: "y" },
        ],
      },
    },
  ],
  [
    2,
    { jsonParameters: true, sendBinaryData: true, options: { bodyContentType: "raw" } },
    { body: { is: "file", field: "data" } },
  ],
  [
    2,
    { bodyParametersUi: { parameter: rows({ a: "1" }) }, options: { bodyContentType: "form-urlencoded" } },
    { body: { is: "form", fields: rows({ a: "1" }) } },
  ],
  [2, { options: { batchSize: 3, batchInterval: 50 } }, { batchSize: 3, pauseMs: 50 }],
  [2, { options: { followRedirect: false } }, { maxRedirects: 0 }],
  [2, { responseFormat: "file" }, { response: "file" }],
];

function json(value: JsonObject | string): JsonObject {
  return { is: "json", value };
}

describe("n8n's HTTP Request", () => {
  it.each(stored)("of version %d with %j", (version, parameters, wanted) => {
    const { type, params } = read(version, parameters);
    expect([type, params]).toMatchObject(["core.httpRequest", wanted]);
    const schema = objectSchema(findNode(type)?.params ?? {});
    const hasExpression = typeof params.timeoutSeconds === "string";
    expect(schema.safeParse(hasExpression ? { ...params, timeoutSeconds: 1 } : params).error?.issues).toBeUndefined();
  });

  it.each(stored)("of version %d is the same after a trip to n8n and back: %j", (typeVersion, given) => {
    const node = { name: "A", type: "n8n-nodes-base.httpRequest", typeVersion, position: [0, 0], parameters: given };
    const first = importN8n({ nodes: [node], connections: {} }).document;
    const { document } = exportN8n(first);
    expect(document.nodes).toMatchObject([{ type: "n8n-nodes-base.httpRequest", typeVersion: 4.4 }]);
    const again = importN8n(JSON.parse(JSON.stringify(document))).document;
    expect(again.nodes[0]?.params).toMatchObject(first.nodes[0]?.params ?? {});
  });

  it.each([
    [{ options: { proxy: "http://proxy.example" } }, /proxy/],
    [{ provideSslCertificates: true }, /Client certificates/],
    [{ authentication: "predefinedCredentialType", nodeCredentialType: "slackApi" }, /"slackApi" signed the request/],
    [{ authentication: "genericCredentialType", genericAuthType: "oAuth1Api" }, /OAuth1/],
    [{ options: { batching: { batch: { batchSize: "={{ 5 }}" } } } }, /cannot be expressions/],
  ])("says what of %j is not taken over", (parameters, message) => {
    expect(read(4.2, parameters).warnings).toContainEqual(expect.stringMatching(message));
  });

  it("says that a list stays one item, where older versions had it so", () => {
    expect(read(1, {}).warnings).toHaveLength(1);
    expect(read(1, { options: { splitIntoItems: true } }).warnings).toEqual([]);
  });

  it("survives what is no request", () => {
    for (const broken of [
      { options: 5 },
      { options: { pagination: { pagination: [] } } },
      { sendBody: true, bodyParameters: [null] },
    ])
      expect(read(4.2, broken as unknown as JsonObject).type).toBe("core.httpRequest");
    expect(options({ timeout: -5, redirect: { redirect: { maxRedirects: 1e9 } } })).toMatchObject({
      timeoutSeconds: 0.1,
      maxRedirects: 50,
    });
    const polluted = read(
      4.2,
      JSON.parse('{"sendBody":true,"bodyParameters":{"parameters":[{"name":"__proto__","value":"x"}]}}'),
    );
    expect(JSON.stringify(polluted.params.body)).toBe('{"is":"json","value":{"__proto__":"x"}}');
    expect(({} as JsonObject).x).toBeUndefined();
  });
});

describe("our HTTP Request in n8n", () => {
  const write = (params: JsonObject, credentials?: { [slot: string]: string }) => {
    const node = { id: "a", name: "A", type: "core.httpRequest", version: 1, position: { x: 0, y: 0 }, params };
    const made = exportN8n({ ...emptyDocument("T"), nodes: [{ ...node, ...(credentials && { credentials }) }] });
    const [written] = made.document.nodes as JsonObject[];
    return { parameters: written?.parameters as JsonObject, messages: made.warnings.map(({ message }) => message) };
  };

  it("holds only what is not usual there", () => {
    expect(write({ url: "https://x.example", maxRedirects: 21, timeoutSeconds: 300 }).parameters).toEqual({
      url: "https://x.example",
      options: {},
    });
  });

  it("sends JSON with expressions inside as one expression", () => {
    const value = { a: { b: "=x{{ $json.b }}", c: ["={{ $json.c }}", "plain"] } };
    const { parameters } = write({ url: "u", body: { is: "json", value } });
    expect(parameters.jsonBody).toBe('={{ { "a": { "b": ["x", ($json.b)].join(""), "c": [($json.c), "plain"] } } }}');
  });

  it("reads pages with expressions", () => {
    const pagination = { is: "cursor", path: "meta.next[0]", parameter: "c", maxPages: 5 };
    expect(write({ url: "u", pagination }).parameters).toMatchObject({
      options: {
        pagination: {
          pagination: {
            parameters: { parameters: [{ name: "c", value: '={{ $response.body?.["meta"]?.["next"]?.[0] }}' }] },
            completeExpression: '={{ !($response.body?.["meta"]?.["next"]?.[0]) }}',
            ...{ limitPagesFetched: true, maxRequests: 5 },
          },
        },
      },
    });
  });

  it("asks for the credential, and says what it cannot do", () => {
    const { parameters, messages } = write({ url: "u", split: false }, { auth: "c1" });
    expect(parameters.authentication).toBe("genericCredentialType");
    expect(messages.join("\n")).toMatch(/Choose the credential in n8n[\s\S]*item of each entry/);
  });
});
