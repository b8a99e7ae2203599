import { describe, expect, it } from "vitest";
import type { Item } from "@/shared/item";
import { parsePinned, pinnedText, toPinned } from "./pinned-items";

const file = { id: "a".repeat(64), name: "a.txt", mimeType: "text/plain", size: 1 };

describe("pinned data", () => {
  it("is written as plain objects and read back as items", () => {
    const items: Item[] = [{ json: { a: 1 } }, { json: {} }];
    expect(JSON.parse(pinnedText(items))).toEqual([{ a: 1 }, {}]);
    expect(parsePinned(pinnedText(items))).toEqual({ items });
  });

  it("keeps the files of items", () => {
    const items: Item[] = [{ json: { a: 1 }, binary: { data: file } }, { json: {} }];
    expect(parsePinned(pinnedText(items))).toMatchObject({ items: [items[0], {}] });
  });

  it("takes a single object as one item", () => {
    expect(parsePinned('{ "a": 1 }')).toEqual({ items: [{ json: { a: 1 } }] });
  });

  it("names the item that is no object, and JSON that is none", () => {
    expect(parsePinned("[{}, 5]")).toEqual({ problem: expect.stringContaining("Item 2") });
    expect(parsePinned("[{")).toEqual({ problem: expect.stringContaining("not valid JSON") });
  });

  it("forgets the run it came from", () => {
    expect(toPinned([{ json: { a: 1 }, from: { item: 3 } }])).toEqual([{ json: { a: 1 } }]);
  });
});
