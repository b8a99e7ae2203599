import { slashesBefore } from "@/shared/expression";

/** Where code stands in the text of an expression field (which is the stored text without its leading `=`). */

export type CodeRegion = {
  /** Of the opening braces. */
  from: number;
  codeFrom: number;
  codeTo: number;
  /** After the closing braces, or the end of the text while they are missing. */
  to: number;
};

/** By the rules of `parseTemplate`: an unclosed `{{` takes the rest; `\{{` is text, `\}}` is code. */
export function codeRegions(text: string): CodeRegion[] {
  const regions: CodeRegion[] = [];
  let at = 0;
  while (at < text.length) {
    const from = text.indexOf("{{", at);
    if (from === -1) break;
    if (slashesBefore(text, from, at) % 2 === 1) {
      at = from + 2;
      continue;
    }
    const codeTo = closeOf(text, from + 2);
    const to = Math.min(codeTo + 2, text.length);
    regions.push({ from, codeFrom: from + 2, codeTo, to });
    at = to;
  }
  return regions;
}

/** The region whose code a cursor is in. */
export const regionAt = (text: string, position: number) =>
  codeRegions(text).find(({ codeFrom, codeTo }) => position >= codeFrom && position <= codeTo);

function closeOf(text: string, from: number): number {
  let close = text.indexOf("}}", from);
  while (close !== -1 && text[close - 1] === "\\") close = text.indexOf("}}", close + 2);
  return close === -1 ? text.length : close;
}

/** The chain of names, indexes and calls that ends a piece of code: `$('A').item` of `1 + $('A').item`. */
export function chainAtEnd(code: string): string {
  let at = code.length;
  while (at > 0) {
    const char = code[at - 1] ?? "";
    if (/[\w$.]/.test(char) || (char === "?" && code[at] === ".")) at--;
    else if (char === ")" || char === "]") at = openOf(code, at - 1);
    else break;
  }
  return code.slice(at);
}

function openOf(code: string, close: number): number {
  let depth = 0;
  for (let at = close; at >= 0; at--) {
    if (code[at] === ")" || code[at] === "]") depth++;
    else if ((code[at] === "(" || code[at] === "[") && --depth === 0) return at;
  }
  return 0;
}
