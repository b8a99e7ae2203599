import { NodeError } from "@/nodes/sdk";
import type { Json } from "@/shared/item";

/** An empty file is an empty object. */
export function parsedJson(text: string): Json {
  if (text.trim() === "") return {};
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    throw new NodeError(`The file is not JSON: ${(cause as Error).message}`, { code: "JSON_INVALID", cause });
  }
}
