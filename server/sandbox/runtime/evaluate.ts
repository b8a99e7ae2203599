import { stringOf } from "@/shared/expression";
import type { Code, Column, PreparedCode, SandboxScope } from "../protocol";
import { createNames, ExpressionError, type Names, type RuntimeItem } from "./scope";

/** Runs inside the isolate: all expressions of one step over all its items, in one call. */

type Compiled = { names: string[]; run: (...values: unknown[]) => unknown } | { refused: string };
type Prepared = PreparedCode & Pick<Code, "asText">;

const compiled = new Map<string, Compiled>();

export function evaluate(codesText: string, scopeText: string, itemsText: string, ...nodeTexts: string[]): string {
  const codes: Prepared[] = JSON.parse(codesText);
  const scope: SandboxScope = JSON.parse(scopeText);
  const items: RuntimeItem[] = JSON.parse(itemsText);
  const names = createNames(scope, items, nodeTexts);
  // What an expression changes, no other sees.
  const ownNames = () =>
    createNames(JSON.parse(scopeText), JSON.parse(itemsText), nodeTexts, { copies: true }) satisfies Names;
  const count = Math.max(items.length, 1);
  return `[${codes.map((code) => textOf(column(code, "text" in code && code.mutates ? ownNames() : names, count))).join(",")}]`;
}

function textOf(result: Column): string {
  try {
    return JSON.stringify(result);
  } catch {
    return JSON.stringify(writable(result));
  }
}

/** What cannot be JSON, such as a circle, becomes an error of its item. */
function writable({ values, undefinedAt = [], errors = [] }: Column): Column {
  const kept = values.map((value, item) => {
    try {
      JSON.stringify(value);
      return value;
    } catch (thrown) {
      errors.push({ item, message: `The result cannot be written as JSON: ${messageOf(thrown)}`, soft: false });
      return null;
    }
  });
  return { values: kept, undefinedAt, errors };
}

function column(code: Prepared, names: Names, count: number): Column {
  const compiledCode = compile(code, names);
  const values: unknown[] = [];
  const undefinedAt: number[] = [];
  const numbers: NonNullable<Column["numbers"]> = [];
  const errors: NonNullable<Column["errors"]> = [];
  for (let item = 0; item < count; item++) {
    let value: unknown;
    if ("refused" in compiledCode) errors.push({ item, message: compiledCode.refused, soft: false });
    else {
      try {
        value = resultOf(compiledCode, names, item);
        if (code.asText) value = stringOf(value);
      } catch (thrown) {
        value = undefined;
        errors.push({ item, message: messageOf(thrown), soft: !(thrown instanceof ExpressionError) });
      }
    }
    if (value === undefined) undefinedAt.push(item);
    if (typeof value === "number" && !Number.isFinite(value)) numbers.push({ item, value: String(value) });
    values.push(value === undefined ? null : value);
  }
  const result: Column = { values: values as Column["values"] };
  if (undefinedAt.length) result.undefinedAt = undefinedAt;
  if (numbers.length) result.numbers = numbers;
  if (errors.length) result.errors = errors;
  return result;
}

function resultOf({ run, names: used }: Extract<Compiled, { run: unknown }>, names: Names, item: number): unknown {
  const value = run(...used.map((name) => names[name]?.(item)));
  if (typeof value === "function") {
    throw new ExpressionError("The result is a function. Did you forget to call it with ()?");
  }
  if (value instanceof Promise) throw new ExpressionError("An expression cannot wait for a promise. Use a Code node");
  return typeof value === "bigint" || typeof value === "symbol" ? value.toString() : value;
}

function compile(code: PreparedCode, names: Names): Compiled {
  if ("refused" in code) return code;
  const known = compiled.get(code.text);
  if (known) return known;
  if (compiled.size > 5_000) compiled.clear();
  const result = compileNew(code, names);
  compiled.set(code.text, result);
  return result;
}

function compileNew({ text, names }: Extract<PreparedCode, { text: string }>, known: Names): Compiled {
  const dispatch = ["$$call", "$$callIf"].filter((name) => text.includes(`${name}(`));
  const used = [...new Set([...names, ...dispatch])].filter((name) => Object.hasOwn(known, name));
  try {
    const run = new Function(...used, `"use strict"; return (${text}\n);`) as (...values: unknown[]) => unknown;
    return { names: used, run };
  } catch (thrown) {
    return { refused: `Not a valid expression: ${messageOf(thrown)}` };
  }
}

const messageOf = (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown));
