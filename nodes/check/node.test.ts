import { createSocket } from "node:dgram";
import { type AddressInfo, createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Probe } from "@/nodes/sdk/probe";
import { nodeHarness } from "@/nodes/testing";
import { openTestHttp, type TestHttp } from "@/server/worker/testing";
import type { JsonObject } from "@/shared/item";
import { openTlsServer } from "./tls-server.testing";
import { verdictOn } from "./verdict";

const { run, credential } = nodeHarness();

let http: TestHttp;
beforeAll(async () => {
  http = await openTestHttp(({ url, headers }, response) => {
    if (url === "/never") return;
    if (url === "/moved") response.writeHead(302, { location: "/well" });
    else if (url === "/slow") return void setTimeout(() => response.end("at last"), 300);
    else if (url === "/half") {
      response.writeHead(200, { "content-length": "100" });
      response.write("half");
      return void setTimeout(() => response.destroy(), 20);
    } else if (url === "/private" && headers.authorization !== "Bearer s3cret") response.statusCode = 401;
    else if (url === "/down") response.statusCode = 503;
    response.end("All is well");
  });
});
afterAll(() => http.close());

async function check(what: JsonObject, more: JsonObject = {}, node = {}) {
  const { json, error } = await run("core.check", { what, ...more }, [{ n: 1 }], node);
  const [port, items] = Object.entries(json).find(([, list]) => list.length) ?? ["", []];
  return { port, error, result: (items[0]?.check ?? {}) as JsonObject };
}
const web = (path: string, more: JsonObject = {}) => ({ is: "http", url: http.url + path, ...more });

describe("Check of a web address", () => {
  it("is well, and tells how long each part took", async () => {
    const { port, result } = await check(web("/well?key=secret", { contains: "is well", pattern: "^All" }));
    expect(port).toBe("ok");
    expect(result).toMatchObject({
      ok: true,
      problem: null,
      status: 200,
      address: "127.0.0.1",
      url: `${http.url}/well`,
    });
    expect(Object.keys(result.phases as JsonObject)).toEqual(["dns", "connect", "firstByte", "body"]);
    expect(JSON.stringify(result)).not.toContain("secret");
  });

  it.each([
    ["/down", {}, "It answered 503"],
    ["/well", { status: "404, 500-599" }, "It answered 200"],
    ["/well", { contains: "on fire" }, 'The answer does not contain "on fire"'],
    ["/well", { pattern: "^on" }, "The answer does not fit ^on"],
    ["/slow", { maxMs: 100 }, expect.stringMatching(/^It took [3-9]\d\d ms$/)],
    ["/half", {}, "Reading the answer: the connection was broken off"],
  ] as const)("of %s with %j fails, and says why", async (path, more, problem) => {
    expect(await check(web(path, more))).toMatchObject({ port: "failed", result: { ok: false, problem } });
  });

  it("names the part that took too long", async () => {
    const { port, result } = await check(web("/never"), { seconds: 0.3 });
    expect([port, result.problem, result.phase]).toEqual([
      "failed",
      "Waiting for the answer: no answer within 0.3 s",
      "firstByte",
    ]);
  });

  it("follows redirects unless told not to", async () => {
    expect(await check(web("/moved"))).toMatchObject({ port: "ok", result: { url: `${http.url}/well` } });
    expect(await check(web("/moved", { redirects: false }))).toMatchObject({ result: { problem: "It answered 302" } });
  });

  it("shows a credential to the address, and to nobody in the result", async () => {
    expect((await check(web("/private"))).result.problem).toBe("It answered 401");
    const auth = await credential("http.bearer", { token: "s3cret" });
    const { port, result } = await check(web("/private"), {}, { credentials: { auth } });
    expect(port).toBe("ok");
    expect(JSON.stringify(result)).not.toContain("s3cret");
  });

  it("fails where nothing listens, where the name is not known, and where it may not look", async () => {
    const { result } = await check({ is: "http", url: "http://127.0.0.1:1/" });
    expect(result).toMatchObject({ problem: "Connecting: the connection was refused", code: "ECONNREFUSED" });
    const unknown = await check({ is: "http", url: "http://nowhere.invalid/" });
    expect(unknown).toMatchObject({ port: "failed", result: { phase: "dns" } });
    const metadata = await check({ is: "http", url: "http://169.254.169.254/" });
    expect(metadata).toMatchObject({ port: "failed", result: { phase: "dns" } });
    expect(metadata.result.address).toBeUndefined();
  });

  it("says what is wrong with the check itself", async () => {
    expect((await check({ is: "http", url: "example.com" })).error?.code).toBe("URL_INVALID");
    expect((await check(web("/well", { status: "fine" }))).error?.message).toBe(
      '"fine" is neither a status nor a range of them',
    );
  });
});

