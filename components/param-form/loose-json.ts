import type { Json } from "@/shared/item";

/** What reads as JSON is that value, everything else is a text. */
export function looseValue(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

/** The other way round; a text that would read as another value is quoted. */
export function looseText(value: Json): string {
  if (typeof value !== "string") return JSON.stringify(value, null, 2);
  return looseValue(value) === value ? value : JSON.stringify(value);
}
