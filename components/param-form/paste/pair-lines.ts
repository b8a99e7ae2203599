/** Formats of names with values, a pair a line. Each reader gives undefined for what is not of its format. */

export type Pair = readonly [name: string, value: string];

/** `a=1&b=2`, of an address or a form's body. */
export function readQuery(text: string): Pair[] | undefined {
  const source = text.trim().replace(/^\?/, "");
  if (!/^[^=&\s:/?]+=[^&\s]*(?:&[^=&\s]+=[^&\s]*)+$/.test(source)) return undefined;
  return [...new URLSearchParams(source)];
}

const requestLine = /^(?:[A-Z]{3,10} \S+(?: HTTP\/[\d.]+)?|HTTP\/[\d.]+ \d{3}.*)$/;
const header = /^\s*([\p{L}_$][^\s:=,;"]*)\s*:(?!\/\/)\s*(.*)$/u;

/** `Name: value` lines. Of a whole request or answer the headers: without its first line, its body and `:method` and the like. */
export function readHeaders(text: string): Pair[] | undefined {
  const lines = text.trim().split(/\r\n|\r|\n/);
  const isMessage = requestLine.test(lines[0] ?? "");
  const end = isMessage ? lines.findIndex((line) => line.trim() === "") : -1;
  const own = lines.slice(isMessage ? 1 : 0, end === -1 ? undefined : end);
  return pairsOf(
    own,
    header,
    (line) => line.trim() === "" || /^:[a-z]+:/.test(line),
    (value) => value.trim(),
  );
}

const assignment = /^\s*(?:export\s+)?([^\s=:,;"'#]+)\s*=(.*)$/;

/** `NAME=value` lines of an `.env` file, with its comments, `export` and quotes. */
export function readAssignments(text: string): Pair[] | undefined {
  return pairsOf(text.split(/\r\n|\r|\n/), assignment, (line) => /^\s*(?:#|$)/.test(line), unquoted);
}

function pairsOf(
  lines: readonly string[],
  format: RegExp,
  isNothing: (line: string) => boolean,
  toValue: (text: string) => string,
): Pair[] | undefined {
  const pairs: Pair[] = [];
  for (const line of lines) {
    if (isNothing(line)) continue;
    const [whole, name = "", value = ""] = format.exec(line) ?? [];
    if (whole === undefined) return undefined;
    pairs.push([name, toValue(value)]);
  }
  return pairs;
}

function unquoted(text: string): string {
  const value = text.trim();
  const [, quote, inner = ""] = /^(["'])(.*)\1$/.exec(value) ?? [];
  if (quote === undefined) return value;
  return quote === "'" ? inner : inner.replace(/\\(["\\nrt])/g, (_, sign: string) => escapes.get(sign) ?? sign);
}

const escapes = new Map([
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);
