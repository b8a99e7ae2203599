import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";
import { openFileStore } from "@/server/http/files";
import type { JsonObject } from "@/shared/item";

const { run, credential, server } = nodeHarness();

type Call = { method: string; path: string; query: URLSearchParams; headers: IncomingMessage["headers"]; body: string };
type Handler = (call: Call, response: ServerResponse) => void;
const calls: Call[] = [];
let handle: Handler;
const json =
  (value: unknown, status = 200): Handler =>
  (_, response) => {
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
  };

async function listen(): Promise<{ server: Server; url: string }> {
  const http = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://x");
    const { method = "", headers } = request;
    const call = {
      method,
      headers,
      path: pathname,
      query: searchParams,
      body: Buffer.concat(chunks).toString("latin1"),
    };
    calls.push(call);
    handle(call, response);
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  return { server: http, url: `http://127.0.0.1:${(http.address() as AddressInfo).port}` };
}

let one: Awaited<ReturnType<typeof listen>>;
let other: Awaited<ReturnType<typeof listen>>;
beforeAll(async () => {
  [one, other] = [await listen(), await listen()];
});
afterAll(() => {
  for (const { server: http } of [one, other]) {
    http.closeAllConnections();
    http.close();
  }
});
beforeEach(() => {
  calls.length = 0;
  handle = json({ ok: true });
});

const request = (params: { [name: string]: unknown }, items?: JsonObject[], node = {}) =>
  run("core.httpRequest", { url: `${one.url}/path`, ...params }, items, node);
const file = (contents: string | Uint8Array, name = "a.txt", mimeType = "text/plain") =>
  openFileStore(server().ctx.dataFolder).write({ name, mimeType }, contents);
const pairs = (values: { [name: string]: string }) => Object.entries(values).map(([name, value]) => ({ name, value }));

