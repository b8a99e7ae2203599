import type { PortSpec } from "@/shared/ports";

/** The texts of a description by their place, such as `fields.method.label`; the same shape for every language. */
export type DescriptionTexts = { [place: string]: string };

const shown = new Set(["label", "summary", "help", "placeholder", "addLabel", "unit", "line"]);

/** All that people read in the description of a node or a credential, in the language it was written in. */
export function textsOf(description: object): DescriptionTexts {
  const texts: DescriptionTexts = {};
  rewrite(description, "", (place, text) => {
    texts[place] = text;
    return text;
  });
  return texts;
}

/** The description with other texts in their places; what `texts` lacks stays as it is. */
export function withTexts<T extends object>(description: T, texts: DescriptionTexts): T {
  return rewrite(description, "", (place, text) => texts[place] ?? text) as T;
}

type Change = (place: string, text: string) => string;

function rewrite(value: unknown, place: string, change: Change, key = ""): unknown {
  if (typeof value === "string") return shown.has(key) && isText(value) ? change(place, value) : value;
  if (Array.isArray(value)) return value.map((entry) => rewriteEntry(entry, place, change));
  if (typeof value !== "object" || value === null) return value;
  const isField = "control" in value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      if (isField && (name === "default" || name === "onlyWhen")) return [name, inner];
      const at = place ? `${place}.${name}` : name;
      if (at === "inputs" || at === "outputs") return [name, rewritePorts(inner, at, change)];
      return [name, rewrite(inner, at, change, name)];
    }),
  );
}

/** Not only places for values, as in `{method} {url}`. */
const isText = (text: string) => /\p{L}/u.test(text.replace(/\{[^}]*\}/g, ""));

/** Entries of lists are told apart by what names them, so that one more in the middle does not move the others. */
function rewriteEntry(entry: unknown, place: string, change: Change): unknown {
  if (typeof entry !== "object" || entry === null) return entry;
  const { value, slot, name, repeat } = entry as { [key: string]: unknown };
  return rewrite(entry, `${place}.${value ?? slot ?? repeat ?? name}`, change);
}

/** A port that is only a name gets a label where a language has one. */
function rewritePorts(ports: unknown, place: string, change: Change): PortSpec[] {
  const specs = ports as PortSpec[];
  return specs.map((port) => {
    if (typeof port !== "string") return rewriteEntry(port, place, change) as PortSpec;
    if (port === "main") return port;
    const label = change(`${place}.${port}`, port);
    return label === port ? port : { name: port, label };
  });
}
