import { NodeError } from "@/nodes/sdk";
import type { Json } from "@/shared/item";
import { isNestedTooDeep, maxJsonDepth } from "@/shared/json-text";

/** An empty file is an empty object. */
export function parsedJson(text: string): Json {
  if (text.trim() === "") return {};
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (cause) {
    throw new NodeError(`The file is not JSON: ${(cause as Error).message}`, { code: "JSON_INVALID", cause });
  }
  if (!isNestedTooDeep(text)) return value;
  throw new NodeError(`The file is nested more than ${maxJsonDepth} levels deep`, {
    code: "JSON_TOO_DEEP",
    hint: "Read it as text instead",
  });
}