describe("HTTP Request sends", () => {
  it.each(["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])("%s", async (method) => {
    await request({ method });
    expect(calls[0]).toMatchObject({ method, path: "/path", headers: { "user-agent": "Islewire" } });
  });

  it("query parameters beside those of the URL, and headers", async () => {
    await request(
      {
        url: `${one.url}/a?x=1`,
        query: pairs({ x: "2", "ä b": "c&d" }),
        headers: pairs({ "X-Trace": "={{ $json.id }}" }),
      },
      [{ id: 7 }],
    );
    expect([...(calls[0]?.query ?? [])]).toEqual([
      ["x", "1"],
      ["x", "2"],
      ["ä b", "c&d"],
    ]);
    expect(calls[0]?.headers["x-trace"]).toBe("7");
  });

  it("JSON, from a value or from text", async () => {
    await request({ method: "POST", body: { is: "json", value: { n: "={{ $json.n }}" } } }, [{ n: 5 }]);
    await request({ method: "POST", body: { is: "json", value: '={"n": {{ $json.n }} }' } }, [{ n: 5 }]);
    expect(calls.map(({ body, headers }) => [JSON.parse(body), headers["content-type"]])).toEqual([
      [{ n: 5 }, "application/json"],
      [{ n: 5 }, "application/json"],
    ]);
  });

  it("form fields", async () => {
    await request({ method: "POST", body: { is: "form", fields: pairs({ a: "1 2", ä: "&" }) } });
    expect(calls[0]).toMatchObject({
      body: "a=1+2&%C3%A4=%26",
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
  });

  it("a form with files", async () => {
    const binary = { data: await file("hello", 'na"me.txt') };
    const body = { is: "multipart", fields: pairs({ a: "1" }), files: [{ name: "upload", field: "data" }] };
    await run("core.httpRequest", { url: one.url, method: "POST", body }, [{ json: {}, binary }]);
    expect(calls[0]?.headers["content-type"]).toMatch(/^multipart\/form-data; boundary=/);
    expect(calls[0]?.body).toMatch(/name="a"\r\n\r\n1\r\n/);
    expect(calls[0]?.body).toMatch(
      /name="upload"; filename="na%22me.txt"\r\nContent-Type: text\/plain\r\n\r\nhello\r\n/,
    );
  });

  it("text of any type", async () => {
    await request({ method: "PUT", body: { is: "text", text: "<a/>", contentType: "application/xml" } });
    expect(calls[0]).toMatchObject({ body: "<a/>", headers: { "content-type": "application/xml" } });
  });

  it("a file as it is", async () => {
    const binary = { data: await file(Uint8Array.of(0, 255, 1), "a.bin", "application/x-bin") };
    await run("core.httpRequest", { url: one.url, method: "POST", body: { is: "file", field: "data" } }, [
      { json: {}, binary },
    ]);
    expect(calls[0]).toMatchObject({
      body: "\u0000ÿ\u0001",
      headers: { "content-type": "application/x-bin", "content-length": "3" },
    });
  });

  it("no body with GET", async () => {
    await request({ method: "GET", body: { is: "json", value: { a: 1 } } });
    expect(calls[0]).toMatchObject({ body: "" });
  });

  it.each([
    [{ method: "POST", body: { is: "json", value: "{ not json" } }, /body is not valid JSON/],
    [{ method: "POST", body: { is: "file", field: "data" } }, /no file "data"/],
    [{ url: "" }, /URL.*is required/],
    [{ url: "example.com" }, /"example.com" is not a URL/],
    [{ url: "file:///etc/passwd" }, /is not a URL/],
    [{ url: "http://user:secret@example.com" }, /holds a user name or password/],
    [{ headers: [{ name: "x", value: "a\r\nhost: evil" }] }, /not a valid header/],
    [{ headers: [{ name: "bad name", value: "a" }] }, /not a valid header/],
  ])("nothing when %j", async (params, message) => {
    const { status, error } = await request(params);
    expect([status, error?.message]).toEqual(["failed", expect.stringMatching(message)]);
    expect(calls).toEqual([]);
  });
});

describe("HTTP Request signs with a credential", () => {
  it.each([
    ["http.bearer", { token: "s3cret" }, { authorization: "Bearer s3cret" }],
    ["http.basic", { user: "ann", password: "s3:cret" }, { authorization: `Basic ${btoa("ann:s3:cret")}` }],
    ["http.header", { name: "X-Api-Key", value: "s3cret" }, { "x-api-key": "s3cret" }],
  ])("%s", async (type, values, headers) => {
    await request({}, [{}], { credentials: { auth: await credential(type, values as JsonObject) } });
    expect(calls[0]?.headers).toMatchObject(headers);
  });

  it("http.query, and no error shows it", async () => {
    handle = json({ error: "no" }, 500);
    const auth = await credential("http.query", { name: "key", value: "s3cret" });
    const { error } = await request({}, [{}], { credentials: { auth } });
    expect(calls[0]?.query.get("key")).toBe("s3cret");
    expect(JSON.stringify(error)).not.toContain("s3cret");
  });
});

describe("HTTP Request follows redirects", () => {
  const redirect =
    (location: string, status = 302): Handler =>
    (call, response) => {
      if (call.path === "/path") response.writeHead(status, { location }).end();
      else json({ at: call.path })(call, response);
    };

  it("keeps what is secret at the same origin", async () => {
    handle = redirect("/next");
    const auth = await credential("http.bearer", { token: "s3cret" });
    const { main } = await request({ headers: pairs({ cookie: "c=1" }) }, [{}], { credentials: { auth } });
    expect(main).toEqual([{ at: "/next" }]);
    expect(calls[1]?.headers).toMatchObject({ authorization: "Bearer s3cret", cookie: "c=1" });
  });

  it.each(["http.bearer", "http.header", "http.query"])("takes no secret of %s to another origin", async (type) => {
    handle = redirect(`${other.url}/next`);
    const auth = await credential(
      type,
      type === "http.bearer" ? { token: "s3cret" } : { name: "X-Key", value: "s3cret" },
    );
    const headers = pairs({ cookie: "s3cret", Authorization: "s3cret", "x-other": "kept" });
    await request(
      { headers: type === "http.bearer" ? headers.filter(({ name }) => name !== "Authorization") : headers },
      [{}],
      { credentials: { auth } },
    );
    expect(JSON.stringify(calls[0])).toContain("s3cret");
    expect(calls[1]?.headers["x-other"]).toBe("kept");
    expect(JSON.stringify({ ...calls[1], query: String(calls[1]?.query) })).not.toContain("s3cret");
  });

  it("repeats the body or drops it, as the status says", async () => {
    for (const [status, method] of [
      [307, "POST"],
      [308, "POST"],
      [303, "GET"],
      [302, "GET"],
      [301, "GET"],
    ] as const) {
      calls.length = 0;
      handle = redirect("/next", status);
      await request({ method: "POST", body: { is: "json", value: { a: 1 } } });
      expect([status, calls[1]?.method, calls[1]?.body]).toEqual([status, method, method === "POST" ? '{"a":1}' : ""]);
    }
  });

  it("gives up after so many, or does not follow at all", async () => {
    handle = (_, response) => void response.writeHead(302, { location: "/path" }).end();
    expect((await request({ maxRedirects: 3 })).error?.message).toMatch(/redirected more than 3 times/);
    expect(calls).toHaveLength(4);
    expect((await request({ maxRedirects: 0, neverFail: true, full: true })).main).toMatchObject([{ status: 302 }]);
  });

  it.each(["http://10.0.0.1/", "http://169.254.169.254/latest/meta-data", "http://[::1]:1/"])(
    "but not to %s",
    async (location) => {
      handle = redirect(location);
      const { error } = await request({});
      expect(error).toMatchObject({ code: "EGRESS_BLOCKED", message: expect.stringMatching(/private network/) });
    },
  );

  it.each(["file:///etc/passwd", "javascript:alert(1)", "ftp://example.com/", "http://"])(
    "and not to %s",
    async (location) => {
      handle = redirect(location);
      const { status, error } = await request({});
      expect([status, error?.code]).toEqual(["failed", expect.stringMatching(/^(HTTP_FAILED|URL_INVALID)$/)]);
    },
  );
});

describe("HTTP Request never reaches a private address", () => {
  it.each([
    ...["http://127.0.0.2/"],
    ...[
      "http://0.0.0.0/",
      "http://0/",
      "http://10.1.2.3/",
      "http://172.16.0.1/",
      "http://192.168.1.1/",
      "http://100.64.0.1/",
    ],
    ...[
      "http://169.254.169.254/",
      "http://[::1]/",
      "http://[::]/",
      "http://[::ffff:127.0.0.2]/",
      "http://[::ffff:7f00:2]/",
    ],
    ...[
      "http://[::127.0.0.2]/",
      "http://[fe80::1]/",
      "http://[fd00::1]/",
      "http://[64:ff9b::7f00:2]/",
      "http://[2002:7f00:1::]/",
    ],
    ...["http://１２７.０.０.２/", "http://224.0.0.1/", "http://255.255.255.255/", "http://198.18.0.1/"],
  ])("%s", async (url) => {
    const { error } = await request({ url });
    expect(error).toMatchObject({ code: "EGRESS_BLOCKED", hint: expect.stringContaining("ISLEWIRE_EGRESS_ALLOW") });
  });
});

describe("HTTP Request reads the answer", () => {
  it("as one item, or one for each entry of a list", async () => {
    handle = json([{ a: 1 }, 5, null]);
    expect((await request({})).main).toEqual([{ a: 1 }, { data: 5 }, { data: null }]);
    handle = json("text");
    expect((await request({})).main).toEqual([{ data: "text" }]);
  });

  it("as text when it says so, or when asked to", async () => {
    handle = (_, response) => void response.writeHead(200, { "content-type": "text/plain" }).end("hällo");
    expect((await request({})).main).toEqual([{ data: "hällo" }]);
    handle = json({ a: 1 });
    expect((await request({ response: "text" })).main).toEqual([{ data: '{"a":1}' }]);
  });

  it("as JSON whatever it says, and tells when it is none", async () => {
    handle = (_, response) => void response.writeHead(200, { "content-type": "text/plain" }).end('{"a":1}');
    expect((await request({ response: "json" })).main).toEqual([{ a: 1 }]);
    handle = (_, response) => void response.end("<html>");
    expect((await request({ response: "json" })).error).toMatchObject({
      code: "HTTP_NOT_JSON",
      message: expect.stringContaining("<html>"),
    });
  });

  it("as a file when it is none of these", async () => {
    handle = (_, response) =>
      void response
        .writeHead(200, { "content-type": "image/png", "content-disposition": 'attachment; filename="../a b.png"' })
        .end(Buffer.of(1, 2, 3));
    const { main, items } = await request({});
    expect(main).toEqual([{ name: expect.not.stringContaining("/"), mimeType: "image/png", size: 3 }]);
    const stored = items.main?.[0]?.binary?.data;
    if (!stored) throw new Error("No file");
    const chunks: Buffer[] = [];
    for await (const chunk of openFileStore(server().ctx.dataFolder).read(stored)) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks)).toEqual(Buffer.of(1, 2, 3));
  });

  it("with status and headers when asked to", async () => {
    handle = json({ a: 1 }, 201);
    expect((await request({ full: true })).main).toMatchObject([
      { status: 201, statusText: "Created", headers: { "content-type": "application/json" }, body: { a: 1 } },
    ]);
  });

  it("a status of 400 and above is an error with what the service said", async () => {
    handle = json({ message: "no such order" }, 404);
    const { error } = await request({ url: `${one.url}/path?token=s3cret` });
    expect(error).toMatchObject({
      code: "HTTP_404",
      message: expect.stringMatching(/GET .*\/path answered 404 Not Found: \{"message":"no such order"\}/),
    });
    expect(error?.message).not.toContain("s3cret");
    expect((await request({ neverFail: true })).main).toEqual([{ message: "no such order" }]);
  });

  it("each item fails for itself", async () => {
    handle = (call, response) => json({}, call.query.get("n") === "2" ? 500 : 200)(call, response);
    const query = [{ name: "n", value: "={{ $json.n }}" }];
    const { json: ports } = await request({ query }, [{ n: 1 }, { n: 2 }, { n: 3 }], { onError: "branch" });
    expect([ports.main?.length, ports.error]).toEqual([2, [{ n: 2, error: expect.stringMatching(/answered 500/) }]]);
  });

  it("compressed", async () => {
    const { gzipSync } = await import("node:zlib");
    handle = (_, response) =>
      void response
        .writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" })
        .end(gzipSync('{"a":1}'));
    expect((await request({})).main).toEqual([{ a: 1 }]);
  });
});

