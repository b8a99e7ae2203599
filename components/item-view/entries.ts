import type { Item } from "@/shared/item";

/** An item of the page with its number in the whole port, from 0. */
export type Entry = { item: Item; index: number };

/** The items of a page that contain a text, in keys or values. */
export function findEntries(items: readonly Item[], offset: number, search: string): Entry[] {
  const entries = items.map((item, index) => ({ item, index: offset + index }));
  const wanted = search.trim().toLowerCase();
  if (wanted === "") return entries;
  return entries.filter(({ item }) => JSON.stringify([item.json, item.binary]).toLowerCase().includes(wanted));
}
