import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "@/server/db/testing";
import { openTestHttp, type TestHttp } from "@/server/worker/testing";
import { egressRules } from "./addresses";
import { createHttpClient } from "./client";
import { FileTooLarge, openFileStore } from "./files";

const folder = temporaryFolder();
const files = openFileStore(folder.path);
const closed = createHttpClient({ rules: egressRules([]), files });
const open = createHttpClient({ rules: egressRules(["127.0.0.1"]), files });
const never = new AbortController().signal;
let http: TestHttp;
beforeAll(async () => {
  http = await openTestHttp(({ url }, response) => {
    if (url === "/big") response.writeHead(200, { "content-type": "text/plain" }).end("x".repeat(70 * 1024 * 1024));
    else if (url === "/slow") return;
    else response.end("{}");
  });
});
afterAll(async () => {
  await Promise.all([closed.close(), open.close()]);
  await http.close();
  folder.remove();
});

describe("the door for outgoing connections", () => {
  it("T060 T061 is shut for loopback unless the operator opens it", async () => {
    for (const host of ["127.0.0.1", "localhost", "127.1", "2130706433", "[::ffff:127.0.0.1]"]) {
      const request = closed.request({ method: "GET", url: `http://${host}:${http.port}/` }, never);
      await expect(request, host).rejects.toMatchObject({ code: "EGRESS_BLOCKED" });
    }
    await expect(closed.connect({ host: "127.0.0.1", port: http.port })).rejects.toMatchObject({
      code: "EGRESS_BLOCKED",
    });
    expect(http.calls).toEqual([]);
    expect(await open.request({ method: "GET", url: http.url }, never)).toMatchObject({ ok: true, body: {} });
  });

  it("T069 says the same of a shut port and an open one in a private network", async () => {
    const messages = await Promise.all(
      [http.port, 1].map((port) =>
        closed.request({ method: "GET", url: `http://127.0.0.1:${port}/` }, never).catch((e: Error) => e.message),
      ),
    );
    expect(new Set(messages).size).toBe(1);
  });

  it("gives a raw connection where it may", async () => {
    const socket = await open.connect({ host: "127.0.0.1", port: http.port });
    socket.destroy();
    await expect(open.connect({ host: "127.0.0.1", port: 1 })).rejects.toMatchObject({
      code: "HTTP_FAILED",
      message: expect.stringMatching(/refused/),
    });
  });

  it("takes no answer without end, unless as a file", async () => {
    await expect(open.request({ method: "GET", url: `${http.url}/big` }, never)).rejects.toMatchObject({
      code: "HTTP_TOO_LARGE",
    });
    const { file } = await open.request({ method: "GET", url: `${http.url}/big`, response: "file" }, never);
    expect(file).toMatchObject({ name: "big", size: 70 * 1024 * 1024 });
  });

  it("is left at once when the execution is cancelled", async () => {
    const cancel = new AbortController();
    const heard = http.nextCall();
    const request = open.request({ method: "GET", url: `${http.url}/slow` }, cancel.signal);
    await heard;
    cancel.abort("user");
    await expect(request).rejects.toBeDefined();
  });
});

describe("T064 a name whose addresses", () => {
  const never = new AbortController().signal;
  /** What the name server says, one answer after the other; the last again and again. */
  async function ask(...answers: string[][]) {
    let asked = 0;
    const client = createHttpClient({
      rules: egressRules([]),
      files,
      lookUp: async () => {
        const addresses = answers[Math.min(asked++, answers.length - 1)] ?? [];
        return addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
      },
    });
    const before = http.calls.length;
    const codes: string[] = [];
    for (let tries = 0; tries < 2; tries++) {
      const request = { method: "GET", url: `http://shop.example:${http.port}/`, timeoutMs: 300 };
      codes.push(
        await client.request(request, never).then(
          () => "reached",
          (error: { code: string }) => error.code,
        ),
      );
    }
    await client.close();
    return { codes, asked, reached: http.calls.length - before };
  }

  it.each<[string, string[][]]>([
    ["are private", [["10.0.0.1"]]],
    ["are public but for one", [["192.0.9.1", "127.0.0.1"]]],
    ["are public but for the last of a thousand", [[...Array<string>(999).fill("192.0.9.1"), "127.0.0.1"]]],
    ["are IPv4 in IPv6", [["::ffff:127.0.0.1"]]],
    ["are IPv4 in IPv6 of another form", [["::7f00:1", "64:ff9b::7f00:1"]]],
  ])("%s is refused", async (_, answers) => {
    expect(await ask(...answers)).toEqual({ codes: ["EGRESS_BLOCKED", "EGRESS_BLOCKED"], asked: 2, reached: 0 });
  });

  it("change is looked up once for each connection, and connected to what was checked", async () => {
    // The first is public and answers nobody; the second would be this machine.
    const { codes, asked, reached } = await ask(["192.0.9.1"], ["127.0.0.1"]);
    expect(codes[0]).toMatch(/^HTTP_(TIMEOUT|FAILED)$/);
    expect(codes[1]).toBe("EGRESS_BLOCKED");
    expect([asked, reached]).toEqual([2, 0]);
  });

  it("are none, or not found out in time, is an error", async () => {
    expect((await ask([])).codes).toEqual(["HTTP_FAILED", "HTTP_FAILED"]);
  });
});

describe("the file store", () => {
  const read = async (file: { id: string }) => {
    const chunks: Buffer[] = [];
    for await (const chunk of files.read(file)) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString();
  };

  it("keeps the same contents once, whatever the name says", async () => {
    const one = await files.write({ name: "../../etc/passwd", mimeType: "text/plain" }, "same");
    const two = await files.write({ name: "b", mimeType: "text/html" }, Buffer.from("same"));
    expect(one.id).toBe(two.id);
    expect(await read(one)).toBe("same");
    expect(files.exists(one)).toBe(true);
  });

  it("leaves nothing of a file that is too large", async () => {
    await expect(files.write({ name: "a", mimeType: "x" }, "12345", 4)).rejects.toThrow(FileTooLarge);
    const { readdirSync } = await import("node:fs");
    expect(readdirSync(`${folder.path}/files/incoming`)).toEqual([]);
  });

  it.each(["../../secret.key", "..", "", "a".repeat(63), `${"a".repeat(64)}/..`, "A".repeat(64)])(
    "%j is no file",
    (id) => {
      expect(() => files.read({ id })).toThrow(/Not the id/);
      expect(() => files.exists({ id })).toThrow(/Not the id/);
    },
  );
});
