import type { ServerResponse } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Call, openTestHttp, type TestHttp } from "@/server/worker/testing";
import type { JsonObject } from "@/shared/item";
import { optionalCredential } from "../credential";
import { p } from "../params";
import type { ApiOperation, Paging } from "./api-node";
import { defineApiNode } from "./define-api-node";
import { asBody, inBody, inHeader, inPath, inQuery, maybe } from "./place";
import { apiRunner } from "./testing";

const { run } = apiRunner();
let http: TestHttp;
let handle: (call: Call, response: ServerResponse, query: URLSearchParams) => void;
beforeAll(async () => {
  http = await openTestHttp((call, response) => handle(call, response, new URL(call.url, http.url).searchParams));
});
afterAll(() => http.close());
beforeEach(() => {
  http.calls.length = 0;
  handle = (_, response) => void response.end("{}");
});

const answer = (body: unknown) => (_: Call, response: ServerResponse) => void response.end(JSON.stringify(body));

const apiOf = (operation: Partial<ApiOperation>) =>
  defineApiNode({
    ...{ type: "test.api", label: "Shop", summary: "A shop", icon: "globe" },
    credentials: { account: optionalCredential("Account") },
    base: { url: `${http.url}/v1/` },
    headers: [{ name: "x-version", value: "7" }],
    errors: { at: ["error.message"], okAt: "ok", waitAt: "retry_after", hints: { no_room: "Make room" } },
    resources: {
      thing: { label: "Thing", operations: { go: { label: "Go", method: "GET", path: "/things", ...operation } } },
    },
  });

const go = (operation: Partial<ApiOperation>, values: JsonObject = {}, ...rest: [JsonObject[]?, object?]) =>
  run(apiOf(operation), () => ({ resource: { is: "thing", operation: { is: "go", ...values } } }), ...rest);
const paths = () => http.calls.map(({ method, url }) => `${method} ${url}`);

