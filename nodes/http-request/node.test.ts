import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";
import { openFileStore } from "@/server/http/files";
import { testCredential } from "@/server/services/credentials";
import type { JsonObject } from "@/shared/item";

const { run, credential, server } = nodeHarness();
const selfSigned = readFileSync(new URL("self-signed.pem", import.meta.url));

type Call = {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage["headers"];
  rawHeaders: string[];
  body: string;
};
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
    const { method = "", headers, rawHeaders } = request;
    const call = {
      method,
      headers,
      rawHeaders,
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

  it("a body with GET when there is one, and none with HEAD", async () => {
    for (const method of ["GET", "HEAD"]) await request({ method, body: { is: "json", value: { a: 1 } } });
    expect(calls.map(({ body }) => body)).toEqual(['{"a":1}', ""]);
  });

  it.each([
    ["brackets", ["ids[]=1", "ids[]=2", "at[from]=x"]],
    ["repeat", ["ids=1", "ids=2", "at[from]=x"]],
    ["indices", ["ids[0]=1", "ids[1]=2", "at[from]=x"]],
  ])("lists and objects in the query with %s", async (listFormat, wanted) => {
    const query = [
      { name: "ids", value: "={{ $json.ids }}" },
      { name: "at", value: "={{ $json.at }}" },
    ];
    await request({ query, listFormat }, [{ ids: [1, 2], at: { from: "x" } }]);
    expect([...(calls[0]?.query ?? [])].map((pair) => pair.join("="))).toEqual(wanted);
  });

  it("query and headers given as JSON", async () => {
    await request({ queryJson: '={"a": {{ $json.n }}}', headersJson: { "x-a": "={{ $json.n }}" } }, [{ n: 5 }]);
    expect([calls[0]?.query.get("a"), calls[0]?.headers["x-a"]]).toEqual(["5", "5"]);
    expect((await request({ queryJson: "[1]" })).error).toMatchObject({ param: "queryJson", code: "HTTP_PARAMETER" });
    expect((await request({ headersJson: "{a" })).error?.message).toMatch(/not valid JSON/);
  });

  it("names of headers as they are written, if that is wanted", async () => {
    const headers = pairs({ "X-Old-Service": "1" });
    await request({ headers });
    await request({ headers, lowerCaseHeaders: false });
    expect(calls.map(({ rawHeaders }) => rawHeaders.find((name) => /x-old/i.test(name)))).toEqual([
      "x-old-service",
      "X-Old-Service",
    ]);
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

describe("HTTP Request signs with several secrets at once", () => {
  it("in headers and query", async () => {
    const auth = await credential("http.custom", { json: '{"headers":{"X-A":"s1"},"qs":{"b":"s2"}}' });
    await request({}, [{}], { credentials: { auth } });
    expect([calls[0]?.headers["x-a"], calls[0]?.query.get("b")]).toEqual(["s1", "s2"]);
  });

  it.each(["no json s3cret", "[]", '{"body":{"a":"s3cret"}}'])("and refuses %s without showing it", async (text) => {
    const auth = await credential("http.custom", { json: text });
    const { error } = await request({}, [{}], { credentials: { auth } });
    expect([error?.code, JSON.stringify(error)]).toEqual(["CREDENTIAL_WRONG", expect.not.stringContaining("s3cret")]);
    expect(calls).toEqual([]);
  });
});

describe("HTTP Request answers a digest challenge", () => {
  const md5 = (...parts: string[]) => createHash("md5").update(parts.join(":")).digest("hex");
  const guarded: Handler = (call, response) => {
    const sent = call.headers.authorization ?? "";
    const field = (name: string) => new RegExp(`\\b${name}="?([^",]+)`).exec(sent)?.[1] ?? "";
    const secret = md5("ann", "shop, north", "s3cret");
    const wanted = md5(secret, "n1", field("nc"), field("cnonce"), "auth", md5(call.method, "/path?a=1"));
    if (field("response") === wanted && field("opaque") === "o1") return json({ ok: true })(call, response);
    const challenge = 'Digest realm="shop, north", nonce="n1", qop="auth, auth-int", opaque="o1", algorithm=MD5';
    response.writeHead(401, { "www-authenticate": challenge }).end();
  };

  it("once", async () => {
    handle = guarded;
    const auth = await credential("http.digest", { user: "ann", password: "s3cret" });
    const body = { is: "json", value: { n: 1 } };
    const given = { method: "POST", url: `${one.url}/path?a=1`, body };
    const { main } = await request(given, [{}], { credentials: { auth } });
    expect([main, calls.map((call) => call.body)]).toEqual([[{ ok: true }], ['{"n":1}', '{"n":1}']]);
  });

  it("and no more when it is wrong", async () => {
    handle = guarded;
    const auth = await credential("http.digest", { user: "ann", password: "wrong" });
    const { error } = await request({}, [{}], { credentials: { auth } });
    expect([error?.code, calls.length]).toEqual(["HTTP_401", 2]);
  });

  it("as RFC 7616 has it with SHA-256", async () => {
    const { digestAuth } = await import("@/nodes/credentials/digest");
    const headers = new Headers();
    const challenge =
      'Digest realm="http-auth@example.org", qop="auth", algorithm=SHA-256, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"';
    const values = { user: "Mufasa", password: "Circle of Life", testUrl: "" };
    const url = new URL("http://www.example.org/dir/index.html");
    digestAuth.authenticate?.({ method: "GET", url, headers }, values, challenge);
    const sent = headers.get("authorization") ?? "";
    const sha = (...parts: string[]) => createHash("sha256").update(parts.join(":")).digest("hex");
    const secret = "7987c64c30e25f1b74be53f966b49b90f2808aa92faf9a00262392d7b4794232";
    const cnonce = /cnonce="([^"]+)"/.exec(sent)?.[1] ?? "";
    const nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
    const wanted = sha(secret, nonce, "00000001", cnonce, "auth", sha("GET", "/dir/index.html"));
    expect([sha("Mufasa", "http-auth@example.org", "Circle of Life"), /response="([^"]+)"/.exec(sent)?.[1]]).toEqual([
      secret,
      wanted,
    ]);
  });
});

