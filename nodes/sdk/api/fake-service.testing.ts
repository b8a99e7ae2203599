import type { IncomingHttpHeaders } from "node:http";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { nodeHarness } from "@/nodes/testing";
import { openFileStore } from "@/server/http/files";
import { openTestHttp, type TestHttp } from "@/server/worker/testing";
import type { FileRef, JsonObject } from "@/shared/item";

/** A call as a service sees it. */
export type ServiceCall = {
  method: string;
  path: string;
  query: { [name: string]: string };
  /** Of the route: `/things/:id`. */
  at: { [name: string]: string };
  headers: IncomingHttpHeaders;
  json: JsonObject;
  /** Of a form, or of the text parts of one with files. */
  form: { [name: string]: string };
  body: string;
};
type GivenFile = { json: JsonObject; binary: { [name: string]: FileRef } };
type Reply = { status?: number; headers?: { [name: string]: string }; json?: unknown; text?: string };
export type Routes = { [methodAndPath: string]: (call: ServiceCall) => Reply | unknown };

export const reply = (status: number, json?: unknown, headers: { [name: string]: string } = {}) =>
  new Answer({ status, json, headers });

class Answer {
  constructor(readonly reply: Reply) {}
}

/**
 * A node against a small real server that answers as the service's public documents say. `allows` is its check of
 * the credential; `refusal` and `missing` are its own errors.
 */
export function serviceHarness(
  type: string,
  service: {
    routes: Routes;
    allows(call: ServiceCall): boolean;
    refusal: unknown;
    missing?: unknown;
    credential(url: string): [type: string, values: JsonObject];
    /** Parameters beside resource and operation. */
    params?(url: string): JsonObject;
  },
) {
  const harness = nodeHarness();
  let http: TestHttp;
  const calls: ServiceCall[] = [];
  let overrides: Routes = {};
  let accountId = "";
  beforeAll(async () => {
    http = await openTestHttp(({ method, url, headers, body }, response) => {
      const call = callOf({ method, url, headers, body });
      calls.push(call);
      const { status = 200, headers: own = {}, json, text } = answerTo(call);
      response.writeHead(status, own).end(text ?? (json === undefined ? "" : JSON.stringify(json)));
    });
    accountId = await harness.credential(...service.credential(http.url));
  });
  afterAll(() => http.close());
  beforeEach(() => {
    calls.length = 0;
    overrides = {};
  });

  function answerTo(call: ServiceCall): Reply {
    if (!service.allows(call)) return { status: 401, json: service.refusal };
    for (const [route, give] of Object.entries({ ...overrides, ...service.routes, ...overrides })) {
      const at = match(route, call);
      if (!at) continue;
      const given = give({ ...call, at });
      return given instanceof Answer ? given.reply : { json: given };
    }
    return { status: 404, json: service.missing ?? { message: "no such address" } };
  }

  return {
    ...harness,
    calls,
    /** An answer that is no JSON. */
    raw: (status: number, text: string, contentType: string) =>
      new Answer({ status, text, headers: { "content-type": contentType } }),
    url: () => http.url,
    account: () => accountId,
    /** What the server saw last. */
    last(): ServiceCall {
      const call = calls.at(-1);
      if (!call) throw new Error("The service was not called");
      return call;
    },
    sent: () => calls.map(({ method, path }) => `${method} ${path}`),
    /** Other answers, for one specification. */
    answer(routes: Routes) {
      overrides = routes;
    },
    /** An item with a file in the field `data`. */
    async fileItem(name: string, contents: string): Promise<GivenFile> {
      const store = openFileStore(harness.server().ctx.dataFolder);
      return { json: {}, binary: { data: await store.write({ name, mimeType: "text/plain" }, contents) } };
    },
    /** Runs one operation, such as `message.send`. */
    async go(operation: string, values: JsonObject = {}, input: (JsonObject | GivenFile)[] = [{}], node: object = {}) {
      const [resource = "", is = ""] = operation.split(".");
      const params = { ...service.params?.(http.url), resource: { is: resource, operation: { is, ...values } } };
      return harness.run(type, params, input, { credentials: { account: accountId }, ...node });
    },
  };
}

type Raw = { method: string; url: string; headers: IncomingHttpHeaders; body: string };

function callOf({ method, url, headers, body }: Raw): ServiceCall {
  const { pathname, searchParams } = new URL(url, "http://service");
  const text = Buffer.from(body, "latin1").toString("utf8");
  const contentType = headers["content-type"] ?? "";
  return {
    ...{ method, path: pathname, query: Object.fromEntries(searchParams), at: {}, headers, body: text },
    json: /json/.test(contentType) ? (JSON.parse(text) as JsonObject) : {},
    form: /urlencoded/.test(contentType) ? Object.fromEntries(new URLSearchParams(text)) : partsOf(text, contentType),
  };
}

function partsOf(text: string, contentType: string): { [name: string]: string } {
  const [, boundary] = /multipart\/form-data; *boundary="?([^";]+)/.exec(contentType) ?? [];
  if (boundary === undefined) return {};
  const parts = text.split(`--${boundary}`).flatMap((part) => {
    const [head = "", ...rest] = part.split("\r\n\r\n");
    const [, name] = /[^e]name="([^"]*)"/.exec(head) ?? [];
    return name === undefined ? [] : [[name, rest.join("\r\n\r\n").replace(/\r\n$/, "")]];
  });
  return Object.fromEntries(parts);
}

function match(route: string, { method, path }: ServiceCall): { [name: string]: string } | undefined {
  const [wanted = "", pattern = ""] = route.split(" ");
  if (wanted !== method) return undefined;
  const wantedParts = pattern.split("/");
  const parts = path.split("/");
  if (wantedParts.length !== parts.length) return undefined;
  const at: { [name: string]: string } = {};
  for (const [index, part] of wantedParts.entries()) {
    const given = decodeURIComponent(parts[index] ?? "");
    if (part.startsWith(":")) at[part.slice(1)] = given;
    else if (part !== given) return undefined;
  }
  return at;
}
