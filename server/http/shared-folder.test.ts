import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, describe, expect, it } from "vitest";
import type { DatabaseFile } from "@/nodes/sdk/services";
import { temporaryFolder } from "@/server/db/testing";
import { openFileStore } from "./files";
import { openSharedFolder } from "./shared-folder";

const outer = temporaryFolder();
const data = join(outer.path, "data");
const root = join(outer.path, "shared");
const files = openFileStore(data);
const opened: string[] = [];
const openDatabase = (place: string): DatabaseFile => {
  opened.push(place);
  return { run: () => ({ rows: [], affected: 0 }), close() {} };
};
const open = (folder: string, closed = [data]) => openSharedFolder({ folder, closed, files, openDatabase });
for (const folder of ["shared/inner", "elsewhere"]) mkdirSync(join(outer.path, folder), { recursive: true });
writeFileSync(join(root, "inner/a.txt"), "inside");
writeFileSync(join(outer.path, "elsewhere/a.txt"), "outside");
afterAll(() => outer.remove());

/** Who writes makes folders that are missing, at any moment. */
function move(from: string, to: string) {
  for (let tries = 0; ; tries++) {
    try {
      rmSync(to, { recursive: true, force: true });
      return renameSync(from, to);
    } catch (thrown) {
      if (tries > 100) throw thrown;
    }
  }
}

describe("T082 a folder that is swapped for a link while it is used", () => {
  /** Turn by turn a folder and a link to elsewhere, as fast as it goes, while `work` is done again and again. */
  async function whileSwapped(work: () => Promise<unknown>, times: number) {
    const [place, aside, link] = [join(root, "inner"), join(root, "aside"), join(root, "link")];
    symlinkSync(join(outer.path, "elsewhere"), link);
    let done = 0;
    let swaps = 0;
    const working = (async () => {
      while (done < times) {
        await work().catch(() => {});
        done++;
      }
    })();
    while (done < times) {
      renameSync(place, aside);
      move(link, place);
      await new Promise(setImmediate);
      renameSync(place, link);
      move(aside, place);
      await new Promise(setImmediate);
      swaps++;
    }
    await working;
    rmSync(link);
    return swaps;
  }

  it("is never read beyond", async () => {
    const seen = new Set<string>();
    const swaps = await whileSwapped(async () => {
      for (const file of await open(root).load("inner/a.txt")) seen.add(await text(files.read(file)));
    }, 700);
    expect(swaps).toBeGreaterThan(100);
    expect([...seen]).toEqual(["inside"]);
  });

  it("is never written beyond", async () => {
    const file = await files.write({ name: "x", mimeType: "text/plain" }, "written");
    await whileSwapped(() => open(root).save(file, "inner/a.txt", { append: false }), 400);
    expect(readFileSync(join(outer.path, "elsewhere/a.txt"), "utf8")).toBe("outside");
  });
});

describe("T081 what belongs to the server", () => {
  const key = join(root, "keys", "root.key");

  it("is read, written and listed in no folder that holds it", async () => {
    mkdirSync(join(root, "keys"), { recursive: true });
    writeFileSync(key, "key");
    writeFileSync(join(data, "islewire.db"), "database");
    symlinkSync(data, join(root, "by-link"));
    const file = await files.write({ name: "x", mimeType: "text/plain" }, "x");
    for (const [folder, path] of [
      ...[
        [outer.path, "data/islewire.db"],
        [outer.path, `data/files/${file.id.slice(0, 2)}/${file.id}`],
      ],
      ...[
        [data, "islewire.db"],
        [root, "keys/root.key"],
        [outer.path, "shared/by-link/islewire.db"],
      ],
    ] as [string, string][]) {
      const shared = open(folder, [data, key]);
      await expect(shared.load(path), path).rejects.toMatchObject({ code: "FOLDER_CLOSED" });
      await expect(shared.save(file, path, { append: true }), path).rejects.toMatchObject({
        code: /FOLDER_(CLOSED|OUTSIDE)/,
      });
      await expect(shared.database(path, { write: true }), path).rejects.toMatchObject({
        code: /FOLDER_(CLOSED|OUTSIDE)/,
      });
      expect(await shared.list(1_000)).not.toContain(path);
    }
    expect(opened).toEqual([]);
    expect(readFileSync(key, "utf8")).toBe("key");
  });

  it("leaves the rest, and a folder that the operator made for it within the data", async () => {
    const own = join(data, "exchange");
    mkdirSync(own);
    writeFileSync(join(own, "a.txt"), "a");
    expect(await open(own).load("*.txt")).toMatchObject([{ name: "a.txt" }]);
    expect(await open(outer.path).load("elsewhere/*")).toMatchObject([{ name: "a.txt" }]);
  });
});
