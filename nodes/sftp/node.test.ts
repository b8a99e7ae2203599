import { createHash } from "node:crypto";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ssh2 from "ssh2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "@/server/db/testing";
import { testCredential } from "@/server/services/credentials";
import { fileServerSpecification } from "../file-servers.testing";
import { until } from "../listen.testing";
import { nodeHarness } from "../testing";
import { openSftpServer, sftpKeys } from "./testing";

const folder = temporaryFolder();
const harness = nodeHarness();
let server: Awaited<ReturnType<typeof openSftpServer>>;
let id = "";
const valuesOf = (port: number) => ({ host: "127.0.0.1", port, user: "ann", password: "secret" });

beforeAll(async () => {
  server = await openSftpServer(folder.path);
  id = await harness.credential("files.sftp", valuesOf(server.port));
});
afterAll(() => {
  server.close();
  folder.remove();
});

fileServerSpecification("SFTP", {
  type: "core.sftp",
  harness,
  folder: () => folder.path,
  node: () => ({ credentials: { sftp: id } }),
});

describe("SFTP", () => {
  const against = async (other: { port: number }, operation: object) => {
    const credentials = { sftp: await harness.credential("files.sftp", valuesOf(other.port)) };
    return harness.run("core.sftp", { operation }, [{}], { credentials });
  };

  it("keeps no half of a file whose connection broke off, and says how much came", async () => {
    writeFileSync(join(folder.path, "large.bin"), Buffer.alloc(3_000_000, 7));
    const broken = await openSftpServer(folder.path, { breakAfter: 500_000 });
    const incoming = join(harness.server().ctx.dataFolder, "files", "incoming");
    const { error } = await against(broken, { is: "download", path: "large.bin" });
    broken.close();
    expect(error).toMatchObject({
      code: "FILE_INCOMPLETE",
      message: expect.stringMatching(/after \d+ of 3000000 bytes/),
    });
    expect(readdirSync(incoming)).toEqual([]);
  });

  it("leaves out names that a hostile server gives, and tells so", async () => {
    const hostile = await openSftpServer(folder.path, {
      hostile: ["../../etc/passwd", "a/b", "line\nbreak", "..", "good"],
    });
    const { main, logs } = await against(hostile, { is: "list", folder: "" });
    hostile.close();
    const names = main.map(({ name }) => String(name));
    expect(names).toContain("good");
    expect(names.filter((name) => /[/\n]|\.\./.test(name))).toEqual([]);
    expect(logs.filter((line) => /no name of a file/.test(line)).length).toBeGreaterThanOrEqual(3);
  });

  it("lets in who has the key, and connects to no other server than that of the fingerprint", async () => {
    const { ctx } = harness.server();
    const check = (more: object) =>
      testCredential(ctx, { type: "files.sftp", values: { ...valuesOf(server.port), ...more } });
    expect(await check({})).toMatchObject({ ok: true });
    expect(await check({ password: "", privateKey: sftpKeys.user.private })).toMatchObject({ ok: true });
    const wrong = await check({ password: "wr0ng-pass" });
    expect(wrong).toMatchObject({ ok: false });
    expect(JSON.stringify(wrong)).not.toContain("wr0ng-pass");
    const parsed = ssh2.utils.parseKey(sftpKeys.host.public);
    if (parsed instanceof Error) throw parsed;
    const hash = createHash("sha256").update(parsed.getPublicSSH()).digest("base64").replace(/=+$/, "");
    expect(await check({ fingerprint: `SHA256:${hash}` })).toMatchObject({ ok: true });
    expect((await check({ fingerprint: "SHA256:other" })).message).toContain(`another fingerprint: SHA256:${hash}`);
    expect((await check({ host: "10.0.0.1" })).message).toMatch(/private network/);
    await until(() => server.connections() === 0);
  });
});
