import { type ParseError, parse, printParseErrorCode } from "jsonc-parser";

/** Where and why a text is not JSON. Lines and columns count from 1. Undefined when nothing is wrong with it. */
export function jsonProblem(text: string): { reason: string; line: number; column: number } | undefined {
  const errors: ParseError[] = [];
  try {
    parse(text, errors, { disallowComments: true, allowTrailingComma: false });
  } catch {
    // The parser calls itself for each level, and a hostile text has more of them than a stack holds.
    return { reason: "it is nested too deep, beginning", line: 1, column: 1 };
  }
  const [first] = errors;
  if (!first) return undefined;
  const before = text.slice(0, first.offset).split("\n");
  const name = printParseErrorCode(first.error);
  return {
    reason: (reasons as { [name: string]: string })[name] ?? name,
    line: before.length,
    column: (before.at(-1)?.length ?? 0) + 1,
  };
}

/** For people: "a comma is missing in line 3, column 5". */
export function jsonProblemText(text: string): string {
  if (text.trim() === "") return "it is empty";
  const problem = jsonProblem(text);
  return problem ? `${problem.reason} in line ${problem.line}, column ${problem.column}` : "it cannot be read";
}

/** Levels of lists and objects within each other that data may have. More use up the stack of what reads and writes it. */
export const maxJsonDepth = 200;

/** Of a text that is JSON: whether it has more levels than data may have. */
export function isNestedTooDeep(json: string): boolean {
  let depth = 0;
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === openBracket || code === openBrace) {
      depth++;
      if (depth > maxJsonDepth) return true;
    } else if (code === closeBracket || code === closeBrace) depth--;
    else if (code === quote) at = endOfText(json, at + 1);
  }
  return false;
}

function endOfText(json: string, start: number): number {
  for (let at = start; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === backslash) at++;
    else if (code === quote) return at;
  }
  return json.length;
}

const [openBracket, closeBracket, openBrace, closeBrace, quote, backslash] = [0x5b, 0x5d, 0x7b, 0x7d, 0x22, 0x5c];

const reasons = {
  InvalidSymbol: "an unknown word",
  InvalidNumberFormat: "a number that is not one",
  PropertyNameExpected: "a field name in double quotes is missing",
  ValueExpected: "a value is missing",
  ColonExpected: "a colon is missing",
  CommaExpected: "a comma is missing",
  CloseBraceExpected: "a closing } is missing",
  CloseBracketExpected: "a closing ] is missing",
  EndOfFileExpected: "something follows after the end",
  InvalidCommentToken: "a comment, which JSON does not have",
  UnexpectedEndOfComment: "a comment, which JSON does not have",
  UnexpectedEndOfString: "a text is not closed",
  UnexpectedEndOfNumber: "a number that is not one",
  InvalidUnicode: "a \\u escape that is not one",
  InvalidEscapeCharacter: "an escape that is not one",
  InvalidCharacter: "a character that must be escaped",
};