describe("HTTP Request with OAuth2", () => {
  const client = { clientId: "me", clientSecret: "s3cret" };
  let valid = "t1";
  let given = 0;
  const guarded: Handler = (call, response) => {
    if (call.path === "/token") {
      given++;
      valid = `t${given + 1}`;
      return json({ access_token: valid, refresh_token: `r${given + 1}`, expires_in: 60 })(call, response);
    }
    const isRight = call.headers.authorization === `Bearer ${valid}`;
    json(isRight ? { ok: true } : { error: "expired" }, isRight ? 200 : 401)(call, response);
  };
  beforeEach(() => {
    handle = guarded;
    given = 0;
    valid = "t1";
  });
  const tokenCalls = () => calls.filter(({ path }) => path === "/token");
  const oauth = (values: JsonObject) =>
    credential("http.oauth2", { tokenUrl: `${one.url}/token`, ...client, ...values });

  it("gets a token with the client's id and secret, and keeps it", async () => {
    const auth = await oauth({ grant: "clientCredentials", scope: "read" });
    for (let time = 0; time < 2; time++)
      expect((await request({}, [{}], { credentials: { auth } })).main).toEqual([{ ok: true }]);
    expect(tokenCalls().map(({ body, headers }) => [body, headers.authorization])).toEqual([
      ["grant_type=client_credentials&scope=read", `Basic ${btoa("me:s3cret")}`],
    ]);
  });

  it("renews an expired token once for all who wait, and stores what came with it", async () => {
    const auth = await oauth({ grant: "refreshToken", refreshToken: "r1", accessToken: "old", sendClient: "body" });
    const node = { credentials: { auth } };
    const { main } = await request({ query: [{ name: "n", value: "={{ $json.n }}" }] }, [{ n: 1 }, { n: 2 }], node);
    expect(main).toEqual([{ ok: true }, { ok: true }]);
    expect(tokenCalls().map(({ body }) => body)).toEqual([
      "grant_type=refresh_token&refresh_token=r1&client_id=me&client_secret=s3cret",
    ]);
    valid = "gone";
    await request({}, [{}], node);
    expect(tokenCalls()[1]?.body).toContain("refresh_token=r2&");
  });

  it("tells what the service said when it gives no token", async () => {
    handle = json({ error: "invalid_grant", error_description: "revoked" }, 400);
    const auth = await oauth({ grant: "refreshToken", refreshToken: "r1" });
    const { error } = await request({}, [{}], { credentials: { auth } });
    expect(error).toMatchObject({
      code: "OAUTH2_REFUSED",
      message: expect.stringMatching(/\/token gave no access token: it answered 400 \(invalid_grant: revoked\)/),
    });
    expect(JSON.stringify(error)).not.toContain("s3cret");
  });

  it("is tried out without losing a token that is good once", async () => {
    const values = { grant: "refreshToken", refreshToken: "r1", tokenUrl: `${one.url}/token`, ...client };
    const { ctx } = server();
    expect(await testCredential(ctx, { type: "http.oauth2", values })).toMatchObject({
      ok: false,
      message: expect.stringMatching(/^Save it/),
    });
    const auth = await oauth(values);
    expect(await testCredential(ctx, { id: auth })).toEqual({ ok: true, message: "It works: a token was given" });
    await request({}, [{}], { credentials: { auth } });
    expect(calls.map(({ path }) => path)).toEqual(["/token", "/path"]);
  });

  it("sends its secrets to no other address", async () => {
    handle = (_, response) => void response.writeHead(307, { location: `${other.url}/token` }).end();
    const auth = await oauth({ grant: "clientCredentials", sendClient: "body" });
    const { error } = await request({}, [{}], { credentials: { auth } });
    expect([error?.code, calls.length]).toEqual(["OAUTH2_REFUSED", 1]);
  });

  it("gives up after one new token", async () => {
    handle = (call, response) =>
      (call.path === "/token" ? json({ access_token: "never right" }) : json({}, 401))(call, response);
    const auth = await oauth({ grant: "clientCredentials" });
    expect((await request({}, [{}], { credentials: { auth } })).error?.code).toBe("HTTP_401");
    expect(calls.map(({ path }) => path)).toEqual(["/token", "/path", "/token", "/path"]);
  });
});

