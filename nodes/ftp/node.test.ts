import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import ftpServerLibrary from "ftp-srv";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "@/server/db/testing";
import { testCredential } from "@/server/services/credentials";
import { fileServerSpecification } from "../file-servers.testing";
import { nodeHarness } from "../testing";

const folder = temporaryFolder();
const keys = temporaryFolder();
const harness = nodeHarness();
let id = "";
let port = 0;
let server: ftpServerLibrary;
const valuesOf = (at: number, more = {}) => ({
  ...{ host: "127.0.0.1", port: at, user: "ann", password: "secret", tls: "none" },
  ...more,
});

/** A port that nobody uses now. */
async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port: free } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return free;
}

beforeAll(async () => {
  const [key, cert] = [join(keys.path, "key.pem"), join(keys.path, "cert.pem")];
  execFileSync("openssl", [
    ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"],
    ...["-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", cert],
  ]);
  port = await freePort();
  server = new ftpServerLibrary({
    url: `ftp://127.0.0.1:${port}`,
    pasv_url: "127.0.0.1",
    tls: { key: readFileSync(key), cert: readFileSync(cert) } as never,
    log: { child: () => quiet, ...quiet } as never,
  });
  server.on("login", ({ username, password }, resolve, reject) => {
    if (username === "ann" && password === "secret") resolve({ root: folder.path });
    else reject(new Error("Not you"));
  });
  await server.listen();
  id = await harness.credential("files.ftp", valuesOf(port));
});
afterAll(async () => {
  await server.close();
  folder.remove();
  keys.remove();
});

const nothing = () => {};
const quiet: { [level: string]: unknown } = {
  ...{ trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing, fatal: nothing },
  child: () => quiet,
};

fileServerSpecification("FTP", {
  type: "core.ftp",
  harness,
  folder: () => folder.path,
  node: () => ({ credentials: { ftp: id } }),
  // This server says of a link that it is what it leads to.
  without: ["links"],
});

describe("FTP", () => {
  it("is encrypted after AUTH TLS, also where files travel, and trusts only a good certificate", async () => {
    writeFileSync(join(folder.path, "secret.txt"), "secret");
    const any = await harness.credential("files.ftp", valuesOf(port, { tls: "any" }));
    const operation = { is: "download", path: "secret.txt" };
    const { error, items } = await harness.run("core.ftp", { operation }, [{}], { credentials: { ftp: any } });
    expect(error).toBeUndefined();
    expect(items.main?.[0]?.binary?.data).toMatchObject({ size: 6 });
    const { ctx } = harness.server();
    const strict = await testCredential(ctx, { type: "files.ftp", values: valuesOf(port, { tls: "verify" }) });
    expect(strict.message).toMatch(/self-signed/);
  });

  it("lets nobody in with a wrong password, which is not shown, nor to a forbidden address", async () => {
    const { ctx } = harness.server();
    const check = (more: object) => testCredential(ctx, { type: "files.ftp", values: valuesOf(port, more) });
    expect(await check({})).toMatchObject({ ok: true });
    const wrong = await check({ password: "wr0ng-pass" });
    expect(wrong).toMatchObject({ ok: false });
    expect(JSON.stringify(wrong)).not.toContain("wr0ng-pass");
    expect((await check({ host: "10.0.0.1" })).message).toMatch(/private network/);
  });

  it("T066 keeps no half of a file, and does not go where a hostile server sends it for data", async () => {
    const cut = await openScriptedFtp((data) => data.end("half"));
    const run = async (at: number) => {
      const credentials = { ftp: await harness.credential("files.ftp", valuesOf(at)) };
      return harness.run("core.ftp", { operation: { is: "download", path: "large.bin" } }, [{}], { credentials });
    };
    expect((await run(cut.port)).error).toMatchObject({
      code: "FILE_INCOMPLETE",
      message: expect.stringContaining("after 4 of 1000 bytes"),
    });
    cut.close();
    // An address of a private network, which is another than that of the server.
    const hostile = await openScriptedFtp(() => {}, "169,254,169,254,0,80");
    expect((await run(hostile.port)).error?.message).toMatch(/returned another host/);
    hostile.close();
  });
});

/** A server of our own, for what a good one never does. */
async function openScriptedFtp(onData: (data: Socket) => void, pasv?: string) {
  const sockets = new Set<Socket>();
  const data: Server = createServer((socket) => onData(socket));
  await new Promise<void>((resolve) => data.listen(0, "127.0.0.1", resolve));
  const { port: dataPort } = data.address() as { port: number };
  const control = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.write("220 Hello\r\n");
    socket.on("data", (chunk) => {
      for (const line of chunk.toString().split("\r\n").filter(Boolean)) socket.write(answerTo(line));
    });
  });
  function answerTo(line: string): string {
    const [command = ""] = line.split(" ");
    switch (command.toUpperCase()) {
      case "USER":
        return "331 Password\r\n";
      case "PASS":
        return "230 Welcome\r\n";
      case "FEAT":
        return "211-Features\r\n SIZE\r\n211 End\r\n";
      case "SIZE":
        return "213 1000\r\n";
      case "EPSV":
        return "500 Unknown\r\n";
      case "PASV":
        return `227 Entering (${pasv ?? `127,0,0,1,${dataPort >> 8},${dataPort & 255}`})\r\n`;
      case "RETR":
        return "150 Here it comes\r\n226 All of it\r\n";
      default:
        return "200 Fine\r\n";
    }
  }
  await new Promise<void>((resolve) => control.listen(0, "127.0.0.1", resolve));
  return {
    port: (control.address() as { port: number }).port,
    close() {
      for (const socket of sockets) socket.destroy();
      control.close();
      data.close();
    },
  };
}
