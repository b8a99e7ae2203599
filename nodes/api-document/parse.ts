import { NodeError } from "@/nodes/sdk";
import { isJsonObject, type JsonObject } from "@/shared/item";

export const maxDocumentBytes = 24 * 1024 * 1024;
const maxDepth = 200;
/** Values that are written once and used again are shared, so that a million of them is a hostile text. */
const maxAliases = 10_000;

/** An OpenAPI document from JSON or YAML. Throws `NodeError`. */
export async function parseDocument(text: string): Promise<JsonObject> {
  if (Buffer.byteLength(text) > maxDocumentBytes) {
    throw unreadable(
      `It is larger than ${maxDocumentBytes / 1024 / 1024} MB`,
      "Cut the document down to what you need",
    );
  }
  const trimmed = text.replace(/^\uFEFF/, "").trimStart();
  if (trimmed === "") throw unreadable("It is empty", "Paste the text of the document, or enter its address");
  if (/^<(!doctype|html|\?xml)/i.test(trimmed)) {
    throw unreadable(
      "It is a web page or XML",
      "Look for a link to the document itself, often openapi.json or openapi.yaml",
    );
  }
  const document = trimmed.startsWith("{") ? parseJson(trimmed) : await parseYaml(trimmed);
  if (!isJsonObject(document)) throw unreadable("It is no object", "An OpenAPI document begins with the key openapi");
  if (isTooDeep(document)) throw unreadable(`It is nested more than ${maxDepth} levels deep`, "Cut the document down");
  return document;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw unreadable(`It is not valid JSON: ${messageOf(thrown)}`, "Check that the text is complete");
  }
}

async function parseYaml(text: string): Promise<unknown> {
  const { CORE_SCHEMA, load } = await import("js-yaml");
  try {
    return load(text, { schema: CORE_SCHEMA, maxDepth, maxAliases });
  } catch (thrown) {
    throw unreadable(`It is not valid YAML: ${messageOf(thrown)}`, "Check that the text is complete");
  }
}

const messageOf = (thrown: unknown) =>
  (thrown instanceof Error ? (thrown.message.split("\n")[0] ?? "") : "").slice(0, 300);

export const unreadable = (why: string, hint: string) =>
  new NodeError(`The document cannot be read. ${why}`, { code: "API_DOCUMENT", hint });

/** Level by level; YAML may share a value among many places, and each is looked at once. */
function isTooDeep(root: object): boolean {
  const seen = new Set<object>();
  let level: object[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxDepth) return true;
    const next: object[] = [];
    for (const value of level) {
      for (const inner of Object.values(value)) {
        if (typeof inner !== "object" || inner === null || seen.has(inner)) continue;
        seen.add(inner);
        next.push(inner);
      }
    }
    level = next;
  }
  return false;
}
