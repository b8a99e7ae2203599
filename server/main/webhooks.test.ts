import { readdirSync } from "node:fs";
import { join } from "node:path";
import { decodeJwt, type JWTPayload, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { draw, startServer, type TestServer, until } from "./testing";

let server: TestServer;
const guarded: { [authentication: string]: string } = {};
const jwtSecret = "a secret of more than 32 characters";
const signed = (claims: JWTPayload, key = jwtSecret, alg = "HS256") =>
  new SignJWT(claims).setProtectedHeader({ alg }).sign(new TextEncoder().encode(key));
beforeAll(async () => {
  server = await startServer({ env: { ISLEWIRE_MAX_BODY_MB: "1" } });
  await server.signUp();
  const hook = (path: string, respond: object, more: object = {}) => ({
    type: "webhook",
    params: { path, methods: ["POST"], respond, ...more },
  });
  const finished = { is: "finished", status: 200, answer: "first" };
  await server.publish(draw("Echo", { hook: hook("echo", finished) }));
  await server.publish(draw("By name", { hook: hook("shops/:shop/orders", finished, { methods: ["POST", "PUT"] }) }));
  await server.publish(draw("Accept", { hook: hook("accept", { is: "accepted", status: 202, text: "" }) }));
  await server.publish(draw("Text", { hook: hook("text", { is: "accepted", status: 201, text: '{"ok":true}' }) }));
  await server.publish(draw("Raw", { hook: hook("raw", finished, { rawBody: true }) }));
  await server.publish(
    draw(
      "Page",
      {
        hook: { type: "webhook", params: { path: "page", methods: ["GET"], respond: { is: "node" } } },
        answer: {
          type: "respondToWebhook",
          params: {
            answer: { is: "text", text: "<script>1</script>", contentType: "text/html" },
            status: 203,
            headers: [
              { name: "x-own", value: "yes" },
              { name: "Set-Cookie", value: "islewire.session_token=stolen" },
              { name: "Content-Security-Policy", value: "default-src *" },
              { name: "bad name", value: "x" },
              { name: "x-split", value: "a\r\nset-cookie: b=1" },
            ],
          },
        },
      },
      "hook -> answer",
    ),
  );
  await server.publish(
    draw(
      "Fails",
      { hook: hook("fails", finished), stop: { type: "stopAndError", params: { message: "No stock" } } },
      "hook -> stop",
    ),
  );
  const store = async (type: string, values: object) =>
    (await server.mutate<{ id: string }>("credentials.create", { name: type, type, values })).id;
  guarded.basic = await store("http.basic", { user: "ann", password: "s3:cret" });
  guarded.header = await store("http.header", { name: "X-Key", value: "s3cret" });
  guarded.jwt = await store("jwt.key", { key: { is: "secret" }, secret: jwtSecret, algorithm: "HS256" });
  for (const authentication of ["basic", "header", "jwt"] as const) {
    const node = hook(authentication, finished, authentication === "jwt" ? { authentication } : {});
    const credentials = { auth: guarded[authentication] ?? "" };
    await server.publish(draw(authentication, { hook: { ...node, credentials } }));
  }
  await server.publish(
    draw("Shaped", {
      hook: hook("shaped", finished, {
        origins: "https://Shop.example/, https://b.example",
        headers: [{ name: "x-own", value: "yes" }],
        ignoreBots: true,
        fileField: "doc",
      }),
    }),
  );
  await server.publish(
    draw("Field", { hook: hook("field", { ...finished, field: "body.page" }, { contentType: "text/html" }) }),
  );
  await server.publish(
    draw("File", {
      hook: hook("file", { ...finished, answer: "file" }, { headers: [{ name: "x-own", value: "yes" }] }),
    }),
  );
  await server.publish(
    draw("Quiet", { hook: hook("quiet", { is: "accepted", status: 201, text: "no", noBody: true }) }),
  );
  await server.publish(draw("Far", { hook: hook("far", finished, { callers: "10.0.0.0/8, nonsense" }) }));
  await server.publish(draw("Near", { hook: hook("near", finished, { callers: "192.0.2.1, 127.0.0.0/8, ::1" }) }));
  await server.publish(draw("Options", { hook: hook("options", finished, { methods: ["OPTIONS"] }) }));
  await server.publish(draw("Silent", { hook: hook("silent", { is: "node" }), end: { type: "noOp" } }, "hook -> end"));
});
afterAll(() => server.stop());

describe("a webhook", () => {
  it("gives method, headers, query, path parameters and body to the workflow", async () => {
    const { status, json } = await server.post("shops/anna/orders?tag=a&tag=b&page=1", { id: 7 });
    expect(status).toBe(200);
    expect(json).toMatchObject({
      method: "POST",
      params: { shop: "anna" },
      query: { tag: ["a", "b"], page: "1" },
      body: { id: 7 },
      headers: { "content-type": "application/json" },
      executionMode: "production",
    });
  });

  it("is on disk before it is answered", async () => {
    const { status, json } = await server.post("accept", { id: 1 });
    expect(status).toBe(202);
    const { executionId } = json as { executionId: number };
    expect(await server.finished(executionId)).toMatchObject({ status: "succeeded", mode: "webhook" });
  });

  it("answers with the text that was set, as JSON when it is JSON", async () => {
    const { status, json, headers } = await server.post("text", {});
    expect([status, json]).toEqual([201, { ok: true }]);
    expect(headers.get("content-type")).toContain("application/json");
  });

  it("reads forms and keeps their files", async () => {
    const form = new FormData();
    form.append("name", "Ada");
    form.append("tags[]", "x");
    form.append("photo", new File(["picture"], "März.png", { type: "image/png" }));
    const answer = await fetch(`${server.url}/webhook/echo`, { method: "POST", body: form });
    expect(await answer.json()).toMatchObject({ body: { name: "Ada", tags: ["x"] } });
    const [latest] = await server.executions();
    const data = await server.query<{
      outputs: { main: { binary: { photo: { id: string; name: string; size: number } } }[] };
    }>("executions.stepData", { id: latest?.id, step: 0 });
    const file = data.outputs.main[0]?.binary.photo;
    expect(file).toMatchObject({ name: "März.png", size: 7, mimeType: "image/png" });
    const download = await server.request(`/api/files/${file?.id}?name=p.png`);
    expect(await download.text()).toBe("picture");
    expect(download.headers.get("content-disposition")).toContain("attachment");
    expect((await fetch(`${server.url}/api/files/${file?.id}`)).status).toBe(401);
  });

  it("never hands the session of who is signed in to the workflow", async () => {
    const headers = { cookie: "a=1; islewire.session_token=secret; __Secure-islewire.session_data=x; b=2" };
    const answer = await fetch(`${server.url}/webhook/echo`, { method: "POST", body: "{}", headers });
    expect(await answer.json()).toMatchObject({ headers: { cookie: "a=1; b=2" } });
  });

  it("reads url-encoded fields, and other bodies as a file", async () => {
    const encoded = await fetch(`${server.url}/webhook/echo`, {
      method: "POST",
      body: new URLSearchParams({ a: "1" }),
    });
    expect(await encoded.json()).toMatchObject({ body: { a: "1" } });
    const binary = await fetch(`${server.url}/webhook/echo`, {
      method: "POST",
      body: new Uint8Array([0, 1, 2]),
      headers: { "content-type": "application/pdf" },
    });
    expect(await binary.json()).toMatchObject({ body: {} });
  });

  it("keeps the raw body when asked to, beside the parsed one", async () => {
    const { json } = await server.post("raw", ' { "a" : 1 } ');
    expect(json).toMatchObject({ body: { a: 1 } });
    const [latest] = await server.executions();
    const data = await server.query<{ outputs: { main: { binary: { data: { id: string } } }[] } }>(
      "executions.stepData",
      { id: latest?.id, step: 0 },
    );
    expect(await (await server.request(`/api/files/${data.outputs.main[0]?.binary.data.id}`)).text()).toBe(
      ' { "a" : 1 } ',
    );
  });

  it("answers with what Respond to Webhook says, and strips what would act for our own pages", async () => {
    const answer = await fetch(`${server.url}/webhook/page`);
    expect([answer.status, await answer.text()]).toEqual([203, "<script>1</script>"]);
    expect(answer.headers.get("content-type")).toBe("text/html");
    expect(answer.headers.get("x-own")).toBe("yes");
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(answer.headers.get("content-security-policy")).toMatch(/^sandbox /);
    expect(answer.headers.get("content-security-policy")).not.toMatch(/same-origin|top-navigation/);
    expect(answer.headers.get("x-split")).toBeNull();
  });

  it.each<[string, object, object, (answer: Response) => unknown, unknown]>([
    [
      "a redirect",
      { answer: { is: "redirect", url: "={{ $json.body.to }}", code: 307 } },
      {},
      ({ status, headers }) => [status, headers.get("location")],
      [307, "https://shop.example/done"],
    ],
    [
      "items under a field",
      { answer: { is: "items" }, key: "a.b" },
      {},
      async (answer) => (await answer.json()).a.b.length,
      1,
    ],
    [
      "JSON that is written as text",
      { answer: { is: "json", value: '={"to": "{{ $json.body.to }}"}' }, status: 201 },
      {},
      async (answer) => [answer.status, await answer.json()],
      [201, { to: "https://shop.example/done" }],
    ],
    [
      "a signed token",
      { answer: { is: "jwt", claims: { sub: "={{ $json.body.to }}" } } },
      { key: "jwt" },
      async (answer) => decodeJwt((await answer.json()).token).sub,
      "https://shop.example/done",
    ],
    [
      "nothing",
      { answer: { is: "none" }, status: 204 },
      {},
      async (answer) => [answer.status, await answer.text()],
      [204, ""],
    ],
  ])("answers with %s when Respond to Webhook says so", async (name, params, credentials, read, wanted) => {
    const path = `by-node-${name.replaceAll(" ", "-")}`;
    const chosen = Object.fromEntries(Object.entries(credentials).map(([slot, kind]) => [slot, guarded[kind] ?? ""]));
    await server.publish(
      draw(
        name,
        {
          hook: { type: "webhook", params: { path, methods: ["POST"], respond: { is: "node" } } },
          answer: { type: "respondToWebhook", params, credentials: chosen },
        },
        "hook -> answer",
      ),
    );
    const answer = await fetch(`${server.url}/webhook/${path}`, {
      method: "POST",
      redirect: "manual",
      body: JSON.stringify({ to: "https://shop.example/done" }),
      headers: { "content-type": "application/json" },
    });
    expect(await read(answer)).toEqual(wanted);
  });

  it("answers an empty 200 when no node responded", async () => {
    const { status, text } = await server.post("silent", {});
    expect([status, text]).toEqual([200, ""]);
  });

  it("tells the caller that the workflow failed, and the owner why", async () => {
    const { status, json } = await server.post("fails", {});
    expect(status).toBe(500);
    expect(json).toMatchObject({ error: { message: "The workflow failed" } });
    expect(JSON.stringify(json)).not.toContain("No stock");
    const { executionId } = (json as { error: { executionId: number } }).error;
    expect((await server.execution(executionId)).errorInfo?.message).toBe("No stock");
  });

  it("allows other sites' pages to call it, without cookies", async () => {
    const answer = await fetch(`${server.url}/webhook/echo`, {
      method: "OPTIONS",
      headers: { origin: "https://shop.example", "access-control-request-headers": "x-token" },
    });
    expect(answer.status).toBe(204);
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    expect(answer.headers.get("access-control-allow-credentials")).toBeNull();
  });
});

describe("a webhook that asks for authentication", () => {
  const call = (path: string, headers: { [name: string]: string }) => server.post(path, { a: 1 }, { headers });
  const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString("base64")}` });

  it("takes calls that know the secret", async () => {
    expect((await call("basic", basic("ann:s3:cret"))).json).toMatchObject({ body: { a: 1 } });
    expect((await call("header", { "x-key": "s3cret" })).status).toBe(200);
    const token = await signed({ sub: "ann", exp: Math.floor(Date.now() / 1000) + 60 });
    const { json } = await call("jwt", { authorization: `Bearer ${token}` });
    expect(json).toMatchObject({ body: { a: 1 }, jwtPayload: { sub: "ann" } });
  });

  it.each<[string, () => Promise<{ [name: string]: string }> | { [name: string]: string }, number]>([
    ["basic", () => ({}), 401],
    ["basic", () => basic("ann:wrong"), 403],
    ["basic", () => basic("ann:s3:cret "), 403],
    ["basic", () => ({ authorization: "Bearer x" }), 401],
    ["header", () => ({}), 401],
    ["header", () => ({ "x-key": "wrong" }), 403],
    ["header", () => ({ "x-key": "s3cret, s3cret" }), 403],
    ["jwt", () => ({}), 401],
    ["jwt", () => ({ authorization: "Bearer no.token.atall" }), 403],
    ["jwt", async () => ({ authorization: `Bearer ${await signed({}, "another secret of 32 characters!!")}` }), 403],
    ["jwt", async () => ({ authorization: `Bearer ${await signed({ exp: 1 })}` }), 403],
    ["jwt", async () => ({ authorization: `Bearer ${await signed({}, jwtSecret.padEnd(48, "x"), "HS384")}` }), 403],
    ["jwt", () => ({ authorization: `Bearer ${btoa('{"alg":"none"}')}.${btoa("{}")}.` }), 403],
  ])("%s refuses others, and starts nothing (%#)", async (path, headers, wanted) => {
    const before = (await server.executions()).length;
    const answer = await call(path, await headers());
    expect([answer.status, JSON.stringify(answer.json)]).toEqual([wanted, expect.not.stringContaining("cret")]);
    if (path === "basic" && wanted === 401) expect(answer.headers.get("www-authenticate")).toMatch(/^Basic /);
    expect(await server.executions()).toHaveLength(before);
  });

  it("lets nobody in when its credential is gone", async () => {
    await server.mutate("credentials.delete", { id: guarded.header });
    const { status, json } = await call("header", { "x-key": "s3cret" });
    expect([status, json]).toMatchObject([500, { error: { message: "The webhook cannot check calls" } }]);
  });

  it("refuses a credential of another kind than it asks for", async () => {
    const hook = { type: "webhook", params: { path: "mixed", methods: ["POST"], authentication: "jwt" } };
    await server.publish(draw("Mixed", { hook: { ...hook, credentials: { auth: guarded.basic ?? "" } } }));
    expect((await call("mixed", basic("ann:s3:cret"))).status).toBe(500);
  });

  it("cannot be published without a credential", async () => {
    const hook = { type: "webhook", params: { path: "open", authentication: "basic" } };
    await expect(server.publish(draw("Open", { hook }))).rejects.toThrow(/no credential is chosen/);
    expect((await call("open", {})).status).toBe(404);
  });
});

describe("a webhook with rules of its own", () => {
  const from = (origin: string, method = "POST") =>
    fetch(`${server.url}/webhook/shaped`, {
      ...(method === "OPTIONS" ? { method } : { method, body: "{}" }),
      headers: { origin, ...(method === "OPTIONS" && { "access-control-request-method": "POST" }) },
    });

  it("lets pages of named sites read its answers", async () => {
    const origins = async (origin: string) =>
      Promise.all(
        ["POST", "OPTIONS"].map(async (method) =>
          (await from(origin, method)).headers.get("access-control-allow-origin"),
        ),
      );
    expect(await origins("https://shop.example")).toEqual(["https://shop.example", "https://shop.example"]);
    expect(await origins("https://evil.example")).toEqual([null, null]);
  });

  it("adds headers to its answer, and names files", async () => {
    const form = new FormData();
    for (const name of ["photo", "plan"]) form.append(name, new File([name], `${name}.txt`, { type: "text/plain" }));
    const answer = await fetch(`${server.url}/webhook/shaped`, { method: "POST", body: form });
    expect([answer.status, answer.headers.get("x-own")]).toEqual([200, "yes"]);
    const [latest] = await server.executions();
    const data = await server.query<{ outputs: { main: { binary: object }[] } }>("executions.stepData", {
      id: latest?.id,
      step: 0,
    });
    expect(Object.keys(data.outputs.main[0]?.binary ?? {}).sort()).toEqual(["doc0", "doc1"]);
  });

  it("refuses bots", async () => {
    const answer = (agent: string) => server.post("shaped", {}, { headers: { "user-agent": agent } });
    expect((await answer("Mozilla/5.0 (compatible; Googlebot/2.1)")).status).toBe(403);
    expect((await answer("curl/8.5.0")).status).toBe(200);
  });

  it("takes calls of some addresses only", async () => {
    expect([(await server.post("far", {})).status, (await server.post("near", {})).status]).toEqual([403, 200]);
  });

  it("answers one field with a content type of its own, a file, or nothing", async () => {
    const page = await server.post("field", { page: "<p>Hi</p>" });
    expect([page.text, page.headers.get("content-type")]).toEqual(["<p>Hi</p>", "text/html"]);
    const file = await fetch(`${server.url}/webhook/file`, {
      method: "POST",
      body: new Uint8Array([0, 255]),
      headers: { "content-type": "image/x-test" },
    });
    expect([
      new Uint8Array(await file.arrayBuffer()),
      file.headers.get("content-type"),
      file.headers.get("x-own"),
    ]).toEqual([new Uint8Array([0, 255]), "image/x-test", "yes"]);
    expect((await server.post("file", {})).json).toMatchObject({
      error: { message: expect.stringMatching(/no file "data"/) },
    });
    const quiet = await server.post("quiet", {});
    expect([quiet.status, quiet.text]).toEqual([201, ""]);
  });

  it("takes OPTIONS where that is one of its methods", async () => {
    const answer = await fetch(`${server.url}/webhook/options`, { method: "OPTIONS" });
    expect(await answer.json()).toMatchObject({ method: "OPTIONS" });
  });
});

describe("a call that cannot be served", () => {
  it("says what is wrong with malformed JSON, and is kept as a failed execution", async () => {
    const before = (await server.executions()).length;
    const { status, json } = await server.post("accept", '{\n  "id": 1,\n}');
    expect(status).toBe(400);
    expect(json).toMatchObject({ error: { message: expect.stringMatching(/not valid JSON: .* in line 3, column 1/) } });
    const [latest, ...rest] = await server.executions();
    expect(rest).toHaveLength(before);
    expect(latest).toMatchObject({ status: "failed", error: { message: expect.stringContaining("not valid JSON") } });
    const data = await server.query<{ inputs: { main: { json: { body: string } }[] } }>("executions.stepData", {
      id: latest?.id,
      step: 0,
    });
    expect(data.inputs.main[0]?.json.body).toBe('{\n  "id": 1,\n}');
  });

  it("says that nothing answers at an unknown path", async () => {
    const { status, json } = await server.post("nobody", {});
    expect(status).toBe(404);
    expect(json).toMatchObject({
      error: { message: "No webhook answers at /webhook/nobody", hint: expect.stringContaining("published") },
    });
  });

  it("names the methods it takes", async () => {
    const answer = await fetch(`${server.url}/webhook/shops/x/orders`, { method: "DELETE" });
    expect(answer.status).toBe(405);
    expect(answer.headers.get("allow")).toBe("POST, PUT");
  });

  it("refuses a body over the limit, announced or not, and stays quick", async () => {
    const large = Buffer.alloc(20 * 1024 * 1024, 0x20);
    const announced = await fetch(`${server.url}/webhook/echo`, { method: "POST", body: large });
    expect(announced.status).toBe(413);
    let left = 80;
    const streamed = await fetch(`${server.url}/webhook/echo`, {
      method: "POST",
      body: new ReadableStream({
        async pull(controller) {
          await new Promise((resolve) => setTimeout(resolve, 1));
          if (left-- > 0) controller.enqueue(new Uint8Array(256 * 1024));
          else controller.close();
        },
      }),
      duplex: "half",
      headers: { "content-type": "text/plain" },
    } as RequestInit);
    expect(streamed.status).toBe(413);
    expect((await server.post("echo", {})).status).toBe(200);
  });

  it("leaves nothing of a form that was too large or cut short", async () => {
    let left = 20;
    const body = new ReadableStream({
      start(controller) {
        const head = '--x\r\ncontent-disposition: form-data; name="f"; filename="f.bin"\r\n\r\n';
        controller.enqueue(new TextEncoder().encode(head));
      },
      async pull(controller) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        if (left-- > 0) controller.enqueue(new Uint8Array(256 * 1024));
        else controller.close();
      },
    });
    const headers = { "content-type": "multipart/form-data; boundary=x" };
    const init = { method: "POST", body, headers, duplex: "half" } as RequestInit;
    const large = await fetch(`${server.url}/webhook/echo`, init).catch(() => undefined);
    if (large) expect(large.status).toBe(413);
    const short = await fetch(`${server.url}/webhook/echo`, {
      method: "POST",
      body: '--x\r\ncontent-disposition: form-data; name="f"; filename="f.bin"\r\n\r\nhalf',
      headers,
    });
    expect(short.status).toBe(400);
    const incoming = join(server.data, "files", "incoming");
    await until(() => readdirSync(incoming).length === 0 || undefined);
    const unbounded = await fetch(`${server.url}/webhook/echo`, {
      method: "POST",
      body: "a",
      headers: { "content-type": "multipart/form-data" },
    });
    expect(unbounded.status).toBe(400);
  });

  it("survives names that aim at prototypes", async () => {
    const { json } = await server.post(
      "echo?__proto__=1&constructor=2",
      '{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}',
    );
    expect(json).toMatchObject({ query: { constructor: "2" } });
    expect((await server.post("echo", {})).json).not.toHaveProperty("admin");
  });

  it("survives a path that is not text", async () => {
    expect((await fetch(`${server.url}/webhook/%E0%A4%A`, { method: "POST" })).status).toBe(404);
  });
});
