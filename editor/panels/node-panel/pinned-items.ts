import type { Texts } from "@/components/messages/texts";
import { type Item, isJsonObject, type Json } from "@/shared/item";
import { itemSchema } from "@/shared/workflow-schema";

/** Pinned items as text for people: plain objects, or whole items when files hang on them. */
export function pinnedText(items: readonly Item[]): string {
  const hasFiles = items.some(({ binary }) => binary && Object.keys(binary).length > 0);
  const shown = hasFiles
    ? items.map(({ json, binary }) => ({ json, ...(binary && { binary }) }))
    : items.map(({ json }) => json);
  return JSON.stringify(shown, null, 2);
}

/** A list of objects, or one object for a single item. */
export function parsePinned(text: string, t: Texts): { items: Item[] } | { problem: string } {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : t("panel.pinnedEditor.unreadable");
    return { problem: t("panel.pinnedEditor.invalidJson", { reason }) };
  }
  const entries = Array.isArray(value) ? value : [value];
  const items: Item[] = [];
  for (const [index, entry] of entries.entries()) {
    if (!isJsonObject(entry)) return { problem: t("panel.pinnedEditor.notAnObject", { number: index + 1 }) };
    const whole = isJsonObject(entry.json) && "binary" in entry ? itemSchema.safeParse(entry) : undefined;
    items.push(whole?.success ? whole.data : { json: entry });
  }
  return { items };
}