describe("an API as data", () => {
  it("sends each parameter where it belongs, signed", async () => {
    const params = {
      id: inPath(p.text({ label: "Id" })),
      tags: inQuery(p.text({ label: "Tags" }), { as: "tag", list: "comma" }),
      ids: inQuery(p.text({ label: "Ids" }), { list: "brackets" }),
      trace: inHeader(p.text({ label: "Trace" }), "x-trace"),
      name: inBody(p.text({ label: "Name" }), "item.name"),
      count: inBody(maybe.number({ label: "Count" })),
      open: inBody(maybe.toggle({ label: "Open" })),
    };
    const values = { id: "7", tags: "a, b", ids: "1,2", trace: "t", name: "Ann", count: "3", open: "no" };
    await go({ method: "PUT", path: "/things/{id}", params, fixed: { kind: "x" }, query: { all: "1" } }, values);
    expect(paths()).toEqual(["PUT /v1/things/7?all=1&tag=a%2Cb&ids%5B%5D=1&ids%5B%5D=2"]);
    const [{ headers, body } = { headers: {}, body: "" }] = http.calls;
    expect(JSON.parse(body)).toEqual({ kind: "x", item: { name: "Ann" }, count: 3, open: false });
    expect(headers).toMatchObject({ "x-trace": "t", "x-version": "7", authorization: "Bearer s3cret" });
    expect(headers["content-type"]).toBe("application/json");
  });

  it("is safe to run again where the service knows a request by a key", () => {
    const node = apiOf({ method: "POST", onceBy: "key", params: { key: inHeader(p.text({ label: "Key" }), "key") } });
    const effect = (values: JsonObject) =>
      node.effectWith?.({ resource: { is: "thing", operation: { is: "go", ...values } } });
    expect([effect({}), effect({ key: "" }), effect({ key: "={{ $json.id }}" })]).toEqual([
      ...["unsafe", "unsafe", "idempotent"],
    ]);
  });

  it("leaves out what says nothing", async () => {
    const params = {
      tag: inQuery(p.text({ label: "Tag" })),
      sort: inQuery(p.select({ label: "Sort", options: ["new", "old"] }), { unless: "new" }),
      count: inBody(maybe.number({ label: "Count" })),
      open: inBody(maybe.toggle({ label: "Open" })),
      list: inBody(p.text({ label: "List" }), { list: "json" }),
      more: asBody(p.json({ label: "More", default: {} })),
    };
    await go({ method: "POST", params }, { count: "", open: "unset" });
    expect([paths(), http.calls[0]?.body]).toEqual([["POST /v1/things"], ""]);
  });

  it("sends a form, and JSON that was written as text", async () => {
    const text = inBody(p.text({ label: "Text" }));
    await go({ method: "POST", body: "form", params: { text } }, { text: "a&b" });
    await go({ method: "POST", params: { more: asBody(p.json({ label: "More" })) } }, { more: '{"a":[1]}' });
    expect(http.calls.map(({ body }) => body)).toEqual(["text=a%26b", '{"a":[1]}']);
    await expect(
      go({ method: "POST", params: { more: asBody(p.json({ label: "M" })) } }, { more: "{a" }),
    ).rejects.toThrow(/not valid JSON/);
  });

  it.each([
    ["../admin", "/v1/things/..%2Fadmin/x"],
    ["a/b?x", "/v1/things/a%2Fb%3Fx/x"],
    ["ä #", "/v1/things/%C3%A4%20%23/x"],
  ])("keeps %s within its place of the path", async (id, path) => {
    await go({ path: "/things/{id}/x", params: { id: inPath(p.text({ label: "Id" })) } }, { id });
    expect(http.calls[0]?.url).toBe(path);
  });

  it.each([
    ["{id}", "..", /would lead to another place/],
    ["{+id}", "a/../b", /would lead to another place/],
    ["{id}", " ", /"Id" is empty/],
  ])("refuses in %s the value %j", async (place, id, message) => {
    const params = { id: inPath(p.text({ label: "Id" })) };
    await expect(go({ path: `/things/${place}`, params }, { id })).rejects.toMatchObject({
      message: expect.stringMatching(message),
      info: { param: "resource.operation.id" },
    });
    expect(http.calls).toEqual([]);
  });

  it("lets a path have slashes where it says so", async () => {
    await go({ path: "/files/{+id}", params: { id: inPath(p.text({ label: "Id" })) } }, { id: "a b/c?.txt" });
    expect(http.calls[0]?.url).toBe("/v1/files/a%20b/c%3F.txt");
  });

  it("gives the whole answer, a part of it, or that it was done", async () => {
    handle = answer({ ok: true, thing: { id: 1 } });
    expect((await go({})).main).toEqual([{ ok: true, thing: { id: 1 } }]);
    expect((await go({ item: "thing" })).main).toEqual([{ id: 1 }]);
    handle = (_, response) => void response.writeHead(204).end();
    expect((await go({ method: "DELETE" })).main).toEqual([{ success: true }]);
  });

  it("changes the odd request and answer by a function of their own", async () => {
    handle = answer({ things: "1,2" });
    const { main } = await go({
      before: (draft, values) => ({ ...draft, query: [{ name: "q", value: String(values.is) }] }),
      after: (body) => String((body as JsonObject).things).split(","),
    });
    expect(main).toEqual([{ value: "1" }, { value: "2" }]);
    expect(paths()).toEqual(["GET /v1/things?q=go"]);
  });

  it("calls any path of the service by hand, and none of another", async () => {
    const call = (path: string) =>
      run(apiOf({}), () => ({
        resource: { is: "custom", method: "POST", path, query: [{ name: "a", value: "b c" }], body: '{"x":1}' },
      }));
    await call("/other//evil.example?k=1");
    expect(paths()).toEqual(["POST /v1/other//evil.example?k=1&a=b+c"]);
    expect(http.calls[0]).toMatchObject({ body: '{"x":1}', headers: { authorization: "Bearer s3cret" } });
    await expect(call("https://evil.example/")).rejects.toThrow(/not a path below/);
    await expect(call("/../../admin")).rejects.toThrow(/not a path below/);
    await expect(call("/%2e%2e/admin")).rejects.toThrow(/not a path below/);
  });

  it("may run again after a crash as its method says, or as it says itself", () => {
    const effect = (operation: Partial<ApiOperation>, params: JsonObject = {}) => apiOf(operation).effectWith?.(params);
    expect(["GET", "PUT", "DELETE", "POST", "PATCH"].map((method) => effect({ method }))).toEqual([
      ...["none", "idempotent", "idempotent", "unsafe", "unsafe"],
    ]);
    expect(effect({ method: "POST", effect: "idempotent" })).toBe("idempotent");
    expect(effect({}, { resource: { is: "custom", method: "POST" } })).toBe("unsafe");
    expect(effect({}, { resource: { is: "gone" } })).toBe("unsafe");
  });
});

