import { createHash } from "node:crypto";
import { isJsonObject, type Json } from "@/shared/item";

/** Texts are the same for values that are the same. The order of an object's fields makes no difference. */
export const contentText = (value: Json): string => JSON.stringify(value, inOrder);

/** Stands for a value where only equality matters. */
export const contentHash = (value: Json): string => createHash("sha256").update(contentText(value)).digest("base64");

const inOrder = (_: string, value: unknown) =>
  isJsonObject(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;
