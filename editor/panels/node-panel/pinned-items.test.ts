import { createTranslator } from "use-intl/core";
import { describe, expect, it } from "vitest";
import type { Item } from "@/shared/item";
import en from "@/shared/messages/en";
import { toPinned } from "../../step-outputs";
import { parsePinned, pinnedText } from "./pinned-items";

const t = createTranslator({ locale: "en", messages: en });
const file = { id: "a".repeat(64), name: "a.txt", mimeType: "text/plain", size: 1 };

describe("pinned data", () => {
  it("is written as plain objects and read back as items", () => {
    const items: Item[] = [{ json: { a: 1 } }, { json: {} }];
    expect(JSON.parse(pinnedText(items))).toEqual([{ a: 1 }, {}]);
    expect(parsePinned(pinnedText(items), t)).toEqual({ items });
  });

  it("keeps the files of items", () => {
    const items: Item[] = [{ json: { a: 1 }, binary: { data: file } }, { json: {} }];
    expect(parsePinned(pinnedText(items), t)).toMatchObject({ items: [items[0], {}] });
  });

  it("takes a single object as one item", () => {
    expect(parsePinned('{ "a": 1 }', t)).toEqual({ items: [{ json: { a: 1 } }] });
  });

  it("names the item that is no object, and JSON that is none", () => {
    expect(parsePinned("[{}, 5]", t)).toEqual({ problem: expect.stringContaining("Item 2") });
    expect(parsePinned("[{", t)).toEqual({ problem: expect.stringContaining("not valid JSON") });
  });

  it("forgets the run it came from", () => {
    expect(toPinned([{ json: { a: 1 }, from: { item: 3 } }])).toEqual([{ json: { a: 1 } }]);
  });
});
