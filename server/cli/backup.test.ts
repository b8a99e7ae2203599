import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "@/server/db/testing";
import { draw, startServer, type TestServer } from "@/server/main/testing";
import { runCli } from "./testing";

const folder = temporaryFolder();
const place = (name: string) => join(folder.path, name);

const islewire = (data: string, ...args: string[]) => runCli({ cwd: folder.path, data: place(data) }, args);

describe("islewire backup and restore", () => {
  let server: TestServer;
  const accepted: number[] = [];
  let isSending = true;
  let sending: Promise<unknown>;

  beforeAll(async () => {
    server = await startServer({ dataFolder: place("data") });
    await server.signUp();
    const respond = { is: "accepted", status: 202, text: "" };
    const keep = { type: "convertToFile", params: { to: { is: "text", field: "body.text" } } };
    await server.publish(
      draw(
        "Kept",
        { hook: { type: "webhook", params: { path: "kept", methods: ["POST"], respond } }, keep },
        "hook -> keep",
      ),
    );
    const send = async () => {
      for (let n = 0; isSending; n++) {
        const { json } = await server.post("kept", { text: `file ${n}` });
        accepted.push((json as { executionId: number }).executionId);
      }
    };
    sending = Promise.all([send(), send()]);
  });
  afterAll(async () => {
    isSending = false;
    await sending;
    await server.stop("SIGKILL");
    folder.remove();
  });

  it("make a copy under load, which another server goes on with", async () => {
    await expect.poll(() => accepted.length).toBeGreaterThan(50);
    const before = [...accepted];
    const { code, out } = await islewire("data", "backup", place("monday"), "--json");
    expect(code).toBe(0);
    const { executions, workflows } = JSON.parse(out) as { executions: number; workflows: number };
    expect(workflows).toBe(1);
    expect(executions).toBeGreaterThanOrEqual(before.length);
    isSending = false;
    await sending;

    expect(await islewire("copy", "restore", place("monday"))).toMatchObject({ code: 0 });
    const copy = await startServer({ dataFolder: place("copy") });
    await copy.signIn();
    for (const id of before.slice(-20)) {
      const found = await copy.finished(id);
      expect(found.status).toBe("succeeded");
    }
    expect((await copy.post("kept", { text: "in the copy" })).status).toBe(202);
    await copy.stop();
    expect(statSync(place("monday")).mode & 0o077).toBe(0);
  });

  it("refuse what would overwrite something, and say where", async () => {
    expect(await islewire("data", "backup", place("monday"))).toMatchObject({
      code: 1,
      err: expect.stringMatching(/monday is not empty\. Name a new folder/),
    });
    expect(await islewire("data", "restore", place("monday"))).toMatchObject({
      code: 1,
      err: expect.stringMatching(/Another Islewire server is running|There is a islewire\.db in/),
    });
    expect(await islewire("copy", "restore", place("monday"))).toMatchObject({
      code: 1,
      err: expect.stringContaining("Move that folder away first"),
    });
    expect(await islewire("nothing", "backup", place("tuesday"))).toMatchObject({
      code: 1,
      err: expect.stringContaining("There is no database in"),
    });
    expect(existsSync(place("tuesday"))).toBe(false);
    expect(await islewire("data", "backup")).toMatchObject({ code: 2 });
  });

  it("refuse a backup without its key, and one that is damaged", async () => {
    const key = readFileSync(join(place("monday"), "secret.key"));
    rmSync(join(place("monday"), "secret.key"));
    expect(await islewire("without", "restore", place("monday"))).toMatchObject({
      code: 1,
      err: expect.stringContaining("stored credentials cannot be read without it"),
    });
    writeFileSync(join(place("monday"), "secret.key"), key);
    mkdirSync(place("damaged"));
    const database = readFileSync(join(place("monday"), "islewire.db"));
    database.fill(0xff, 4_096, 40_960);
    writeFileSync(join(place("damaged"), "islewire.db"), database);
    writeFileSync(join(place("damaged"), "secret.key"), key);
    expect(await islewire("without", "restore", place("damaged"))).toMatchObject({
      code: 1,
      err: expect.stringContaining("is damaged"),
    });
    expect(existsSync(join(place("without"), "islewire.db"))).toBe(false);
  });
});
