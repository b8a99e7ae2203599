import { type Item, isJsonObject, type Json } from "@/shared/item";

/** Pinned items, of which very old files hold the bare JSON. Files are not among them. */
export function pinnedItems(
  value: Json | undefined,
  port: string | undefined,
  warn: (message: string) => void,
): { [port: string]: Item[] } | undefined {
  if (!Array.isArray(value) || port === undefined) return undefined;
  const entries = value.filter(isJsonObject);
  if (entries.some(({ binary }) => isJsonObject(binary) && Object.keys(binary).length > 0)) {
    warn("Files of pinned items are not taken over");
  }
  const items = entries.map((entry): Item => ({ json: isJsonObject(entry.json) ? entry.json : entry }));
  return { [port]: items };
}
