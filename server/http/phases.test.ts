import { spawn } from "node:child_process";
import { type AddressInfo, createServer, connect as dial, type Server, type Socket } from "node:net";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { temporaryFolder } from "@/server/db/testing";
import { egressRules } from "./addresses";
import { createHttpClient } from "./client";
import { openFileStore } from "./files";

const folder = temporaryFolder();
const rules = egressRules(["127.0.0.1", "stalled.example"]);
const client = createHttpClient({ rules, files: openFileStore(folder.path) });
const never = new AbortController().signal;
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});
afterAll(async () => {
  await client.close();
  folder.remove();
});

/** A server that does with each connection what is written here, byte for byte. */
async function serve(handle: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    handle(socket);
  });
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}
const afterHead = (socket: Socket, then: () => void) => {
  let text = "";
  socket.on("data", (chunk: Buffer) => {
    text += chunk.toString("latin1");
    if (text.includes("\r\n\r\n")) then();
  });
};
const answer = (text: string) => serve((socket) => afterHead(socket, () => socket.write(text)));

const get = (url: string, more: object = {}, by = client) =>
  by.request({ method: "GET", url, timeoutMs: 400, ...more }, never).then(
    () => expect.fail("It was answered"),
    (thrown: { code: string; message: string; hint?: string }) => thrown,
  );

