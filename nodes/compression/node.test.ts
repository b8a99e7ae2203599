import { gzipSync } from "node:zlib";
import { zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";
import type { FileRef, Item, JsonObject } from "@/shared/item";

const { run } = nodeHarness();
type Binary = NonNullable<Item["binary"]>;

async function fileOf(bytes: Uint8Array, name = "file.bin"): Promise<FileRef> {
  const to = { is: "base64", field: "t" };
  const { items } = await run("core.convertToFile", { to, name }, [{ t: Buffer.from(bytes).toString("base64") }]);
  const file = items.main?.[0]?.binary?.data;
  if (!file) throw new Error("No file");
  return file;
}
const compress = (action: JsonObject, binary: Binary, files = "data") =>
  run("core.compression", { action, files }, [{ json: { id: 1 }, binary }]);
async function textOf(file: FileRef | undefined) {
  const input = [{ json: {}, binary: { data: file } as Binary }];
  return (await run("core.extractFromFile", { as: { is: "text" } }, input)).main[0]?.data;
}

/** GZIP of that many MB of zeros: members one after the other. */
const zeros = (megabytes: number) => Buffer.concat(Array<Buffer>(megabytes).fill(gzipSync(Buffer.alloc(1024 * 1024))));

describe("Compression", () => {
  it("packs files into a ZIP file and unpacks it again", async () => {
    const files = { a: await fileOf(Buffer.from("one"), "x.txt"), b: await fileOf(Buffer.from("two"), "x.txt") };
    const packed = await compress({ is: "zip", name: "all.zip", field: "zip" }, files, "a, b");
    const zip = packed.items.main?.[0]?.binary?.zip;
    expect(zip).toMatchObject({ name: "all.zip", mimeType: "application/zip" });
    const { items, main } = await compress({ is: "unpack" }, { data: zip as FileRef });
    expect(main).toEqual([{ id: 1 }]);
    const found = items.main?.[0]?.binary ?? {};
    expect(Object.values(found).map(({ name }) => name)).toEqual(["x.txt", "x-1.txt"]);
    expect([await textOf(found.file_0), await textOf(found.file_1)]).toEqual(["one", "two"]);
  });

  it("packs and unpacks GZIP", async () => {
    const packed = await compress({ is: "gzip" }, { data: await fileOf(Buffer.from("one"), "x.csv") });
    const file = packed.items.main?.[0]?.binary?.data;
    expect(file?.name).toBe("x.csv.gz");
    const unpacked = await compress({ is: "unpack", prefix: "f" }, { data: file as FileRef });
    expect(unpacked.items.main?.[0]?.binary?.f0).toMatchObject({ name: "x.csv", mimeType: "text/csv", size: 3 });
  });

  it("keeps names within an archive to their last part", async () => {
    const evil = await fileOf(zipSync({ "../../etc/passwd": Buffer.from("x"), __proto__x: Buffer.from("y") }));
    const found = (await compress({ is: "unpack" }, { data: evil })).items.main?.[0]?.binary ?? {};
    expect(Object.values(found).map(({ name }) => name)).toEqual(["passwd", "__proto__x"]);
  });

  it("refuses bombs, broken archives and other files", async () => {
    const bomb = Buffer.from(zipSync({ a: new Uint8Array(64) }));
    bomb.writeUInt32LE(0xfffffff0, bomb.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 24);
    const code = async (bytes: Uint8Array) =>
      (await compress({ is: "unpack" }, { data: await fileOf(bytes) })).error?.code;
    expect(await code(bomb)).toBe("ARCHIVE_TOO_LARGE");
    expect(await code(zeros(301))).toBe("ARCHIVE_TOO_LARGE");
    expect(await code(gzipSync("hello").subarray(0, 12))).toBe("ARCHIVE_BROKEN");
    expect(await code(bomb.subarray(0, 40))).toBe("ARCHIVE_BROKEN");
    expect(await code(Buffer.from("text"))).toBe("ARCHIVE_UNKNOWN");
  });
});
