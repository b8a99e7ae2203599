import { diffValues, type FieldChange } from "@/shared/document-diff";
import type { Item, Json } from "@/shared/item";

/** One place in two lists of items. `fields` are the paths whose values differ; a list without the item has none. */
export type ItemDifference = { index: number; is: "different" | "onlyA" | "onlyB"; fields: FieldChange[] };

/** Items at the same place are held against each other; `offset` is the place of the first. */
export function itemDifferences(a: readonly Item[], b: readonly Item[], offset = 0): ItemDifference[] {
  const found: ItemDifference[] = [];
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const [before, after] = [a[at], b[at]];
    const index = offset + at;
    if (!before || !after) {
      found.push({ index, is: before ? "onlyA" : "onlyB", fields: before || after ? fieldsOf(before, after) : [] });
      continue;
    }
    const fields = fieldsOf(before, after);
    if (fields.length > 0) found.push({ index, is: "different", fields });
  }
  return found;
}

const fieldsOf = (before: Item | undefined, after: Item | undefined): FieldChange[] => [
  ...diffValues(before?.json, after?.json, ""),
  ...diffValues(filesOf(before), filesOf(after), "files"),
];

/** Files by name; their content is told apart by its hash. */
const filesOf = (item: Item | undefined): Json | undefined =>
  item?.binary && (JSON.parse(JSON.stringify(item.binary)) as Json);

const excerptLength = 400;
const lead = 40;

/** Two values as texts, of long ones the part that begins a little before they differ. */
export function excerpts(before: Json | undefined, after: Json | undefined): [string | undefined, string | undefined] {
  const texts = [before, after].map((value) => (value === undefined ? undefined : JSON.stringify(value)));
  const [a = "", b = ""] = texts;
  let same = 0;
  if (Math.max(a.length, b.length) > excerptLength) while (same < a.length && a[same] === b[same]) same++;
  const from = same > 2 * lead ? same - lead : 0;
  const cut = (text: string | undefined) =>
    text &&
    (from > 0 ? "…" : "") + text.slice(from, from + excerptLength) + (text.length > from + excerptLength ? "…" : "");
  return [cut(texts[0]), cut(texts[1])];
}
