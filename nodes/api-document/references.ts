import { isJsonObject, type Json, type JsonObject } from "@/shared/item";

/** Reads a document with its references within. Those to other documents are never followed. */
export type Reader = {
  document: JsonObject;
  /** The object that stands there, references followed; an empty one when it leads nowhere. */
  object(value: Json | undefined): JsonObject;
  /** What was left out, each once. */
  warnings: Set<string>;
};

const maxSteps = 50;

export function createReader(document: JsonObject): Reader {
  const warnings = new Set<string>();

  function object(value: Json | undefined): JsonObject {
    let found = value;
    for (let step = 0; step < maxSteps; step++) {
      if (!isJsonObject(found)) return {};
      const reference = own(found, "$ref");
      if (typeof reference !== "string") return found;
      found = at(reference);
    }
    warnings.add(`A reference leads back to itself: ${JSON.stringify(own(value as JsonObject, "$ref")).slice(0, 120)}`);
    return {};
  }

  function at(reference: string): Json | undefined {
    if (!reference.startsWith("#/")) {
      warnings.add(`What stands in another document is left out: ${reference.slice(0, 120)}`);
      return undefined;
    }
    let found: Json | undefined = document;
    for (const key of reference.slice(2).split("/")) {
      const name = decoded(key).replace(/~1/g, "/").replace(/~0/g, "~");
      found =
        typeof found === "object" && found !== null && Object.hasOwn(found, name)
          ? (found as JsonObject)[name]
          : undefined;
    }
    if (found === undefined) warnings.add(`A reference leads nowhere: ${reference.slice(0, 120)}`);
    return found;
  }

  return { document, object, warnings };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export const own = (value: JsonObject | undefined, key: string): Json | undefined =>
  value && Object.hasOwn(value, key) ? value[key] : undefined;
export const textAt = (value: JsonObject, key: string): string => {
  const found = own(value, key);
  return typeof found === "string" ? found : "";
};
export const listAt = (value: JsonObject, key: string): Json[] => {
  const found = own(value, key);
  return Array.isArray(found) ? found : [];
};

/** Prose of a document as one line of plain text. */
export function plainText(text: string, length: number): string {
  const plain = text
    .replace(/<[^>]{0,300}>/g, "")
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[`*_#]{1,3}(?=\S)|(?<=\S)[`*]{1,3}/g, "")
    .replace(/\s+/g, " ")
    .trim();
  return plain.length > length ? `${plain.slice(0, length - 1).trimEnd()}…` : plain;
}
