import { describe, expect, it } from "vitest";
import { duplicateRow, emptyRows, moveRow, removeRow, replaceRow } from "./rows";

const rows = [{ name: "a" }, { name: "b" }, { name: "c" }];
const names = (list: readonly { name: string }[]) => list.map(({ name }) => name).join("");

it("replaces, removes and duplicates a row in a new list", () => {
  expect(names(replaceRow(rows, 1, { name: "x" }))).toBe("axc");
  expect(names(removeRow(rows, 0))).toBe("bc");
  expect(names(duplicateRow(rows, 1))).toBe("abbc");
  expect(names(rows)).toBe("abc");
});

it("gives the copy of a row a life of its own", () => {
  const [, original, copy] = duplicateRow(rows, 1);
  expect(copy).toEqual(original);
  expect(copy).not.toBe(original);
});

it("moves a row to the place of another, in both directions", () => {
  expect(names(moveRow(rows, 0, 2))).toBe("bca");
  expect(names(moveRow(rows, 2, 0))).toBe("cab");
});

it("changes nothing for a move out of the list", () => {
  expect(names(moveRow(rows, 0, -1))).toBe("abc");
  expect(names(moveRow(rows, 0, 3))).toBe("abc");
  expect(names(moveRow(rows, 9, 0))).toBe("abc");
});

describe("rows that are pasted", () => {
  const place = (rows: string[], index: number, wanted: number) => emptyRows(rows, index, wanted, (row) => row === "");

  it.each([
    [["", "a"], 0, 3, { start: 0, count: 1 }],
    [["", "", "", "a"], 0, 2, { start: 0, count: 2 }],
    [["a", "", "b"], 0, 2, { start: 1, count: 1 }],
    [["a", "b"], 0, 2, { start: 1, count: 0 }],
    [[], 0, 2, { start: 1, count: 0 }],
  ])("into %j at %i, %i of them: %j", (rows, index, wanted, found) => {
    expect(place(rows, index, wanted)).toEqual(found);
  });
});
