import type { Column, SandboxScope } from "../protocol";
import { createNames, ExpressionError, type Names, type RuntimeItem } from "./scope";

/** Runs inside the isolate: all expressions of one step over all its items, in one call. */

type Compiled = { names: string[]; run: (...values: unknown[]) => unknown } | { syntax: string };

const compiled = new Map<string, Compiled>();

export function evaluate(codesText: string, scopeText: string, itemsText: string, ...nodeTexts: string[]): string {
  const codes: string[] = JSON.parse(codesText);
  const scope: SandboxScope = JSON.parse(scopeText);
  const items: RuntimeItem[] = JSON.parse(itemsText);
  const names = createNames(scope, items, nodeTexts);
  return `[${codes.map((code) => textOf(column(code, names, Math.max(items.length, 1)))).join(",")}]`;
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

function column(code: string, names: Names, count: number): Column {
  const compiledCode = compile(code, names);
  const values: unknown[] = [];
  const undefinedAt: number[] = [];
  const errors: Column["errors"] = [];
  for (let index = 0; index < count; index++) {
    let value: unknown;
    if ("syntax" in compiledCode) {
      errors.push({ item: index, message: compiledCode.syntax, soft: false });
    } else {
      try {
        value = compiledCode.run(...compiledCode.names.map((name) => names[name]?.(index)));
        if (typeof value === "function")
          throw new ExpressionError("The result is a function. Did you forget to call it with ()?");
        if (value instanceof Promise)
          throw new ExpressionError("An expression cannot wait for a promise. Use a Code node");
        if (typeof value === "bigint") value = value.toString();
      } catch (thrown) {
        value = undefined;
        errors.push({ item: index, message: messageOf(thrown), soft: !(thrown instanceof ExpressionError) });
      }
    }
    if (value === undefined) undefinedAt.push(index);
    values.push(value === undefined ? null : value);
  }
  const result: Column = { values: values as Column["values"] };
  if (undefinedAt.length) result.undefinedAt = undefinedAt;
  if (errors.length) result.errors = errors;
  return result;
}

function compile(code: string, names: Names): Compiled {
  const known = compiled.get(code);
  if (known) return known;
  if (compiled.size > 5_000) compiled.clear();
  const result = compileNew(code, names);
  compiled.set(code, result);
  return result;
}

function compileNew(code: string, names: Names): Compiled {
  const source = code === "" ? "undefined" : code;
  const used = Object.keys(names).filter((name) => mentions(source, name));
  try {
    const run = new Function(...used, `"use strict"; return (${source}\n);`) as (...values: unknown[]) => unknown;
    return { names: used, run };
  } catch (thrown) {
    return { syntax: `Not a valid expression: ${messageOf(thrown)}` };
  }
}

function mentions(source: string, name: string): boolean {
  for (let at = source.indexOf(name); at !== -1; at = source.indexOf(name, at + 1)) {
    const next = source[at + name.length] ?? "";
    const before = source[at - 1] ?? "";
    if (!/[\w$]/.test(next) && !/[\w$]/.test(before)) return true;
  }
  return false;
}

const messageOf = (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown));