describe("HTTP Request reads page after page", () => {
  const pages: Handler = (call, response) => {
    const page = Number(call.query.get("page") ?? 1);
    const next = page < 3 ? `${one.url}/path?page=${page + 1}` : null;
    if (next) response.setHeader("link", `<${one.url}/x>; rel="prev", <${next}>; rel="next"`);
    json({ next, cursor: page < 3 ? page + 1 : "", list: page <= 3 ? [{ page }] : [] })(call, response);
  };
  const seen = () => calls.map(({ query }) => query.get("page"));

  it.each([
    ["a link in the answer", { is: "link", path: "next" }, [null, "2", "3"]],
    ["the Link header", { is: "link", path: "" }, [null, "2", "3"]],
    ["a number counted up", { is: "number", parameter: "page", listPath: "list" }, ["1", "2", "3", "4"]],
    ["a cursor", { is: "cursor", path: "cursor", parameter: "page" }, [null, "2", "3"]],
    ["and at most so many", { is: "number", parameter: "page", listPath: "list", maxPages: 2 }, ["1", "2"]],
  ])("by %s", async (_, pagination, wanted) => {
    handle = pages;
    const { main } = await request({ pagination });
    expect(seen()).toEqual(wanted);
    expect(main).toHaveLength(Math.min(wanted.length, 3));
  });

  it("and sends no credential to a next link of another origin", async () => {
    handle = (call, response) => json(call.path === "/path" ? { next: `${other.url}/elsewhere` } : {})(call, response);
    const auth = await credential("http.bearer", { token: "s3cret" });
    const { error } = await request({ pagination: { is: "link", path: "next" } }, [{}], { credentials: { auth } });
    expect(calls.filter(({ headers }) => headers.authorization)).toHaveLength(1);
    expect(error?.message ?? "").not.toContain("s3cret");
  });
});

