import { expect, it } from "vitest";
import { itemPreview } from "./item-preview";

it("an item is shown by its first fields, on one line", () => {
  const json = { id: 7, name: "Ann\n Lee", tags: ["a", "b"], address: { city: "Ghent" }, more: true };
  expect(itemPreview({ json })).toBe("id: 7 · name: Ann Lee · tags: 2 entries · address: {…}");
});

it("long texts are clipped, and no character is cut in two", () => {
  expect(itemPreview({ json: { text: "😀".repeat(100) } })).toBe(`text: ${"😀".repeat(39)}…`);
});

it("an item without fields is shown by its files", () => {
  const file = { id: "x", name: "report.pdf", mimeType: "application/pdf", size: 1 };
  expect(itemPreview({ json: {}, binary: { data: file } })).toBe("report.pdf");
  expect(itemPreview({ json: {} })).toBe("");
});
