import type { Json, JsonObject } from "@/shared/item";
import { getPath } from "./paths";

/** `a, b.c` as names. */
export const fieldNames = (text: string): string[] =>
  text
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);

/** A field by its name, in which dots reach into objects unless `dots` says otherwise. */
export function readField(json: JsonObject, name: string, dots: boolean): Json | undefined {
  return dots ? getPath(json, name) : Object.hasOwn(json, name) ? json[name] : undefined;
}
