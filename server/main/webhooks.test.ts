import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { draw, startServer, type TestServer, until } from "./testing";

let server: TestServer;
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
    const announced = await fetch(`${server.url}/webhook/echo`, { method: "POST", body: large }).catch(() => undefined);
    if (announced) expect(announced.status).toBe(413);
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
    } as RequestInit).catch(() => undefined);
    if (streamed) expect(streamed.status).toBe(413);
    expect(announced ?? streamed).toBeDefined();
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