describe("a list comes page by page", () => {
  const things = Array.from({ length: 7 }, (_, id) => ({ id: id + 1 }));
  const ids = (main: JsonObject[] | undefined) => main?.map(({ id }) => id);
  const all = [1, 2, 3, 4, 5, 6, 7];

  it.each<[string, Paging, (query: URLSearchParams, call: Call, response: ServerResponse) => unknown]>([
    [
      "by a cursor",
      { by: "cursor", from: "meta.next", to: "after" },
      (query) => {
        const from = Number(query.get("after") ?? 0);
        return { data: things.slice(from, from + 3), meta: { next: from + 3 < 7 ? String(from + 3) : "" } };
      },
    ],
    [
      "by a cursor in the body",
      { by: "cursor", from: "meta.next", to: "start", in: "body" },
      (_, { body }) => {
        const from = Number(JSON.parse(body || "{}").start ?? 0);
        return { data: things.slice(from, from + 3), meta: { next: from + 3 < 7 ? String(from + 3) : null } };
      },
    ],
    [
      "by page number",
      { by: "page", to: "page", size: { to: "per", max: 3 } },
      (query) => {
        const [page, size] = [Number(query.get("page")), Number(query.get("per"))];
        return { data: things.slice((page - 1) * size, page * size) };
      },
    ],
    [
      "by offset",
      { by: "offset", to: "skip", size: { to: "take", max: 3 } },
      (query) => {
        const from = Number(query.get("skip") ?? 0);
        return { data: things.slice(from, from + Number(query.get("take"))) };
      },
    ],
    [
      "by the last item",
      { by: "last", from: "id", to: "since", size: { to: "take", max: 3 } },
      (query) => {
        const from = Number(query.get("since") ?? 0);
        return { data: things.slice(from, from + Number(query.get("take"))) };
      },
    ],
    [
      "by the Link header",
      { by: "linkHeader" },
      (query, _, response) => {
        const from = Number(query.get("from") ?? 0);
        if (from + 3 < 7) response.setHeader("link", `</v1/things?from=${from + 3}>; rel="next", </x>; rel="first"`);
        return { data: things.slice(from, from + 3) };
      },
    ],
    [
      "by a link in the answer",
      { by: "url", from: "next" },
      (query) => {
        const from = Number(query.get("from") ?? 0);
        return { data: things.slice(from, from + 3), next: from + 3 < 7 ? `/v1/things?from=${from + 3}` : null };
      },
    ],
  ])("%s, to the end or as many as wanted", async (_, paging, give) => {
    handle = (call, response, query) => void response.end(JSON.stringify(give(query, call, response)));
    const list = { at: "data", paging };
    const method = paging.in === "body" ? "POST" : "GET";
    expect(ids((await go({ method, list }, { all: true })).main)).toEqual(all);
    http.calls.length = 0;
    expect(ids((await go({ method, list }, { limit: 2 })).main)).toEqual([1, 2]);
    expect(http.calls).toHaveLength(1);
    expect(ids((await go({ method, list }, { limit: 4 })).main)).toEqual([1, 2, 3, 4]);
    expect(http.calls.every(({ headers }) => headers.authorization === "Bearer s3cret")).toBe(true);
  });

  it("without a page of the same again", async () => {
    handle = answer({ data: [{ id: 1 }], next: "x" });
    const list = { at: "data", paging: { by: "cursor", from: "next", to: "after" } as const };
    await expect(go({ list }, { all: true })).rejects.toThrow(/as the next one that was read already/);
  });

  it("and the secret stays with its service when a page is elsewhere", async () => {
    const other = await openTestHttp((_, response) => void response.end('{"data":[{"id":2}]}'));
    handle = answer({ data: [{ id: 1 }], next: `${other.url}/x` });
    const list = { at: "data", paging: { by: "url", from: "next" } as const };
    expect(ids((await go({ list }, { all: true })).main)).toEqual([1, 2]);
    expect(other.calls[0]?.headers.authorization).toBeUndefined();
    await other.close();
  });

  it("and goes on after a connection that broke in the middle of a page", async () => {
    handle = (call, response, query) => {
      const page = Number(query.get("page"));
      const isSecondTry = http.calls.filter(({ url }) => url === call.url).length > 1;
      if (page === 2 && !isSecondTry) {
        response.writeHead(200, { "content-length": "1000" });
        response.write('{"data":[{"id":', () => response.destroy());
      } else response.end(JSON.stringify({ data: things.slice((page - 1) * 4, page * 4) }));
    };
    const list = { at: "data", paging: { by: "page", to: "page", size: { to: "per", max: 4 } } as const };
    expect(ids((await go({ list }, { all: true })).main)).toEqual(all);
  });

  it("or says how far it came when a page breaks off every time", async () => {
    handle = (_, response, query) => {
      if (query.get("page") === "1") return void response.end(JSON.stringify({ data: things.slice(0, 4) }));
      response.writeHead(200, { "content-length": "1000" });
      response.write('{"data":[{"id":', () => response.destroy());
    };
    const list = { at: "data", paging: { by: "page", to: "page", size: { to: "per", max: 4 } } as const };
    await expect(go({ list }, { all: true })).rejects.toThrow(/broke off in the middle.*\(page 2, after 4 items\)/);
  });

  it("and says when the answer holds none", async () => {
    handle = answer({ data: "none" });
    await expect(go({ list: { at: "data" } })).rejects.toThrow('The answer of Shop holds no list in "data"');
    handle = answer({});
    expect((await go({ list: { at: "data" } })).main).toBeUndefined();
  });
});

