import { createHmac } from "node:crypto";
import { createSocket } from "node:dgram";
import { createServer as createHttpServer, type IncomingMessage } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "@/server/cli/testing";
import { temporaryFolder } from "@/server/db/testing";
import type { AuditEvent } from "@/shared/audit";
import { openBeside } from "./chaos/database.testing";
import { draw, startServer, type TestServer, until } from "./testing";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
  await server.signUp();
});
afterAll(() => server.stop());

const events = async (filter: object = {}) =>
  (await server.query<{ events: AuditEvent[] }>("audit.list", { limit: 200, ...filter })).events;
const cli = (data: string, ...args: string[]) => runCli({ cwd: data, data }, args);

const post = (path: string, body: object, headers: { [name: string]: string } = {}) =>
  fetch(server.url + path, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json", origin: server.url, ...headers },
  });

describe("The audit log of a running server", () => {
  it("tells who made the account, signed in and out, from where", async () => {
    const { email, password } = { email: "olive@example.com", password: "correct horse battery" };
    const signedIn = await post("/api/auth/sign-in/email", { email, password });
    const cookie = signedIn.headers
      .getSetCookie()
      .map((line) => line.split(";")[0])
      .join("; ");
    expect((await post("/api/auth/sign-out", {}, { cookie })).status).toBe(200);
    const found = await events({ actor: "Olive" });
    expect(found.map(({ action }) => action).toReversed()).toEqual([
      ...["user.create", "session.signIn", "session.signIn", "session.signOut"],
    ]);
    for (const event of found)
      expect(event).toMatchObject({ actorKind: "user", address: "127.0.0.1", outcome: "done" });
  });

  it("T056 tells of many wrong passwords, keys and calls in a few events, and never what was typed", async () => {
    const { id } = await server.mutate<{ id: string }>("credentials.create", {
      ...{ name: "Door", type: "http.basic", values: { user: "door", password: "the-right-one" } },
    });
    const params = { path: "guarded", methods: ["POST"], authentication: "basic" };
    const hook = { type: "webhook", params, credentials: { auth: id } };
    await server.publish(draw("Guarded", { hook, end: { type: "noOp" } }, "hook -> end"));
    const before = (await events())[0]?.id ?? 0;
    const tries = Array.from({ length: 20 }, (_, index) => index);
    for (const index of tries) {
      const body = { email: `guess${index}@example.com`, password: "my-secret-guess" };
      await post("/api/auth/sign-in/email", index % 2 ? body : { ...body, email: "olive@example.com" });
      await fetch(`${server.url}/api/v1/tables`, { headers: { authorization: "Bearer iw_wrong" } });
      await server.post("guarded", { index }, { headers: { authorization: "Basic d3Jvbmc6d3Jvbmc=" } });
    }
    await expect.poll(async () => (await events()).filter((event) => event.id > before).length).toBe(3);
    const refused = (await events()).filter((event) => event.id > before);
    expect(refused.map(({ action, outcome }) => `${action} ${outcome}`).toSorted()).toEqual([
      ...["apiKey.refuse refused", "session.signIn refused", "webhook.refuse refused"],
    ]);
    expect(JSON.stringify(refused)).not.toMatch(/secret-guess|iw_wrong|guess\d/);
  });

  it("tells of API nodes that were added and updated", async () => {
    const source = {
      text: JSON.stringify({
        ...{ openapi: "3.0.0", info: { title: "Shop", version: "1" }, servers: [{ url: "https://shop.example" }] },
        paths: { "/a": { get: { operationId: "a", responses: { 200: { description: "ok" } } } } },
      }),
    };
    const { id } = await server.mutate<{ id: string }>("apiNodes.add", { source, label: "Shop" });
    await server.mutate("apiNodes.update", { id, source });
    const found = await events({ target: id });
    expect(found.map(({ action, targetName }) => `${action} ${targetName}`)).toEqual([
      ...["apiNode.update Shop", "apiNode.add Shop"],
    ]);
  });

  it("comes page by page and by filter, and as a file, which is an event itself", async () => {
    type Page = { events: AuditEvent[]; nextCursor: number | null };
    const first = await server.query<Page>("audit.list", { limit: 2 });
    const second = await server.query<Page>("audit.list", { limit: 2, cursor: first.nextCursor });
    expect([...first.events, ...second.events].map(({ id }) => id)).toEqual(
      (await events({ limit: 4 })).map(({ id }) => id),
    );
    expect(await events({ action: "user.create" })).toHaveLength(1);
    expect(await events({ outcome: "refused", action: "user.create" })).toEqual([]);
    expect(await events({ to: 1 })).toEqual([]);

    const filter = encodeURIComponent(JSON.stringify({ action: "user.create" }));
    const lines = await (await server.request(`/api/audit/export?format=ndjson&filter=${filter}`)).text();
    expect(
      lines
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual([expect.objectContaining({ action: "user.create", actor: expect.objectContaining({ name: "Olive" }) })]);
    const csv = await (await server.request("/api/audit/export?format=csv")).text();
    expect(csv).toContain("user.create,user,");
    expect(await events({ action: "audit.export" })).toHaveLength(2);
    expect((await server.request("/api/audit/export?filter=no")).status).toBe(400);
    expect((await fetch(`${server.url}/api/audit/export`)).status).toBe(401);
  });

  it("is verified and exported by the command line beside it, whose own changes are events, too", async () => {
    const verified = await cli(server.data, "audit", "verify");
    expect(verified).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\d+ events, all as they were written\nAnchor: /),
    });
    const [, anchor = ""] = /Anchor: (\S+)/.exec(verified.out) ?? [];
    const id = (await events({ action: "workflow.publish" }))[0]?.targetId ?? "";
    expect((await cli(server.data, "export", id)).code).toBe(0);
    expect((await events({ action: "workflow.export" }))[0]).toMatchObject({
      actorKind: "system",
      actorId: "cli",
      targetId: id,
    });
    expect((await cli(server.data, "audit", "verify", "--anchor", anchor)).code).toBe(0);
    const { out } = await cli(server.data, "audit", "export", "--from", "2020-01-01");
    expect(
      out
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).id),
    ).toEqual(Array.from({ length: out.trim().split("\n").length }, (_, index) => index + 1));
    expect((await cli(server.data, "audit", "export", "--from", "2020-01-01", "--to", "2020-01-02")).out).toBe("");
    expect((await cli(server.data, "audit", "fly")).code).toBe(2);

    const database = openBeside(server.data, false);
    database.exec("DROP TRIGGER audit_events_unchanged; UPDATE audit_events SET actor_name = 'Mallory' WHERE id = 2");
    database.close();
    expect(await cli(server.data, "audit", "verify")).toMatchObject({
      ...{ code: 1, err: expect.stringContaining("broken at event 2: the event was changed") },
    });
  });
});

