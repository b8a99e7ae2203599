import type { Item, Json } from "@/shared/item";
import type { Equal } from "./equal";

type Read = (item: Item, field: string) => Json | undefined;
export type Pairing = {
  match: { first: string; second: string }[];
  read: Read;
  equal: Equal;
  /** Values may be equal without being the same: every pair must be looked at. */
  isFuzzy: boolean;
  all: boolean;
  signal: AbortSignal;
};

/** For each item of the first list the places of its partners in the second. An item is a partner once. */
export function partnersOf(first: Item[], second: Item[], pairing: Pairing): number[][] {
  const { match, read, equal, isFuzzy, all, signal } = pairing;
  const used = new Set<number>();
  const seconds = second.map((item) => match.map((pair) => read(item, pair.second)));
  const byKey = new Map<string, number[]>();
  if (!isFuzzy) {
    seconds.forEach((values, index) => {
      const key = JSON.stringify(values, inOrder);
      const places = byKey.get(key);
      if (places) places.push(index);
      else byKey.set(key, [index]);
    });
  }
  const everyPlace = second.map((_, index) => index);
  return first.map((item) => {
    signal.throwIfAborted();
    const values = match.map((pair) => read(item, pair.first));
    if (values.some((value) => value === undefined)) return [];
    const candidates = isFuzzy ? everyPlace : (byKey.get(JSON.stringify(values, inOrder)) ?? []);
    const found: number[] = [];
    for (const place of candidates) {
      if (used.has(place) || !values.every((value, index) => equal(value, seconds[place]?.[index]))) continue;
      found.push(place);
      used.add(place);
      if (!all) break;
    }
    return found;
  });
}

const inOrder = (_: string, value: unknown) =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
