const kinds = ["cursor", "counter", "cache", "digest", "queue", "limit", "state", "value"] as const;
export type StateKind = (typeof kinds)[number];

/** The name under which a node stored something: `cursor orders` is a cursor that somebody called `orders`. */
export function readStateName(name: string): {
  kind: StateKind | "static" | "duplicates" | "highest" | "other";
  rest: string;
} {
  if (name === "static") return { kind: "static", rest: "" };
  if (name === "removeDuplicates") return { kind: "duplicates", rest: "" };
  if (name.startsWith("removeDuplicates/")) return { kind: "highest", rest: "" };
  const space = name.indexOf(" ");
  const kind = kinds.find((known) => known === name.slice(0, space));
  return kind ? { kind, rest: name.slice(space + 1) } : { kind: "other", rest: name };
}

/** A text without its quotes, as people write it; anything else as JSON. */
export function shownValue(preview: string, isWhole: boolean): string {
  if (!preview.startsWith('"')) return isWhole ? preview : `${preview}…`;
  if (!isWhole) return `${preview.slice(1)}…`;
  return String(JSON.parse(preview));
}
