import { texts } from "../messages/texts";

/** A command of a shell as its words: POSIX quotes, `$'…'`, line ends after `\`, and Windows' `^`. */

export type ShellWords = {
  words: string[] /** Something comes after the command, such as a pipe. */;
  hasMore: boolean;
};

/** Throws for a quote that is not closed. */
export function shellWords(text: string): ShellWords {
  const source = isWindows(text) ? withoutCarets(text) : text;
  const words: string[] = [];
  let word: string | undefined;
  let at = 0;
  const add = (more: string) => {
    word = (word ?? "") + more;
  };
  while (at < source.length) {
    const char = source[at] ?? "";
    if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      at++;
    } else if (char === "\\") {
      const lineEnd = /^\\\r?\n/.exec(source.slice(at, at + 3))?.[0];
      if (!lineEnd) add(source[at + 1] ?? "");
      at += lineEnd?.length ?? 2;
    } else if (char === "'" || char === '"' || source.startsWith("$'", at)) {
      const quoted = readQuoted(source, at);
      add(quoted.text);
      at = quoted.end;
    } else if (/[|;<>&]/.test(char)) {
      if (word !== undefined) words.push(word);
      return { words, hasMore: true };
    } else {
      add(char);
      at++;
    }
  }
  if (word !== undefined) words.push(word);
  return { words, hasMore: false };
}

function readQuoted(source: string, start: number): { text: string; end: number } {
  const kind = source.startsWith("$'", start) ? "$'" : (source[start] ?? "");
  const quote = kind.at(-1) ?? "";
  const parts: string[] = [];
  let at = start + kind.length;
  while (at < source.length && source[at] !== quote) {
    const escaped = kind === "'" ? undefined : readEscape(source, at, kind === "$'");
    parts.push(escaped?.text ?? source[at] ?? "");
    at += escaped?.length ?? 1;
  }
  if (at >= source.length)
    throw new Error(texts()("editor.curl.problems.openQuote", { quote, text: source.slice(start, start + 40) }));
  return { text: parts.join(""), end: at + 1 };
}

function readEscape(source: string, at: number, isAnsi: boolean): { text: string; length: number } | undefined {
  if (source[at] !== "\\") return undefined;
  const next = source.slice(at + 1, at + 12);
  if (isAnsi) return ansiEscape(next);
  const lineEnd = /^\r?\n/.exec(next)?.[0];
  if (lineEnd) return { text: "", length: 1 + lineEnd.length };
  return /^["\\$`]/.test(next) ? { text: next[0] ?? "", length: 2 } : undefined;
}

const simple: { [letter: string]: string } = {
  ...{ n: "\n", t: "\t", r: "\r", a: "\u0007", b: "\b", f: "\f", v: "\v", e: "\u001b", E: "\u001b" },
};

function ansiEscape(next: string): { text: string; length: number } {
  const code = /^x([0-9a-f]{1,2})/i.exec(next) ?? /^u([0-9a-f]{1,4})/i.exec(next) ?? /^U([0-9a-f]{1,8})/i.exec(next);
  if (code?.[1]) {
    const point = Number.parseInt(code[1], 16);
    return { text: point <= 0x10ffff ? String.fromCodePoint(point) : "\ufffd", length: 1 + code[0].length };
  }
  const octal = /^[0-7]{1,3}/.exec(next)?.[0];
  if (octal) return { text: String.fromCharCode(Number.parseInt(octal, 8) % 256), length: 1 + octal.length };
  const letter = next[0] ?? "";
  return { text: (Object.hasOwn(simple, letter) && simple[letter]) || letter, length: 2 };
}

/** Browsers copy for Windows with a caret at the end of each line, and before each quote. */
const isWindows = (text: string) => /\^\r?\n/.test(text) || /\s\^"/.test(text);
const withoutCarets = (text: string) =>
  text.replace(/\^(\r?\n|[\s\S])/g, (_, next: string) => (/\n$/.test(next) ? " " : next));
