import { expect, it } from "vitest";
import { type GridKey, placeAfter } from "./grid-columns";

const size = { rows: 10, columns: 4, page: 5 };
const press = (key: string, ctrlKey = false): GridKey => ({ key, ctrlKey, metaKey: false });

it.each<[GridKey, { row: number; column: number } | undefined]>([
  [press("ArrowDown"), { row: 4, column: 1 }],
  [press("ArrowUp", true), { row: 0, column: 1 }],
  [press("ArrowRight", true), { row: 3, column: 3 }],
  [press("Home"), { row: 3, column: 0 }],
  [press("End", true), { row: 9, column: 3 }],
  [press("PageDown"), { row: 8, column: 1 }],
  [press("PageUp"), { row: 0, column: 1 }],
  [press("a"), undefined],
])("In a grid %o leads from the fourth row to %o", (key, place) => {
  expect(placeAfter(key, { row: 3, column: 1 }, size)).toEqual(place);
});

it("The keys of a grid without rows lead to its first place", () => {
  expect(placeAfter(press("ArrowDown"), { row: 0, column: 0 }, { ...size, rows: 0 })).toEqual({ row: 0, column: 0 });
});