describe("a service that refuses", () => {
  it.each([
    ["the header", { "retry-after": "1" }, {}],
    ["a date in the header", () => ({ "retry-after": new Date(Date.now() + 1_000).toUTCString() }), {}],
    ["the body", {}, { retry_after: 0.2 }],
  ])("for now is asked again after the time in %s", async (_, headers, body) => {
    handle = (_call, response) => {
      if (http.calls.length > 1) return void response.end('{"id":1}');
      response.writeHead(429, typeof headers === "function" ? headers() : headers).end(JSON.stringify(body));
    };
    expect((await go({ method: "POST" })).main).toEqual([{ id: 1 }]);
    expect(http.calls).toHaveLength(2);
  });

  it("for a long time is told at once, and a wait ends with the step", async () => {
    handle = (_, response) => void response.writeHead(429, { "retry-after": "3600" }).end();
    await expect(go({})).rejects.toThrow("Shop wants fewer requests: it asks to wait 3600 s");
    handle = (_, response) => void response.writeHead(503, { "retry-after": "50" }).end();
    const begun = performance.now();
    await expect(go({}, {}, [{}], { timeoutMs: 200 })).rejects.toThrow(/did not finish within/);
    expect(performance.now() - begun).toBeLessThan(5_000);
  });

  it("for good is quoted, with what to do", async () => {
    handle = (_, response) => void response.writeHead(404).end('{"error":{"message":"no such thing"}}');
    await expect(go({})).rejects.toMatchObject({
      message: "Shop answered 404 Not Found to GET /v1/things: no such thing",
      info: { code: "HTTP_404", hint: expect.stringMatching(/names and ids/) },
    });
    handle = (_, response) => void response.end('{"ok":false,"error":{"message":"no_room"}}');
    await expect(go({})).rejects.toMatchObject({ info: { code: "API_REFUSED", hint: "Make room" } });
    handle = (_, response) => void response.writeHead(500).end("oops\n\nstack");
    await expect(go({})).rejects.toThrow("Shop answered 500 Internal Server Error to GET /v1/things: oops stack");
  });

  it("with a page instead of data is named so", async () => {
    const page = "<!doctype html><html><title>Sign in</title></html>";
    handle = (_, response) => void response.setHeader("content-type", "text/html").end(page);
    await expect(go({})).rejects.toMatchObject({
      message: "Shop answered HTML instead of JSON: “Sign in”",
      info: { code: "API_HTML" },
    });
    handle = (_, response) => void response.writeHead(502, { "content-type": "text/html" }).end(page);
    await expect(go({})).rejects.toThrow(/502 Bad Gateway to GET \/v1\/things with an HTML page: “Sign in”/);
  });

  it.each(["continue", "branch"] as const)("one item lets the others go on with %s", async (onError) => {
    handle = ({ url }, response) => {
      if (url.endsWith("/2")) response.writeHead(400).end('{"error":{"message":"bad"}}');
      else response.end('{"fine":true}');
    };
    const node = apiOf({ path: "/things/{id}", params: { id: inPath(p.text({ label: "Id" })) } });
    const paramsOf = ({ n }: JsonObject) => ({ resource: { is: "thing", operation: { is: "go", id: n ?? "" } } });
    const outputs = await run(node, paramsOf, [{ n: 1 }, { n: 2 }, { n: 3 }], { onError });
    const error = "Shop answered 400 Bad Request to GET /v1/things/2: bad";
    const fine = { fine: true };
    expect(outputs).toEqual(
      onError === "continue" ? { main: [fine, { error }, fine] } : { main: [fine, fine], error: [{ n: 2, error }] },
    );
  });
});
