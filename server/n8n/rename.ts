import type { Json } from "@/shared/item";

/** Copies parameters, with the nodes that expressions and code name called by their new names. */
export function renameReferences(value: Json, renamed: ReadonlyMap<string, string>): Json {
  if (typeof value === "string") return value.includes("$") ? renameInText(value, renamed) : value;
  if (Array.isArray(value)) return value.map((entry) => renameReferences(entry, renamed));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, renameReferences(entry, renamed)]));
}

const reference = /(\$\(\s*|\$items\(\s*|\$node\[\s*)(["'`])((?:(?!\2)[^\\]|\\.)*)\2/g;

function renameInText(text: string, renamed: ReadonlyMap<string, string>): string {
  return text.replace(reference, (whole, opening: string, quote: string, written: string) => {
    const name = renamed.get(written.replace(/\\(.)/g, "$1"));
    if (name === undefined) return whole;
    return `${opening}${quote}${name.replaceAll("\\", "\\\\").replaceAll(quote, `\\${quote}`)}${quote}`;
  });
}
