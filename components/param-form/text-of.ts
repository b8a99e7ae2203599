import type { Json } from "@/shared/item";

/** A value in a text field. */
export function textOf(value: Json): string {
  if (typeof value === "string") return value;
  return value === null ? "" : JSON.stringify(value);
}
