import type { Item, Json } from "./item";

const maxFields = 4;
const maxCharacters = 40;

/** The first fields of an item on one short line: `id: 7 · name: Ann`. */
export function itemPreview({ json, binary = {} }: Item): string {
  const fields: string[] = [];
  for (const [name, value] of Object.entries(json).slice(0, maxFields)) {
    fields.push(`${clip(name)}: ${shown(value)}`);
  }
  const files = Object.values(binary).map(({ name }) => clip(name));
  return [...fields, ...files].slice(0, maxFields).join(" · ");
}

function shown(value: Json): string {
  if (Array.isArray(value)) return value.length === 1 ? "1 entry" : `${value.length} entries`;
  if (typeof value === "object" && value !== null) return "{…}";
  return clip(String(value));
}

/** Characters are not cut in two. */
const clip = (text: string) => {
  const line = text.slice(0, maxCharacters * 4).replace(/\s+/g, " ");
  const characters = [...line];
  return characters.length > maxCharacters ? `${characters.slice(0, maxCharacters - 1).join("")}…` : line;
};
