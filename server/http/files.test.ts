import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import { temporaryFolder } from "@/server/db/testing";
import { dropAbandonedWrites, FileTooLarge, openFileStore } from "./files";

const folders: { remove(): void }[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});
function open() {
  const folder = temporaryFolder();
  folders.push(folder);
  return { files: openFileStore(folder.path), path: folder.path, incoming: join(folder.path, "files", "incoming") };
}

describe("the file store", () => {
  it("keeps the same contents once, under the name of its hash", async () => {
    const { files, incoming } = open();
    const first = await files.write({ name: "a.txt", mimeType: "text/plain" }, "hello");
    const second = await files.write({ name: "b.txt", mimeType: "text/plain" }, "hello");
    expect(second.id).toBe(first.id);
    expect(first).toMatchObject({ name: "a.txt", size: 5, id: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect((await buffer(files.read(first))).toString()).toBe("hello");
    expect(readdirSync(incoming)).toEqual([]);
  });

  it("holds little of a large file while it comes in", async () => {
    const { files } = open();
    const held = () => process.memoryUsage().arrayBuffers;
    const before = held();
    let most = 0;
    async function* pieces() {
      for (let left = 1_600; left > 0; left--) {
        most = Math.max(most, held() - before);
        yield Buffer.allocUnsafeSlow(65_536).fill(left);
      }
    }
    const { size } = await files.write({ name: "large", mimeType: "text/plain" }, Readable.from(pieces()));
    expect(size).toBe(1_600 * 65_536);
    expect(most).toBeLessThan(16 * 1024 * 1024);
  });

  it("leaves nothing of a file that is too large", async () => {
    const { files, incoming } = open();
    const write = files.write({ name: "a", mimeType: "text/plain" }, "0123456789", 5);
    await expect(write).rejects.toBeInstanceOf(FileTooLarge);
    expect(readdirSync(incoming)).toEqual([]);
  });

  it("T084 gives no file for a name that is not a hash", () => {
    const { files } = open();
    expect(() => files.read({ id: "../secret.key" })).toThrow("Not the id of a file");
  });

  it("drops halves that a crash left, and none that may still grow", async () => {
    const { path, incoming } = open();
    writeFileSync(join(incoming, "half"), "x");
    await dropAbandonedWrites(path);
    expect(readdirSync(incoming)).toEqual(["half"]);
    await dropAbandonedWrites(path, Date.now() + 2 * 3_600_000);
    expect(readdirSync(incoming)).toEqual([]);
  });
});
