import { Buffer } from "node:buffer";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "@/server/db/testing";
import { openFileStore } from "@/server/http/files";
import { cameAs, storedCall } from "@/server/runs/raw-call";
import type { Json } from "@/shared/item";
import type { WebhookRequestDetail, WebhookRequestSummary } from "@/shared/webhook-request";
import { draw, startServer, type TestServer } from "./testing";
import { keptCall, readCall } from "./webhooks/read-call";

const folder = temporaryFolder();
const files = openFileStore(folder.path);
afterAll(() => folder.remove());

async function stored(type: string, body: Buffer, query = "") {
  const headers = { "content-type": type, "content-length": String(body.length) };
  const url = new URL(`http://localhost/webhook/a${query && `?${query}`}`);
  const options = { files, maxBytes: 1e7, rawBody: false, params: {}, executionMode: "production" } as const;
  const { item, text } = await readCall(keptCall({ method: "POST", headers }, body), url, {
    ...options,
    webhookUrl: "http://localhost/webhook/a",
  });
  return { item, ...storedCall(item, text, url.search.slice(1)) };
}

describe("a call as it is stored", () => {
  it.each<[string, string, string | Buffer]>([
    ["digits that a number cannot hold", "application/json", '{"id":12345678901234567890,"price":10.00}'],
    ["keys in an order that objects do not keep", "application/json", '{"b":1,"10":2,"9":3,"a":4}'],
    ["keys that come twice", "application/json", '{"a":1,"a":2,"__proto__":{"x":1}}'],
    ["white space and escapes", "application/vnd.api+json; charset=utf-8", ' {"a" : "\\u00e9\\/",\r\n "b": [ ] }\n'],
    ["JSON that is no object", "application/json", '"body"'],
    ["an empty object", "application/json", "{}"],
    ["no body", "application/json", ""],
    ["a form whose fields are mixed", "application/x-www-form-urlencoded", "a=1&b=2&a=3&c[]=4&d=%7E%20x&__proto__=5"],
    ["text of another encoding", "text/plain; charset=latin1", Buffer.from([0x63, 0x61, 0x66, 0xe9])],
    ["JSON that is no UTF-8", "application/json", Buffer.from([0x22, 0xe9, 0x22])],
    ["plain text", "text/plain", "grüße"],
  ])("gives back %s, byte for byte", async (_what, type, body) => {
    const bytes = Buffer.from(body as string);
    const { inputText, raw, item } = await stored(type, bytes);
    expect(cameAs(inputText, raw)?.body).toEqual(bytes);
    expect(JSON.parse(inputText)).toEqual([item]);
  });

  it("keeps the body once", async () => {
    const json = await stored("application/json", Buffer.from('{ "id": 12345678901234567890 }'));
    expect(json.raw).toBeUndefined();
    expect(json.inputText.match(/"id"/g)).toHaveLength(1);
    expect((await stored("text/plain", Buffer.from("x"))).raw).toBeUndefined();
    expect((await stored("application/x-www-form-urlencoded", Buffer.from("a=1&b=%C3%BC"))).raw).toBeUndefined();
  });

  it("gives back a query whose order or brackets are lost once it is read", async () => {
    for (const query of ["a=1&b=2&a=3", "c[]=4", "a=%20", "a=1", ""]) {
      const { inputText, raw } = await stored("text/plain", Buffer.from("x"), query);
      expect(cameAs(inputText, raw)?.query).toBe(new URL(`http://localhost/?${query}`).search.slice(1));
    }
  });

  it("gives back whatever JSON", async () => {
    const spaced = fc
      .tuple(fc.jsonValue(), fc.nat(3))
      .map(([value, indent]) => JSON.stringify(value as Json, null, indent));
    await fc.assert(
      fc.asyncProperty(spaced, async (text) => {
        const { inputText, raw, item } = await stored("application/json", Buffer.from(text));
        expect(cameAs(inputText, raw)?.body?.toString("utf8")).toBe(text);
        expect(JSON.parse(inputText)).toEqual([item]);
      }),
    );
  });
});

describe("an accepted call", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer();
    await server.signUp();
    const respond = { is: "finished", status: 200, answer: "first" };
    await server.publish(
      draw("Raw", { hook: { type: "webhook", params: { path: "raw", methods: ["POST"], respond } } }),
    );
  });
  afterAll(() => server.stop());

  async function latest() {
    const { requests } = await server.query<{ requests: WebhookRequestSummary[] }>("webhookRequests.list", {});
    return server.query<WebhookRequestDetail>("webhookRequests.get", { id: requests[0]?.id });
  }

  it("is shown as it came, though its workflow got what was read of it", async () => {
    const body = '{"total": 10.00, "id": 12345678901234567890, "id": 12345678901234567890}';
    const answer = await server.post("raw?b=1&a=2&b=3", body, { body });
    expect((answer.json as { body: Json }).body).toEqual({ total: 10, id: Number("12345678901234567890") });
    expect(await latest()).toMatchObject({ query: "b=1&a=2&b=3", body: { text: body, isBinary: false } });
  });

  it("is dropped with its execution", async () => {
    await server.post("raw?b=1&a=2&b=3", {});
    const { executionId } = await latest();
    await server.finished(executionId ?? 0);
    await server.mutate("executions.delete", { ids: [executionId] });
    expect(await latest()).toMatchObject({ query: "", body: null });
  });
});