/** A port whose queue of connections is full: its process was stopped before it could take any. */
async function fullPort(): Promise<number> {
  const source = `const s = require("net").createServer().listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => console.log(s.address().port));`;
  const child = spawn(process.execPath, ["-e", source], { stdio: ["ignore", "pipe", "inherit"] });
  closers.push(() => child.kill("SIGKILL"));
  const port = await new Promise<number>((resolve) => child.stdout.once("data", (text) => resolve(Number(text))));
  child.kill("SIGSTOP");
  const waiting = Array.from({ length: 6 }, () => dial(port, "127.0.0.1").on("error", () => {}));
  closers.push(() => {
    for (const socket of waiting) socket.destroy();
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  return port;
}

describe("a request that takes too long says where it stopped", () => {
  it("in the look-up of the name", async () => {
    const stalled = createHttpClient({
      ...{ rules, files: openFileStore(folder.path) },
      lookUp: () => new Promise(() => {}),
    });
    const error = await get("http://stalled.example/a?key=secret", {}, stalled);
    expect(error).toMatchObject({
      code: "HTTP_TIMEOUT",
      message: expect.stringMatching(
        /^GET http:\/\/stalled\.example\/a timed out after 0\.4 s: looking up the host name took too long \(DNS \d+ ms\)$/,
      ),
      hint: expect.stringContaining("name server"),
    });
    await stalled.close();
  });

  it("while connecting", async () => {
    const error = await get(`http://127.0.0.1:${await fullPort()}/`);
    expect(error).toMatchObject({
      code: "HTTP_TIMEOUT",
      message: expect.stringMatching(/nobody took the connection \(DNS \d+ ms, connection \d+ ms\)$/),
      hint: expect.stringContaining("firewall"),
    });
  });

  it("in the TLS handshake", async () => {
    const port = await serve(() => {});
    expect(await get(`https://127.0.0.1:${port}/`)).toMatchObject({
      code: "HTTP_TIMEOUT",
      message: expect.stringMatching(/the TLS handshake did not end \(DNS \d+ ms, connection \d+ ms, TLS \d+ ms\)$/),
      hint: expect.stringContaining("speaks TLS"),
    });
  });

  it("before the first byte of the answer", async () => {
    const port = await serve(() => {});
    expect(await get(`http://127.0.0.1:${port}/slow`)).toMatchObject({
      code: "HTTP_TIMEOUT",
      message: expect.stringMatching(/its answer did not begin \(DNS \d+ ms, connection \d+ ms, first byte \d+ ms\)$/),
      hint: expect.stringContaining("raise “Timeout”"),
    });
  });

  it("in the body, and how much of it came", async () => {
    const port = await answer(
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5000\r\n\r\nx".padEnd(1_300, "x"),
    );
    expect(await get(`http://127.0.0.1:${port}/`)).toMatchObject({
      code: "HTTP_TIMEOUT",
      message: expect.stringMatching(
        /the answer had begun, but did not end, after 1,\d\d\d of 5,000 bytes \(.*body \d+ ms\)$/,
      ),
    });
  });
});

it("a request that has no connection yet is left at once when the execution is cancelled", async () => {
  const port = await serve(() => {});
  const cancel = new AbortController();
  const began = performance.now();
  const request = client.request({ method: "GET", url: `https://127.0.0.1:${port}/` }, cancel.signal);
  setTimeout(() => cancel.abort("user"), 100);
  await expect(request).rejects.toBe("user");
  expect(performance.now() - began).toBeLessThan(5_000);
});

describe("a request that fails says in which phase", () => {
  it("names a body that was cut off, and how much of it came", async () => {
    const head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    const cut = (rest: string) => serve((socket) => afterHead(socket, () => socket.end(head + rest)));
    expect(await get(`http://127.0.0.1:${await cut('Content-Length: 1000\r\n\r\n{"a":')}/`)).toMatchObject({
      code: "HTTP_CUT_OFF",
      message: expect.stringMatching(/broke off in the middle of the answer, after 5 of 1,000 bytes/),
      hint: expect.stringContaining("retry"),
    });
    expect(
      await get(`http://127.0.0.1:${await cut('Transfer-Encoding: chunked\r\n\r\n5\r\n{"a":\r\n')}/`),
    ).toMatchObject({
      code: "HTTP_CUT_OFF",
      message: expect.stringMatching(/after 5 bytes/),
    });
  });

  it("names a connection that ended before an answer", async () => {
    const port = await serve((socket) => afterHead(socket, () => socket.end()));
    expect(await get(`http://127.0.0.1:${port}/`)).toMatchObject({
      code: "HTTP_FAILED",
      message: expect.stringMatching(/failed before its answer began: the connection was broken off \(DNS/),
    });
  });

  it("names a port without TLS", async () => {
    const port = await serve((socket) => socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")));
    expect(await get(`https://127.0.0.1:${port}/`)).toMatchObject({
      message: expect.stringMatching(/failed in the TLS handshake: the port does not speak TLS/),
      hint: expect.stringContaining("http://"),
    });
  });

  it("names a port at which nobody is, and a name that nobody knows", async () => {
    expect(await get("http://127.0.0.1:1/")).toMatchObject({
      message: expect.stringMatching(/failed while connecting: the connection was refused/),
    });
    const error = Object.assign(new Error("getaddrinfo"), { code: "ENOTFOUND" });
    const lost = createHttpClient({ rules, files: openFileStore(folder.path), lookUp: () => Promise.reject(error) });
    expect(await get("http://shop.example/", {}, lost)).toMatchObject({
      message: expect.stringMatching(/failed while looking up the host name: the host name is not known/),
      hint: expect.stringContaining("typing errors"),
    });
    await lost.close();
  });

  it("does not give the times of an earlier connection as its own", async () => {
    let calls = 0;
    const port = await serve((socket) =>
      socket.on("data", () => {
        if (calls++ === 0) socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
      }),
    );
    await client.request({ method: "GET", url: `http://127.0.0.1:${port}/` }, never);
    // Until the connection is free again.
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await get(`http://127.0.0.1:${port}/`)).message).toMatch(/did not begin \(first byte \d+ ms\)$/);
  });

  it("names a page where JSON was expected", async () => {
    const page = "<!DOCTYPE html><html><head><title>Sign in &amp; go</title></head><body>…</body></html>";
    const port = await answer(
      `HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: ${Buffer.byteLength(page)}\r\n\r\n${page}`,
    );
    expect(await get(`http://127.0.0.1:${port}/`, { response: "json" })).toMatchObject({
      code: "HTTP_NOT_JSON",
      message: expect.stringMatching(/is an HTML page, not JSON: "Sign in &amp; go"/),
      hint: expect.stringContaining("sign-in page"),
    });
  });
});
