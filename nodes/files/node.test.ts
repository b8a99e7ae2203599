import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";
import type { JsonObject } from "@/shared/item";

const outer = mkdtempSync(join(tmpdir(), "islewire-files-"));
const folder = join(outer, "shared");
mkdirSync(join(folder, "in"), { recursive: true });
writeFileSync(join(folder, "in", "b.csv"), "b");
writeFileSync(join(folder, "in", "a.csv"), "a");
writeFileSync(join(outer, "secret.txt"), "secret");
symlinkSync(outer, join(folder, "link"));
symlinkSync(join(outer, "secret.txt"), join(folder, "in", "linked.txt"));
afterAll(() => rmSync(outer, { recursive: true, force: true }));

const { run } = nodeHarness({ filesFolder: folder });
const closed = nodeHarness();
const read = (path: string, more: JsonObject = {}) => run("core.files", { action: { is: "read", path, ...more } });
const write = async (path: string, text: string, more: JsonObject = {}) => {
  const { items } = await run("core.convertToFile", { to: { is: "text", field: "t" } }, [{ t: text }]);
  const input = [{ json: {}, binary: items.main?.[0]?.binary ?? {} }];
  return run("core.files", { action: { is: "write", path, ...more } }, input);
};

describe("Read/Write Files", () => {
  it("reads by pattern, in order, or by the whole path", async () => {
    const { main, items } = await read("in/*.csv");
    expect(main.map(({ fileName }) => fileName)).toEqual(["a.csv", "b.csv"]);
    expect(main[0]).toEqual({
      ...{ fileName: "a.csv", mimeType: "text/csv", fileType: "text", fileExtension: "csv", fileSize: "1 B" },
    });
    expect(items.main?.[1]?.binary?.data).toMatchObject({ name: "b.csv", size: 1 });
    expect((await read(join(folder, "in/a.csv"), { give: "nothing" })).main).toEqual([{}]);
    expect((await read("gone.txt")).main).toEqual([]);
    expect((await read("gone.txt", { mustExist: true })).error?.code).toBe("FILE_MISSING");
  });

  it("writes, and appends", async () => {
    expect((await write("out/deep/x.txt", "one")).main).toEqual([{ fileName: "out/deep/x.txt" }]);
    await write("out/deep/x.txt", "two", { append: true });
    expect(readFileSync(join(folder, "out/deep/x.txt"), "utf8")).toBe("onetwo");
  });

  it.each(["../secret.txt", "/etc/passwd", "link/secret.txt", "in/linked.txt", "in/../../secret.txt", "link/*"])(
    "T080 T082 does not read %s",
    async (path) => {
      const { error, main } = await read(path);
      expect(main).toEqual([]);
      expect(error?.code).toBe("FOLDER_OUTSIDE");
    },
  );

  it.each(["../new.txt", "/tmp/new.txt", "link/new.txt", "link/deep/new.txt", "in/linked.txt", "."])(
    "T080 T082 does not write %s",
    async (path) => {
      expect((await write(path, "x")).error?.code).toMatch(/^FOLDER_(OUTSIDE|WRITE)$/);
      expect(readFileSync(join(outer, "secret.txt"), "utf8")).toBe("secret");
    },
  );

  it("is off unless the operator names a folder", async () => {
    const { error } = await closed.run("core.files", { action: { is: "read", path: "x" } });
    expect(error).toMatchObject({ code: "FOLDER_OFF", hint: expect.stringMatching(/ISLEWIRE_FILES_FOLDER/) });
  });
});
