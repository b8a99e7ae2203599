import type { Json } from "@/shared/item";
import { type Renames, renameInCode } from "@/shared/rename";

/** Copies parameters, with the nodes that expressions and code name called by their new names. */
export function renameReferences(value: Json, renames: Renames): Json {
  if (typeof value === "string") return value.includes("$") ? renameInCode(value, renames) : value;
  if (Array.isArray(value)) return value.map((entry) => renameReferences(entry, renames));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, renameReferences(entry, renames)]));
}
