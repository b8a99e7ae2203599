import { createHmac } from "node:crypto";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { watchOracles } from "./hostile-oracles.testing";
import { draw, startServer, type TestServer } from "./testing";

let server: TestServer;
const secret = "It's a Secret to Everybody";
const sign = (body: string | Buffer) => `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;

beforeAll(async () => {
  server = await startServer({ env: { ISLEWIRE_MAX_BODY_MB: "1" } });
  await server.signUp();
  const store = async (type: string, values: object) =>
    (await server.mutate<{ id: string }>("credentials.create", { name: type, type, values })).id;
  const hook = (path: string, authentication: string, auth: string) => ({
    type: "webhook",
    params: { path, methods: ["POST"], authentication, respond: { is: "finished", status: 200, answer: "first" } },
    credentials: { auth },
  });
  const gitHub = await store("signature.gitHub", { secret });
  await server.publish(draw("Pushes", { hook: hook("pushes", "gitHub", gitHub) }));
  await server.publish(draw("Any", { hook: hook("any", "any", gitHub) }));
  await server.publish(draw("Mixed", { hook: hook("mixed", "stripe", gitHub) }));
  const shop = await store("signature.wooCommerce", { secret });
  await server.publish(draw("Orders", { hook: hook("orders", "wooCommerce", shop) }));
});
afterAll(() => server.stop());
watchOracles(() => server);

const call = (path: string, body: string | Uint8Array<ArrayBuffer>, headers: { [name: string]: string } = {}) =>
  fetch(`${server.url}/webhook/${path}`, {
    method: "POST",
    body,
    headers: { "content-type": "application/json", ...headers },
  });

describe("a webhook that takes signed calls", () => {
  it("takes the example of GitHub's documents", async () => {
    const answer = await call("pushes", "Hello, World!", {
      "content-type": "text/plain",
      "x-hub-signature-256": "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
    });
    expect([answer.status, await answer.json()]).toMatchObject([200, { body: "Hello, World!" }]);
  });

  it("looks at the bytes as they came, and reads them afterwards", async () => {
    const body = '{ "name" : "M\\u00e4rta",  "n": 1.0 }';
    for (const path of ["pushes", "any"]) {
      const answer = await call(path, body, { "x-hub-signature-256": sign(body) });
      expect([answer.status, await answer.json()]).toMatchObject([200, { body: { name: "Märta", n: 1 } }]);
    }
  });

  it.each([
    ["without a signature", "{}", {}],
    ["with that of another body", "{} ", { "x-hub-signature-256": sign("{}") }],
    ["with an empty one", "{}", { "x-hub-signature-256": "sha256=" }],
    ["with one of another form", "{}", { "x-hub-signature-256": sign("{}").slice(7) }],
  ])("T155 refuses a call %s, starts nothing and says nothing of why", async (_, body, headers) => {
    const before = (await server.executions()).length;
    const answer = await call("pushes", body, headers as { [name: string]: string });
    expect([answer.status, await answer.json()]).toEqual([
      401,
      { error: { message: "This webhook asks for authentication" } },
    ]);
    expect(await server.executions()).toHaveLength(before);
  });

  it("takes files of a signed form", async () => {
    const form = new Response(
      (() => {
        const data = new FormData();
        data.append("name", "Ada");
        data.append("photo", new File(["picture"], "p.png", { type: "image/png" }));
        return data;
      })(),
    );
    const body = Buffer.from(await form.arrayBuffer());
    const headers = { "content-type": form.headers.get("content-type") ?? "", "x-hub-signature-256": sign(body) };
    const answer = await call("pushes", new Uint8Array(body), headers);
    expect([answer.status, await answer.json()]).toMatchObject([200, { body: { name: "Ada" } }]);
  });

  it("takes a body in pieces of no announced length, within the limit", async () => {
    const body = JSON.stringify({ text: "x".repeat(300_000) });
    expect(await inPieces(body, sign(body))).toMatch(/^HTTP\/1.1 200 /);
    const large = JSON.stringify({ text: "x".repeat(1_200_000) });
    expect(await inPieces(large, sign(large))).toMatch(/^HTTP\/1.1 413 /);
  });

  it("answers the trial of a new webhook of WooCommerce, and starts nothing", async () => {
    const before = (await server.executions()).length;
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    expect((await call("orders", "webhook_id=7", headers)).status).toBe(200);
    expect((await call("orders", "webhook_id=7&id=1", headers)).status).toBe(401);
    expect(await server.executions()).toHaveLength(before);
  });

  it("lets nobody in with a credential of another kind", async () => {
    expect((await call("mixed", "{}", { "x-hub-signature-256": sign("{}") })).status).toBe(500);
  });
});

/** A chunked request by hand; gives the first line of the answer. */
function inPieces(body: string, signature: string): Promise<string> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(
        `POST /webhook/pushes HTTP/1.1\r\nHost: ${hostname}\r\nContent-Type: application/json\r\nX-Hub-Signature-256: ${signature}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n`,
      );
      for (let at = 0; at < body.length; at += 50_000) {
        const piece = body.slice(at, at + 50_000);
        socket.write(`${piece.length.toString(16)}\r\n${piece}\r\n`);
      }
      socket.write("0\r\n\r\n");
    });
    let text = "";
    socket.setEncoding("utf8");
    socket.on("data", (chunk: string) => {
      text += chunk;
      if (!text.includes("\r\n")) return;
      resolve(text.slice(0, text.indexOf("\r\n")));
      socket.destroy();
    });
    socket.once("error", reject);
  });
}
