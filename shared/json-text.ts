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
