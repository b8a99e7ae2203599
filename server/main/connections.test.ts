import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { watchOracles } from "./hostile-oracles.testing";
import { draw, startServer, type TestServer } from "./testing";

let server: TestServer;
const host = "Host: 127.0.0.1\r\n";
beforeAll(async () => {
  server = await startServer({ env: { ISLEWIRE_MAX_BODY_MB: "1" } });
  await server.signUp();
  const params = { path: "hook", methods: ["POST"], respond: { is: "accepted" } };
  await server.publish(draw("Hook", { hook: { type: "webhook", params } }));
});
afterAll(() => server.stop());
watchOracles(() => server);

const open = (): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname, () => resolve(socket));
    socket.once("error", reject);
  });

/** All that comes until the connection is closed, and how long that took. */
async function raw(text: string, more?: (socket: Socket) => void): Promise<{ text: string; ms: number }> {
  const socket = await open();
  const from = Date.now();
  let answer = "";
  socket.on("data", (chunk: Buffer) => {
    answer += chunk.toString();
  });
  socket.on("error", () => {});
  socket.write(text);
  more?.(socket);
  await new Promise((resolve) => socket.once("close", resolve));
  return { text: answer, ms: Date.now() - from };
}

const isWell = async () => expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
const memory = () =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.child.pid}/status`, "utf8"))?.[1]) / 1024;

describe("a request that is too large (T053)", () => {
  it("is refused at its head, its address, its parts or its body", async () => {
    expect((await raw(`GET / HTTP/1.1\r\n${host}X: ${"x".repeat(64 * 1024)}\r\n\r\n`)).text).toMatch(
      /^HTTP\/1\.1 431 /,
    );
    expect((await raw(`GET /${"x".repeat(1_048_576)} HTTP/1.1\r\n${host}\r\n`)).text).toMatch(/^(HTTP\/1\.1 431 |$)/);
    const many = Array.from({ length: 3_000 }, (_, at) => `X-${at}: 1\r\n`).join("");
    expect((await raw(`GET / HTTP/1.1\r\n${host}${many}\r\n`)).text).toMatch(/^HTTP\/1\.1 431 /);
    const announced = `POST /webhook/hook HTTP/1.1\r\n${host}Content-Type: text/plain\r\nContent-Length: 2147483648\r\nConnection: close\r\n\r\n`;
    expect((await raw(announced)).text).toMatch(/^HTTP\/1\.1 413 /);
    const parts = new FormData();
    for (let at = 0; at < 1_200; at++) parts.append(`field${at}`, "");
    expect((await fetch(`${server.url}/webhook/hook`, { method: "POST", body: parts })).status).toBe(413);
    await isWell();
  });

  it("takes no memory for what it keeps sending", async () => {
    const before = memory();
    const socket = await open();
    socket.on("error", () => {});
    socket.on("data", () => {});
    socket.write(
      `POST /webhook/hook HTTP/1.1\r\n${host}Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n`,
    );
    const piece = Buffer.concat([Buffer.from("10000\r\n"), Buffer.alloc(65_536), Buffer.from("\r\n")]);
    for (let sent = 0; sent < 800 && !socket.destroyed; sent++) {
      if (!socket.write(piece)) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(memory() - before).toBeLessThan(100);
    socket.destroy();
    await isWell();
  });
});

describe("connections that only stay (T054)", () => {
  it("with a head that never ends are closed, and others are served meanwhile", async () => {
    const sockets = await Promise.all(Array.from({ length: 400 }, open));
    for (const socket of sockets) socket.on("error", () => {}).write(`GET / HTTP/1.1\r\n${host}`);
    const drip = setInterval(() => {
      for (const [at, socket] of sockets.entries()) if (!socket.destroyed) socket.write(`X-${at}: 1\r\n`);
    }, 2_000);
    const from = Date.now();
    let slowest = 0;
    while (sockets.some(({ destroyed }) => !destroyed) && Date.now() - from < 30_000) {
      for (const socket of sockets) socket.resume();
      const asked = Date.now();
      await isWell();
      slowest = Math.max(slowest, Date.now() - asked);
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    clearInterval(drip);
    expect(sockets.filter(({ destroyed }) => !destroyed)).toHaveLength(0);
    expect(Date.now() - from).toBeLessThan(25_000);
    expect(slowest).toBeLessThan(5_000);
  });

  it("and send nothing at all are closed, too", async () => {
    const { ms } = await raw("");
    expect(ms).toBeLessThan(25_000);
  });
});

describe("odd ways to speak HTTP (T055, T157)", () => {
  it.each([
    ["two lengths", `POST /webhook/hook HTTP/1.1\r\n${host}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc`],
    [
      "length and pieces",
      `POST /webhook/hook HTTP/1.1\r\n${host}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ["an unknown coding", `POST /webhook/hook HTTP/1.1\r\n${host}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`],
    ["a name with a space", `GET /healthz HTTP/1.1\r\n${host}X Y: 1\r\n\r\n`],
    ["no host", "GET /healthz HTTP/1.1\r\n\r\n"],
  ])("with %s are refused, and the connection is closed", async (_, text) => {
    const answer = await raw(text);
    expect(answer.text).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer.text.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    await isWell();
  });

  it("such as a thousand requests in one go are answered each, and in order", async () => {
    const one = `GET /healthz HTTP/1.1\r\n${host}\r\n`;
    const end = `GET /readyz HTTP/1.1\r\n${host}Connection: close\r\n\r\n`;
    const { text } = await raw(one.repeat(999) + end);
    expect(text.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(1_000);
    expect(text.trimEnd().endsWith('{"status":"ready"}')).toBe(true);
  });

  it("such as asking before the body comes, HTTP/1.0, and upgrades are no way around", async () => {
    const expecting = `POST /webhook/hook HTTP/1.1\r\n${host}Content-Type: text/plain\r\nContent-Length: 2\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n`;
    const { text } = await raw(expecting, (socket) => setTimeout(() => socket.write("hi"), 100));
    expect(text).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 202 /);
    expect((await raw(`GET /healthz HTTP/1.0\r\n${host}\r\n`)).text).toMatch(/^HTTP\/1\.1 200 /);
    const upgrade = `GET /healthz HTTP/1.1\r\n${host}Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n`;
    const socket = await open();
    const first = new Promise<string>((resolve) => socket.once("data", (chunk: Buffer) => resolve(chunk.toString())));
    socket.write(upgrade);
    expect(await first).toMatch(/^HTTP\/1\.1 200 /);
    socket.destroy();
  });
});