describe("HTTP Request takes its time", () => {
  it("with so many items at once, and a pause between groups", async () => {
    let open = 0;
    let most = 0;
    const begun: number[] = [];
    handle = (call, response) => {
      begun.push(performance.now());
      most = Math.max(most, ++open);
      setTimeout(() => {
        open--;
        json({ n: call.query.get("n") })(call, response);
      }, 20);
    };
    const items = Array.from({ length: 5 }, (_, n) => ({ n }));
    const { main } = await request(
      { query: [{ name: "n", value: "={{ $json.n }}" }], batchSize: 2, pauseMs: 60 },
      items,
    );
    expect(main.map(({ n }) => n)).toEqual(["0", "1", "2", "3", "4"]);
    expect(most).toBe(2);
    expect((begun[2] ?? 0) - (begun[1] ?? 0)).toBeGreaterThan(50);
  });

  it("but no more than the timeout when nothing answers", async () => {
    handle = () => {};
    expect((await request({ timeoutSeconds: 1 })).error).toMatchObject({
      code: "HTTP_TIMEOUT",
      message: expect.stringMatching(/gave no answer in time/),
    });
  });

  it("nor when an answer never ends", async () => {
    handle = (_, response) => {
      response.writeHead(200, { "content-type": "text/plain" });
      const drip = setInterval(() => response.write("."), 50);
      response.on("close", () => clearInterval(drip));
    };
    expect((await request({ timeoutSeconds: 1 })).error?.code).toBe("HTTP_TIMEOUT");
  });

  it("and says when nobody is there, or the line breaks", async () => {
    const gone = await listen();
    await new Promise((resolve) => gone.server.close(resolve));
    expect((await request({ url: gone.url })).error?.message).toMatch(/failed: the connection was refused/);
    handle = (_, response) => void response.destroy();
    expect((await request({})).error?.message).toMatch(/failed: the connection was broken off/);
  });
});
