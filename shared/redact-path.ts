/**
 * Names places in the JSON of items: `customer.email`, `items[*].card`, `**.password`, `headers["x-api-key"]`. A path begins
 * at the item. Names are compared without regard to case: headers are written in many ways.
 */
export type PathPart =
  | { is: "name"; name: string }
  | { is: "index"; index: number }
  | { is: "each" | "entry" | "deep" };

export const maxRedactPaths = 100;
export const maxRedactPath = 200;
const maxParts = 20;

/** Throws an `Error` that says what is wrong, for people. */
export function parseRedactPath(text: string): PathPart[] {
  if (text.length > maxRedactPath) throw new Error(`is longer than ${maxRedactPath} characters`);
  const parts: PathPart[] = [];
  let rest = text.replace(/^\$(?=[.[])\.?/, "");
  while (rest !== "") {
    const { part, length } = firstOf(rest, parts.length === 0);
    parts.push(part);
    rest = rest.slice(length);
  }
  if (parts.length === 0) throw new Error("is empty: name a field, such as customer.email");
  if (parts.length > maxParts) throw new Error(`has more than ${maxParts} parts`);
  if (parts.at(-1)?.is === "deep") throw new Error("ends with **: name the field to look for, such as **.password");
  return parts;
}

/** Undefined: the path is fine. */
export function redactPathProblem(text: string): string | undefined {
  try {
    parseRedactPath(text);
    return undefined;
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
}

/** Each pattern looks at a place once: no text makes it slow. */
function firstOf(text: string, isFirst: boolean): { part: PathPart; length: number } {
  const bracket = /^\[(?:(\*)|(\d{1,9})|"([^"\\]*)"|'([^'\\]*)')\]/.exec(text);
  if (bracket) {
    const [{ length }, each, index, double, single] = bracket;
    if (each) return { part: { is: "entry" }, length };
    if (index !== undefined) return { part: { is: "index", index: Number(index) }, length };
    return { part: named(double ?? single ?? ""), length };
  }
  const word = /^(\.?)(\*\*|\*|[^.[\]*"'\s]+)(?=[.[]|$)/.exec(text);
  if (!word || (word[1] === "") !== isFirst) throw new Error(`is not understood from "${text.slice(0, 20)}" on`);
  const [{ length }, , name = ""] = word;
  if (name === "**") return { part: { is: "deep" }, length };
  return { part: name === "*" ? { is: "each" } : named(name), length };
}

function named(name: string): PathPart {
  if (name === "") throw new Error("has a field without a name");
  if (name === "__proto__") throw new Error("names __proto__, which is no field of an item");
  return { is: "name", name: name.toLowerCase() };
}
