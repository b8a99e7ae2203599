import { isJsonObject, type Json } from "@/shared/item";

/** One line of a JSON text, with what a view needs to colour and expand it. */
export type JsonLine = {
  /** Unique within the text. */
  id: string;
  depth: number;
  /** The key in front of the value. */
  name?: string | number;
  path: readonly (string | number)[];
  text: string;
  kind: "text" | "number" | "word" | "bracket";
  /** Characters not shown. */
  clipped?: number;
  comma: boolean;
};

export const clipAt = 200;

/** The lines of one value. Long texts are clipped unless their id is in `expanded`. */
export function jsonLines(value: Json, prefix: string, expanded: ReadonlySet<string>): JsonLine[] {
  const lines: JsonLine[] = [];
  write(value, [], { isLast: true });
  return lines;

  function write(
    entry: Json,
    path: readonly (string | number)[],
    { name, isLast }: { name?: string | number; isLast: boolean },
  ) {
    const id = `${prefix}${JSON.stringify(path)}`;
    const common = { id, depth: path.length, path, ...(typeof name === "string" && { name }) };
    const inner: (readonly [string | number, Json])[] | undefined = Array.isArray(entry)
      ? entry.map((one, index) => [index, one] as const)
      : isJsonObject(entry)
        ? Object.entries(entry)
        : undefined;
    if (!inner) {
      lines.push({ ...common, ...leaf(entry, expanded.has(id)), comma: !isLast });
      return;
    }
    const [open, close] = Array.isArray(entry) ? "[]" : "{}";
    if (inner.length === 0) {
      lines.push({ ...common, text: `${open}${close}`, kind: "bracket", comma: !isLast });
      return;
    }
    lines.push({ ...common, text: open ?? "", kind: "bracket", comma: false });
    inner.forEach(([key, one], index) => {
      write(one, [...path, key], { name: key, isLast: index === inner.length - 1 });
    });
    lines.push({ id: `${id}/`, depth: path.length, path, text: close ?? "", kind: "bracket", comma: !isLast });
  }
}

function leaf(value: Json, isExpanded: boolean): Pick<JsonLine, "text" | "kind" | "clipped"> {
  const text = JSON.stringify(value);
  if (typeof value === "number") return { text, kind: "number" };
  if (typeof value !== "string") return { text, kind: "word" };
  if (isExpanded || text.length <= clipAt) return { text, kind: "text" };
  return { text: `${text.slice(0, clipAt)}…`, kind: "text", clipped: text.length - clipAt };
}