describe("Check of a certificate", () => {
  it("tells whether it is trusted, whose it is and until when", async () => {
    const server = await openTlsServer();
    const target = { host: "localhost", port: server.port };
    const { port, result } = await check({ is: "tls", ...target, host: "127.0.0.1" });
    expect([port, result.problem]).toEqual(["failed", "TLS: the certificate is self-signed"]);
    expect(result.certificate).toMatchObject({ subject: "localhost", daysLeft: expect.any(Number) });
    const url = `https://127.0.0.1:${server.port}/`;
    expect(await check({ is: "http", url, anyCertificate: true, contains: "secure" })).toMatchObject({ port: "ok" });
    expect((await check({ is: "http", url })).result.problem).toBe("TLS: the certificate is self-signed");
    server.close();
  });

  it("fails before it expires", () => {
    const now = Date.UTC(2026, 0, 1);
    const probe = (day: number): Probe => ({
      ...{ phases: {}, totalMs: 1 },
      certificate: { validTo: new Date(Date.UTC(2026, 0, day)).toISOString(), subject: "", issuer: "" },
    });
    const problem = (day: number) => verdictOn(probe(day), { days: 14 }, now).problem;
    expect([problem(15), problem(14), problem(-5)]).toEqual([
      undefined,
      "The certificate expires in 13 days",
      "The certificate has expired",
    ]);
  });

  it("fails where no TLS is spoken", async () => {
    const { result } = await check({ is: "tls", host: "127.0.0.1", port: http.port }, { seconds: 2 });
    expect(result).toMatchObject({ ok: false, phase: "tls" });
  });
});

describe("Check of a port", () => {
  it("is well when it is open, and when it greets as expected", async () => {
    const server = createServer((socket) => void socket.on("error", () => {}).end("SSH-2.0-Test\r\n"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const target = { is: "tcp", host: "127.0.0.1", port: (server.address() as AddressInfo).port };
    expect((await check(target)).port).toBe("ok");
    expect((await check({ ...target, contains: "SSH-2" })).port).toBe("ok");
    expect((await check({ ...target, contains: "220 " })).result.problem).toContain("does not contain");
    server.close();
    expect((await check({ is: "tcp", host: "127.0.0.1", port: 1 })).port).toBe("failed");
  });
});

describe("Check of a name", () => {
  it("asks a name server for records", async () => {
    const server = await openNameServer("192.0.2.7");
    const what = { is: "dns", name: "shop.example", server: server.address };
    expect(await check(what)).toMatchObject({ port: "ok", result: { values: ["192.0.2.7"] } });
    expect((await check({ ...what, contains: "203.0.113" })).result.problem).toContain("None of the values");
    expect((await check({ ...what, name: "gone.example" })).result).toMatchObject({ problem: "The name is not known" });
    server.close();
  });

  it("may ask no server that other connections may not reach", async () => {
    const { error, result } = await check({ is: "dns", name: "a.example", server: "10.0.0.1" });
    expect(error ?? result.problem).toBeTruthy();
    expect(result.values ?? []).toEqual([]);
    expect((await check({ is: "dns", name: "a.example", server: "ns.example" })).error?.code).toBe("DNS_SERVER");
  });
});

/** Answers every question for an address with one, and knows no name that begins with `gone`. */
async function openNameServer(ip: string) {
  const socket = createSocket("udp4");
  socket.on("message", (question, { port, address }) => {
    const isGone = question.includes("gone");
    const header = Buffer.from(question.subarray(0, 12));
    header.writeUInt16BE(isGone ? 0x8183 : 0x8180, 2);
    header.writeUInt16BE(isGone ? 0 : 1, 6);
    header.writeUInt16BE(0, 8);
    header.writeUInt16BE(0, 10);
    const end = question.indexOf(0, 12) + 5;
    const answer = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...ip.split(".").map(Number)]);
    socket.send(Buffer.concat([header, question.subarray(12, end), ...(isGone ? [] : [answer])]), port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  return { address: `127.0.0.1:${socket.address().port}`, close: () => void socket.close() };
}