describe("Events that are sent to another place", () => {
  type Call = { headers: IncomingMessage["headers"]; body: string };
  const secret = "a-secret-of-16-characters";

  async function receiver(port = 0) {
    const calls: Call[] = [];
    const http = createHttpServer(async (req, res) => {
      calls.push({ headers: req.headers, body: await text(req) });
      res.writeHead(204).end();
    });
    await new Promise<void>((resolve) => http.listen(port, "127.0.0.1", resolve));
    const ids = () =>
      calls.flatMap(({ body }) =>
        body
          .trim()
          .split("\n")
          .map((line) => (JSON.parse(line) as AuditEvent).id),
      );
    const close = () => new Promise<void>((resolve) => void http.close(() => resolve()).closeAllConnections());
    return { calls, ids, close, port: (http.address() as AddressInfo).port };
  }

  it("arrive signed, all and in their order, also those of when the receiver and the server were away", async () => {
    const folder = temporaryFolder();
    const first = await receiver();
    const env = {
      ISLEWIRE_AUDIT_WEBHOOK: `http://127.0.0.1:${first.port}/audit`,
      ISLEWIRE_AUDIT_WEBHOOK_SECRET: secret,
    };
    let sending = await startServer({ dataFolder: folder.path, env });
    await sending.signUp();
    const set = (name: string) => sending.mutate("variables.set", { name, value: "1" });
    await set("a");
    await until(() => first.ids().length >= 3);
    await first.close();
    await set("b");
    await sending.stop();
    sending = await startServer({ dataFolder: folder.path, env });
    await sending.signIn();
    await set("c");
    const second = await receiver(first.port);
    await until(() => second.ids().length >= 3);
    const all = [...first.ids(), ...second.ids()];
    expect(all).toEqual(all.map((_, index) => index + 1));
    const { headers, body } = second.calls[0] as Call;
    const [, seconds, mac] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers["x-islewire-signature"])) ?? [];
    expect(mac).toBe(createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex"));
    await sending.stop();
    await second.close();
    folder.remove();
  });

  it("go to a syslog server by UDP and TCP, as RFC 5424 has it", async () => {
    const udp = createSocket("udp4");
    const lines: string[] = [];
    udp.on("message", (message) => void lines.push(message.toString()));
    await new Promise<void>((resolve) => udp.bind(0, "127.0.0.1", resolve));
    let stream = "";
    const tcp = createTcpServer((socket) => void socket.on("data", (chunk) => (stream += chunk)).on("error", () => {}));
    await new Promise<void>((resolve) => tcp.listen(0, "127.0.0.1", resolve));

    for (const [protocol, { port }] of [
      ["udp", udp.address()],
      ["tcp", tcp.address() as AddressInfo],
    ] as const) {
      const sending = await startServer({ env: { ISLEWIRE_AUDIT_SYSLOG: `${protocol}://127.0.0.1:${port}` } });
      await sending.signUp();
      await until(() => (protocol === "udp" ? lines.length >= 2 : stream.includes("session.signIn")));
      await sending.stop();
    }
    udp.close();
    tcp.close();
    const line =
      /^<109>1 \d{4}-\d\d-\d\dT[\d:.]+Z \S+ islewire - user\.create \[audit@32473 id="1" action="user\.create" actor="\w+" target="\w+" outcome="done"\] (\{.*\})$/;
    expect(lines[0]).toMatch(line);
    const [, length = "0"] = /^(\d+) </.exec(stream) ?? [];
    const frame = stream.slice(length.length + 1, length.length + 1 + Number(length));
    expect(JSON.parse(line.exec(frame)?.[1] ?? "{}")).toMatchObject({ id: 1, action: "user.create" });
  });

  it("need a secret: the server says so before it starts", async () => {
    const start = startServer({ env: { ISLEWIRE_AUDIT_WEBHOOK: "https://siem.example" } });
    await expect(start).rejects.toThrow(/ISLEWIRE_AUDIT_WEBHOOK_SECRET/);
  });
});
