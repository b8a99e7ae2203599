import { strToU8, type Zippable, zipSync } from "fflate";
import { afterAll, describe, expect, it } from "vitest";
import { emptyDocument } from "@/shared/workflow";
import { archiveLimits, readArchive } from "./import-archive";
import { importFiles } from "./import-files";
import { openTestServices } from "./testing";
import { listWorkflows } from "./workflows";

const services = openTestServices();
afterAll(() => services.close());

const ours = (name: string) => JSON.stringify(emptyDocument(name));
const theirs = (name: string) => ({ name, nodes: [], connections: {} });
const bytesOf = (value: unknown) => strToU8(typeof value === "string" ? value : JSON.stringify(value));
const zip = (files: { [name: string]: unknown }) =>
  zipSync(Object.fromEntries(Object.entries(files).map(([name, value]) => [name, bytesOf(value)])) as Zippable);
const problemOf = (work: () => unknown) => {
  try {
    work();
  } catch (thrown) {
    return (thrown as Error).message;
  }
  return undefined;
};

describe("files", () => {
  it.each([
    ["a list", [theirs("A"), theirs("B")]],
    ["an object with a list", { workflows: [theirs("A"), theirs("B")] }],
    ["an answer of n8n's API", { data: [theirs("A"), theirs("B")], nextCursor: null }],
    ["a template", { workflow: { id: 1, name: "T", workflow: theirs("A") } }],
  ])("%s gives each workflow in it", async (_, value) => {
    const { imported, failed } = await importFiles(services.ctx, [{ name: "f.json", bytes: bytesOf(value) }]);
    expect(failed).toEqual([]);
    expect(imported.map(({ name }) => name)).toEqual(["A", "B"].slice(0, imported.length));
    expect(imported.length).toBeGreaterThan(0);
  });

  it("that are broken are told of, and stop none of the others", async () => {
    const before = listWorkflows(services.ctx, {}).length;
    const packed = {
      "in/a.json": ours("A"),
      "in/b.json": "{",
      "in/c.json": [theirs("C"), { a: 1 }],
      "readme.md": "Hi",
    };
    const outcome = await importFiles(services.ctx, [
      { name: "all.zip", bytes: zip(packed) },
      { name: "x.json", bytes: bytesOf("[]") },
      { name: "y.json", bytes: bytesOf(ours("Y")) },
    ]);
    expect(outcome.imported.map(({ fileName, name }) => [fileName, name])).toEqual([
      ["all.zip: in/a.json", "A"],
      ["all.zip: in/c.json", "C"],
      ["y.json", "Y"],
    ]);
    expect(outcome.failed.map(({ fileName, message }) => [fileName, message.slice(0, 30)])).toEqual([
      ["all.zip: in/b.json", "Not valid JSON: a closing } is"],
      ["all.zip: in/c.json, workflow 2", 'Not a workflow: field "formatV'],
      ["x.json", "The file holds JSON, but not a"],
    ]);
    expect(listWorkflows(services.ctx, {}).length).toBe(before + 3);
  });

  it("with more workflows than anybody has are refused at once", async () => {
    const bytes = bytesOf(`[${"1,".repeat(100_000)}1]`);
    const { failed } = await importFiles(services.ctx, [{ name: "many.json", bytes }]);
    expect(failed).toEqual([
      {
        fileName: "many.json",
        message: "The file holds 100001 workflows, the limit is 2000",
        hint: "Nothing was changed. Split the file",
      },
    ]);
  });
});

describe("archives", () => {
  it("give their workflow files, and neither hidden ones nor others", () => {
    const files = { "a.json": "1", "b/C.JSON": "2", "__MACOSX/a.json": "3", "b/._a.json": "4", "a.txt": "5", "b/": "" };
    expect(readArchive("x.zip", zip(files))).toEqual([
      { name: "a.json", text: "1" },
      { name: "b/C.JSON", text: "2" },
    ]);
    expect(problemOf(() => readArchive("x.zip", zip({ "a.txt": "" })))).toBe("There is no workflow file in x.zip");
  });

  it.each(["../a.json", "/etc/a.json", "C:\\a.json", "a\\..\\..\\b.json", "a/../../b.json"])(
    "that name the place %s are refused",
    (name) => {
      expect(problemOf(() => readArchive("x.zip", zip({ [name]: "{}" })))).toContain(
        "x.zip is refused: it names the place",
      );
    },
  );

  it("that unpack to more than they may are given up on the way", () => {
    const bomb = zipSync({ "a.json": new Uint8Array(archiveLimits.file + 1) });
    expect(problemOf(() => readArchive("x.zip", bomb))).toContain("x.zip is refused: it holds more than");
    const dense = zipSync({ "a.json": new Uint8Array(2 * 1024 * 1024) });
    expect(problemOf(() => readArchive("x.zip", dense))).toContain("packed beyond belief");
    const many = Object.fromEntries(Array.from({ length: archiveLimits.entries + 1 }, (_, index) => [`${index}`, ""]));
    expect(problemOf(() => readArchive("x.zip", zip(many)))).toContain("x.zip is refused: it holds more than");
  });

  it("that lie about the size of an entry, are cut off or hold nonsense give a clear error", () => {
    const whole = zip({ "a.json": ours("A".repeat(100)), "b.json": ours("B") });
    const lying = Uint8Array.from(whole);
    lying.set([1, 0, 0, 0], 22);
    for (let length = 4; length < whole.length; length += 7) {
      const problem = problemOf(() => readArchive("x.zip", whole.subarray(0, length)));
      expect(problem ?? "x.zip").toMatch(/x\.zip/);
    }
    let seed = 7;
    for (let round = 0; round < 300; round++) {
      const broken = Uint8Array.from(whole);
      for (let at = 4; at < 12; at++) {
        seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
        broken[4 + (seed % (broken.length - 4))] = seed % 256;
      }
      const problem = problemOf(() => readArchive("x.zip", broken));
      expect(problem ?? "x.zip").toMatch(/x\.zip/);
    }
    expect(problemOf(() => readArchive("x.zip", lying)) ?? "x.zip").toMatch(/x\.zip/);
  });
});