describe("T063 HTTP Request follows redirects", () => {
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
    expect((await request({ maxRedirects: 0, neverFail: true, full: true })).main).toMatchObject([{ statusCode: 302 }]);
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
      message: expect.stringContaining("is an HTML page, not JSON"),
    });
  });

  it("as a file when it is none of these", async () => {
    handle = (_, response) =>
      void response
        .writeHead(200, { "content-type": "image/png", "content-disposition": 'attachment; filename="../a b.png"' })
        .end(Buffer.of(1, 2, 3));
    const { main, items } = await request({});
    expect(main).toEqual([{}]);
    expect(items.main?.[0]?.binary?.data).toMatchObject({
      name: expect.not.stringContaining("/"),
      mimeType: "image/png",
      size: 3,
    });
    const stored = items.main?.[0]?.binary?.data;
    if (!stored) throw new Error("No file");
    const chunks: Buffer[] = [];
    for await (const chunk of openFileStore(server().ctx.dataFolder).read(stored)) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks)).toEqual(Buffer.of(1, 2, 3));
  });

  it("with status and headers when asked to", async () => {
    handle = json({ a: 1 }, 201);
    expect((await request({ full: true })).main).toMatchObject([
      { statusCode: 201, statusMessage: "Created", headers: { "content-type": "application/json" }, body: { a: 1 } },
    ]);
  });

  it("into the field that is named, beside what the item had", async () => {
    handle = (_, response) => void response.writeHead(200, { "content-type": "text/plain" }).end("hello");
    expect((await request({ field: "page" })).main).toEqual([{ page: "hello" }]);
    expect((await request({ field: "page", full: true })).main).toMatchObject([{ page: "hello", statusCode: 200 }]);
    const binary = { before: await file("x") };
    const given = { url: one.url, response: "file", field: "page" };
    const { items } = await run("core.httpRequest", given, [{ json: { id: 1 }, binary }]);
    expect(items.main).toMatchObject([{ json: { id: 1 }, binary: { before: binary.before, page: { size: 5 } } }]);
  });

  it("as one item for a whole list, if that is wanted", async () => {
    handle = json([1, 2]);
    expect((await request({ split: false, field: "all" })).main).toEqual([{ all: [1, 2] }]);
  });

  it("as nothing when there is nothing", async () => {
    handle = (_, response) => void response.writeHead(204).end();
    expect((await request({})).main).toEqual([{}]);
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

describe("HTTP Request reads pages with expressions", () => {
  const shop: Handler = (call, response) => {
    const page = Number(call.query.get("page") ?? call.headers["x-page"] ?? JSON.parse(call.body || "{}").page ?? 1);
    if (page > 3) return json({ error: "no such page" }, 404)(call, response);
    const next = page < 3 ? `/path?page=${page + 1}` : undefined;
    json({ page, more: page < 3, next, shop: call.query.get("shop") })(call, response);
  };
  const change = (where: string, value = "={{ $pageCount + 1 }}") => ({
    is: "update",
    changes: [{ where, name: where === "header" ? "X-Page" : "page", value }],
    until: { is: "expression", condition: "={{ $response.body.more === false }}" },
  });

  it.each([["query"], ["header"], ["body"]])("that change the %s", async (where) => {
    handle = shop;
    const body = where === "body" ? { body: { is: "json", value: { kept: 1 } } } : {};
    const { main } = await request({ method: "POST", ...body, pagination: change(where) });
    expect(main.map(({ page }) => page)).toEqual([1, 2, 3]);
    if (where === "body") expect(calls.map((call) => JSON.parse(call.body).kept)).toEqual([1, 1, 1]);
  });

  it("that read the answer before, the item, and other nodes", async () => {
    handle = shop;
    const value = "={{ ($response.body?.page ?? $json.before) + $('start').item.json.step }}";
    const { main, items } = await request({ pagination: change("query", value), batchSize: 1 }, [
      { before: 0, step: 1 },
      { before: 1, step: 2 },
      { before: 2, step: 1 },
    ]);
    expect(main.map(({ page }) => page)).toEqual([1, 2, 3, 3, 3]);
    expect(items.main?.map(({ from }) => from)).toEqual([0, 0, 0, 1, 2].map((item) => ({ item })));
  });

  it("that read the next URL, without asking for the same parameter twice", async () => {
    handle = shop;
    const pagination = { is: "nextUrl", url: "={{ $response.body.next }}", until: { is: "empty" } };
    const { main } = await request({ query: pairs({ shop: "a", page: "1" }), pagination });
    expect(main.map(({ page, shop: name }) => [page, name])).toEqual([
      [1, "a"],
      [2, "a"],
      [3, "a"],
    ]);
    expect(calls.map(({ query }) => query.getAll("page"))).toEqual([["1"], ["2"], ["3"]]);
  });

  it("until a status that means the end, which is no error", async () => {
    handle = shop;
    const pagination = { ...change("query"), until: { is: "status", codes: "410, 404" } };
    const { main, status } = await request({ pagination });
    expect([status, main.length, main[3]]).toEqual(["succeeded", 4, { error: "no such page" }]);
    expect((await request({ pagination: { ...pagination, until: { is: "status", codes: "410" } } })).error?.code).toBe(
      "HTTP_404",
    );
  });

  it("until an empty list, and at most so many", async () => {
    handle = (call, response) => json(call.query.get("page") === "3" ? [] : [1])(call, response);
    const pagination = { ...change("query"), until: { is: "empty" } };
    expect((await request({ pagination })).main).toHaveLength(2);
    calls.length = 0;
    await request({ pagination: { ...pagination, maxPages: 1 } });
    expect(calls).toHaveLength(1);
  });

  it("with a pause between them", async () => {
    handle = shop;
    const begun = performance.now();
    await request({ pagination: { ...change("query"), pauseMs: 60 } });
    expect(performance.now() - begun).toBeGreaterThan(115);
  });

  it("and stops when nothing changes", async () => {
    const until = { is: "expression", condition: "={{ false }}" };
    const { error } = await request({ pagination: { ...change("query"), until } });
    expect([error?.code, calls.length]).toEqual(["HTTP_PAGES", 5]);
  });

  it("and sends no credential to a next URL of another origin", async () => {
    handle = (call, response) => json(call.path === "/path" ? { next: `${other.url}/x` } : {})(call, response);
    const auth = await credential("http.bearer", { token: "s3cret" });
    const pagination = { is: "nextUrl", url: "={{ $response.body.next }}", until: { is: "empty" } };
    await request({ pagination }, [{}], { credentials: { auth } });
    expect(calls.map(({ headers }) => headers.authorization)).toEqual(["Bearer s3cret", undefined]);
  });

  it.each([
    [{ is: "nextUrl", url: "=http://" }, /not a URL/],
    [{ ...change("query"), until: { is: "expression", condition: "true" } }, /not an expression/],
    [{ ...change("body") }, /no fields, so that "page"/],
  ])("or says what is wrong with %j", async (pagination, message) => {
    const body = { is: "text", text: "x", contentType: "text/plain" };
    const { error } = await request({ method: "POST", body, pagination });
    expect(error?.message).toMatch(message);
  });
});

describe("HTTP Request checks certificates", () => {
  it("unless it is told not to", async () => {
    const secure = createSecureServer({ key: selfSigned, cert: selfSigned }, (_, response) => void response.end("{}"));
    await new Promise<void>((resolve) => secure.listen(0, "127.0.0.1", resolve));
    const url = `https://127.0.0.1:${(secure.address() as AddressInfo).port}/`;
    try {
      expect((await request({ url })).error?.message).toMatch(/certificate is self-signed/);
      expect((await request({ url, response: "json", anyCertificate: true })).status).toBe("succeeded");
      expect((await request({ url })).status).toBe("failed");
    } finally {
      secure.closeAllConnections();
      secure.close();
    }
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
      message: expect.stringMatching(/timed out after 1 s: the service took the request, but its answer did not begin/),
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
    expect((await request({ url: gone.url })).error?.message).toMatch(
      /failed while connecting: the connection was refused/,
    );
    handle = (_, response) => void response.destroy();
    expect((await request({})).error?.message).toMatch(/failed before its answer began: the connection was broken off/);
  });
});
