import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { openFileStore } from "@/server/http/files";
import type { FileRef, JsonObject } from "@/shared/item";
import type { nodeHarness } from "./testing";

type Kind = {
  type: string;
  harness: ReturnType<typeof nodeHarness>;
  /** What the server serves, on this disk. */
  folder: () => string;
  node: () => { credentials: { [slot: string]: string } };
  params?: () => JsonObject;
  /** What it cannot do, or does otherwise. */
  without?: "links"[];
};

/** What every node for files on a server must do, over a folder that it serves. */
export function fileServerSpecification(name: string, { type, harness, folder, node, params, without = [] }: Kind) {
  const { run, server } = harness;
  const give = (operation: JsonObject, items: Parameters<typeof run>[2] = [{}], more = {}) =>
    run(type, { ...params?.(), operation }, items, { ...node(), ...more });
  const store = () => openFileStore(server().ctx.dataFolder);
  const fileOf = async (
    name: string,
    contents: string | Buffer,
  ): Promise<{ json: JsonObject; binary: { data: FileRef } }> => ({
    json: {},
    binary: { data: await store().write({ name, mimeType: "text/plain" }, contents) },
  });
  const put = (path: string, contents: string | Buffer) => {
    mkdirSync(join(folder(), path, ".."), { recursive: true });
    writeFileSync(join(folder(), path), contents);
  };

  describe(`${name}, a real server,`, () => {
    it("takes a file under its name once it is complete, and gives it back as it was", async () => {
      const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, n) => n % 251));
      const given = await give({ is: "upload", path: "up/new folder/ünïcode.bin" }, [await fileOf("a", bytes)]);
      expect(given.error).toBeUndefined();
      expect(given.main).toEqual([{ path: "up/new folder/ünïcode.bin", size: 300_000 }]);
      expect(readdirSync(join(folder(), "up/new folder"))).toEqual(["ünïcode.bin"]);
      const { items } = await give({ is: "download", path: "up/new folder/ünïcode.bin", field: "back" });
      const back = items.main?.[0]?.binary?.back;
      expect(back).toMatchObject({ name: "ünïcode.bin", size: 300_000 });
      const chunks: Buffer[] = [];
      for await (const chunk of store().read(back as FileRef)) chunks.push(chunk as Buffer);
      expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
    });

    it("replaces a file only where that is wanted", async () => {
      put("there.txt", "old");
      const keep = await give({ is: "upload", path: "there.txt", overwrite: false }, [await fileOf("a", "new")]);
      expect(keep.error).toMatchObject({ code: "FILE_THERE", item: 0 });
      expect(readFileSync(join(folder(), "there.txt"), "utf8")).toBe("old");
      const replaced = await give({ is: "upload", path: "there.txt" }, [await fileOf("a", "new")]);
      expect(replaced.error).toBeUndefined();
      expect(readFileSync(join(folder(), "there.txt"), "utf8")).toBe("new");
    });

    it("lists a folder, by pattern, with what is in its folders, and follows no link", async () => {
      for (const path of ["in/a.csv", "in/b.txt", "in/sub/c.csv"]) put(path, path);
      if (!without.includes("links")) symlinkSync("/etc", join(folder(), "in/away"));
      const { main } = await give({ is: "list", folder: "in", recursive: true, pattern: "*.csv" });
      expect(main.map(({ path }) => path).sort()).toEqual(["in/a.csv", "in/sub/c.csv"]);
      expect(main.find(({ path }) => path === "in/a.csv")).toMatchObject({ name: "a.csv", type: "file", size: 8 });
      const all = (await give({ is: "list", folder: "in", recursive: true })).main;
      expect(all.some(({ path }) => String(path).startsWith("in/away/"))).toBe(false);
      const { main: few, logs } = await give({ is: "list", folder: "in", limit: 1 });
      expect(few).toHaveLength(1);
      expect(logs.join()).toMatch(/more than 1/);
    });

    it("moves, deletes and makes folders, and names the item that cannot", async () => {
      put("work/one.txt", "1");
      const moved = await give({ is: "move", path: "work/one.txt", to: "done/today/one.txt" });
      expect(moved.error).toBeUndefined();
      expect(readFileSync(join(folder(), "done/today/one.txt"), "utf8")).toBe("1");
      const operation = { is: "remove", path: "={{ $json.path }}" };
      const items = [{ path: "done/today/one.txt" }, { path: "gone.txt" }];
      const { json } = await give(operation, items, { onError: "branch" });
      expect(json.main).toHaveLength(1);
      expect(json.error).toHaveLength(1);
      expect(existsSync(join(folder(), "done/today/one.txt"))).toBe(false);
      expect((await give({ is: "makeFolder", path: "fresh/deep" })).error).toBeUndefined();
      expect((await give({ is: "makeFolder", path: "fresh/deep" })).error).toBeUndefined();
      expect(existsSync(join(folder(), "fresh/deep"))).toBe(true);
      put("fresh/deep/x.txt", "x");
      expect((await give({ is: "remove", path: "fresh", what: "folder" })).error).toBeUndefined();
      expect(existsSync(join(folder(), "fresh"))).toBe(false);
    });

    it("takes no path that leads out of its folder, or holds a line break", async () => {
      for (const path of ["../out.txt", "a/../../out.txt", "a\r\nDELE b", "nul\0", "..\\out.txt"]) {
        const { error } = await give({ is: "upload", path: "={{ $json.path }}" }, [
          { json: { path }, binary: (await fileOf("a", "x")).binary },
        ]);
        expect(error, JSON.stringify(path)).toMatchObject({ code: "PATH_REFUSED", param: "operation.path" });
      }
      expect((await give({ is: "remove", path: "/", what: "folder" })).error?.message).toMatch(/cannot be deleted/);
    });

    it("says what is missing", async () => {
      const { error } = await give({ is: "download", path: "gone.txt" });
      expect(error?.message).toMatch(/gone\.txt|404|550|[Nn]o such/);
      expect((await give({ is: "upload", path: "x.txt" })).error).toMatchObject({ code: "FILE_MISSING" });
    });
  });

  return { give, put, fileOf, textOf: (file: FileRef) => text(store().read(file)) };
}
