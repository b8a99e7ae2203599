import { Readable } from "node:stream";
import { afterAll, describe, expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";
import { openFileStore } from "@/server/http/files";
import type { FileRef, JsonObject } from "@/shared/item";
import { plainCsv, readCsv } from "./csv";

const { run, server } = nodeHarness();
const lineLength = 100;
const lineCount = 300_000;

/** A table of 30 MB, made while it is read; `read` counts the bytes that somebody asked for. */
function table() {
  const counted = { bytes: 0 };
  function* lines() {
    yield Buffer.from("id,note\n");
    for (let row = 0; row < lineCount; row += 1_000) {
      const text = Array.from({ length: 1_000 }, (_, index) => `${row + index},`.padEnd(lineLength - 1, "x")).join(
        "\n",
      );
      counted.bytes += text.length + 1;
      yield Buffer.from(`${text}\n`);
    }
  }
  return { source: Readable.from(lines(), { highWaterMark: 1 }), counted };
}

let stored: Promise<FileRef> | undefined;
const storedTable = () => {
  stored ??= openFileStore(server().ctx.dataFolder).write({ name: "large.csv", mimeType: "text/csv" }, table().source);
  return stored;
};
const extract = async (as: JsonObject) =>
  run("core.extractFromFile", { as: { is: "csv", ...as } }, [{ json: {}, binary: { data: await storedTable() } }]);
const signal = new AbortController().signal;
afterAll(() => {
  stored = undefined;
});

describe("a table of 30 MB", () => {
  it("is read no further than the rows that were asked for", async () => {
    const { source, counted } = table();
    const rows = await readCsv(source, { ...plainCsv, maxRows: 1_000 }, signal);
    expect(rows.map(({ id }) => id)).toEqual(Array.from({ length: 1_000 }, (_, index) => String(index)));
    expect(counted.bytes).toBeLessThan(2_000_000);
    expect(source.destroyed).toBe(true);
  });

  it("gives its first rows, and rows from its middle with the names of the header", async () => {
    const first = await extract({ maxRows: 1_000 });
    expect(first.main).toHaveLength(1_000);
    const middle = await extract({ skipRows: 150_000, maxRows: 2 });
    expect(middle.main.map(({ id }) => id)).toEqual(["150000", "150001"]);
    expect((await extract({ skipRows: 299_999 })).main.map(({ id }) => id)).toEqual(["299999"]);
    expect((await extract({ skipRows: 300_000 })).main).toEqual([]);
  });

  it("is read whole where it fits, and larger ones are refused with what to do", async () => {
    expect((await extract({ maxRows: 100_000 })).main).toHaveLength(100_000);
    const { error } = await extract({});
    expect(error).toMatchObject({
      ...{ code: "CSV_TOO_LARGE", nodeId: "node", param: "as.maxRows" },
      hint: expect.stringContaining("Skip rows"),
    });
  });

  it("of empty cells costs no less: rows count by themselves", async () => {
    const source = Readable.from([Buffer.from(`a,b\n${",\n".repeat(5_000_000)}`)]);
    await expect(readCsv(source, plainCsv, signal)).rejects.toMatchObject({ code: "CSV_TOO_LARGE" });
  });
});
