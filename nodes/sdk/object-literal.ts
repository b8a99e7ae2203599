import type { Json, JsonObject } from "@/shared/item";

/**
 * JSON, or a list or object as people write it in JavaScript: single quotes, keys without quotes, a comma at the end.
 * Undefined when the text is neither.
 */
export function parseLiteral(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return parseJavaScript(text);
  }
}

const maxDepth = 100;
const token =
  /\s*(?:([{}[\],:])|"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|([A-Za-z_$][\w$]*)|([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?))/iy;
type Token = { mark?: string; text?: string; word?: string; number?: number };

class NotALiteral extends Error {}

function parseJavaScript(source: string): Json | undefined {
  const tokens = tokensOf(source);
  if (!tokens || !/^[{[]$/.test(tokens[0]?.mark ?? "")) return undefined;
  let at = 0;
  try {
    const value = read(0);
    return at === tokens.length ? value : undefined;
  } catch (thrown) {
    if (thrown instanceof NotALiteral) return undefined;
    throw thrown;
  }

  function read(depth: number): Json {
    if (depth > maxDepth) throw new NotALiteral();
    const next = take();
    if (next.text !== undefined) return next.text;
    if (next.number !== undefined) return next.number;
    if (next.word !== undefined) return wordValue(next.word);
    if (next.mark === "[") return readList(depth);
    if (next.mark === "{") return readObject(depth);
    throw new NotALiteral();
  }

  function readList(depth: number): Json[] {
    const list: Json[] = [];
    while (!skip("]")) {
      list.push(read(depth + 1));
      if (!skip(",") && tokens?.[at]?.mark !== "]") throw new NotALiteral();
    }
    return list;
  }

  function readObject(depth: number): JsonObject {
    const entries: [string, Json][] = [];
    while (!skip("}")) {
      const key = take();
      const name = key.text ?? key.word ?? key.number;
      if (name === undefined || !skip(":")) throw new NotALiteral();
      entries.push([String(name), read(depth + 1)]);
      if (!skip(",") && tokens?.[at]?.mark !== "}") throw new NotALiteral();
    }
    return Object.fromEntries(entries);
  }

  function take(): Token {
    const next = tokens?.[at++];
    if (!next) throw new NotALiteral();
    return next;
  }

  function skip(mark: string): boolean {
    if (tokens?.[at]?.mark !== mark) return false;
    at++;
    return true;
  }
}

function tokensOf(source: string): Token[] | undefined {
  const text = source.trim();
  const tokens: Token[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const match = token.exec(text);
    if (!match) return undefined;
    const [, mark, double, single, word, number] = match;
    const quoted = double ?? single;
    if (mark !== undefined) tokens.push({ mark });
    else if (quoted !== undefined) tokens.push({ text: unescaped(quoted) });
    else if (word !== undefined) tokens.push({ word });
    else tokens.push({ number: Number(number) });
  }
  return tokens;
}

function wordValue(word: string): Json {
  if (word === "true" || word === "false") return word === "true";
  if (word === "null") return null;
  throw new NotALiteral();
}

const escapes: { [letter: string]: string } = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f" };
const unescaped = (text: string) =>
  text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (_, code?: string, letter?: string) =>
    code === undefined ? (escapes[letter ?? ""] ?? letter ?? "") : String.fromCharCode(Number.parseInt(code, 16)),
  );
