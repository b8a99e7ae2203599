import type { Cheerio, CheerioAPI } from "cheerio";
import { NodeError } from "@/nodes/sdk";
import { getPath } from "@/nodes/sdk/paths";
import type { Json, JsonObject } from "@/shared/item";
import { type AnyNode, readableText } from "./readable-text";

export type Extraction = {
  values: {
    name: string;
    selector: string;
    give: "text" | "html" | "attribute" | "value";
    attribute: string;
    skip: string;
    all: boolean;
  }[];
  trim: boolean;
  clean: boolean;
  plain: boolean;
};

/** The HTML in a field: one text or a list of them. */
export function textsOf(json: JsonObject, field: string): string[] {
  const value = getPath(json, field);
  if (value === undefined || value === null) {
    throw new NodeError(`There is no field "${field}" on the item`, {
      code: "FIELD_MISSING",
      hint: "Check the name in the input data",
      param: "action.of.field",
    });
  }
  return (Array.isArray(value) ? value : [value]).map(String);
}

/** What is not found is absent. */
export async function extract(source: string, extraction: Extraction): Promise<JsonObject> {
  try {
    return await extractAll(source, extraction);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new NodeError("The HTML has too many elements within each other", { code: "HTML_TOO_DEEP", cause });
  }
}

async function extractAll(source: string, { values, ...options }: Extraction): Promise<JsonObject> {
  const { load } = await import("cheerio");
  const $ = load(source);
  const entries = values.flatMap((value, index): [string, Json][] => {
    const found = select($, value.selector, `action.values.${index}.selector`);
    const result = value.all
      ? found
          .toArray()
          .map((node) => read($, $(node), value, options))
          .filter((entry) => entry !== undefined)
      : read($, found, value, options);
    return result === undefined ? [] : [[value.name, result]];
  });
  return Object.fromEntries(entries);
}

function select($: CheerioAPI, selector: string, param: string): Cheerio<AnyNode> {
  try {
    return $(selector) as Cheerio<AnyNode>;
  } catch (cause) {
    if (cause instanceof RangeError) throw cause;
    throw new NodeError(`"${selector}" is not a CSS selector`, { code: "SELECTOR_INVALID", param, cause });
  }
}

function read(
  $: CheerioAPI,
  found: Cheerio<AnyNode>,
  { give, attribute, skip }: Extraction["values"][number],
  { trim, clean, plain }: Omit<Extraction, "values">,
): Json | undefined {
  if (found.length === 0) return undefined;
  if (give === "attribute") return finished(found.attr(attribute));
  if (give === "html") return finished(found.html() || undefined);
  if (give === "value") {
    const value = found.val();
    return Array.isArray(value) ? value.map((entry) => finished(entry) ?? "") : finished(value);
  }
  const kept = found.clone();
  if (skip) kept.find(skip).remove();
  const text = plain
    ? kept.text()
    : kept
        .toArray()
        .map((node) => readableText($, node))
        .join("\n");
  return finished(text || undefined);

  function finished(value: string | undefined): string | undefined {
    if (value === undefined) return undefined;
    const trimmed = trim ? value.trim() : value;
    return clean
      ? trimmed
          .trim()
          .replace(/\r\n|\n|\r/g, " ")
          .replace(/\s+/g, " ")
      : trimmed;
  }
}
