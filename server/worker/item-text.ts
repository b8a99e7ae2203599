import type { Item, Ports } from "@/shared/item";

/** The JSON text of a list of items, made once: storage and sandbox need the same. Items are never changed in place. */
const texts = new WeakMap<readonly Item[], string>();

export function itemsText(items: readonly Item[]): string {
  let text = texts.get(items);
  if (text === undefined) {
    text = JSON.stringify(items);
    texts.set(items, text);
  }
  return text;
}

export function portsText(ports: Ports): string {
  return `{${Object.entries(ports)
    .map(([port, items]) => `${JSON.stringify(port)}:${itemsText(items)}`)
    .join(",")}}`;
}

/** Of the text of all items. */
export const charactersOf = (ports: Ports): number =>
  Object.values(ports).reduce((total, items) => total + itemsText(items).length, 0);

export const countItems = (ports: Ports): { [port: string]: number } =>
  Object.fromEntries(Object.entries(ports).map(([port, items]) => [port, items.length]));
