import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { compileParams } from "@/server/sandbox/compile-params";
import type { Executor } from "@/server/sandbox/executor-client";
import type { Code } from "@/server/sandbox/protocol";
import { readColumns } from "@/server/sandbox/read-answer";
import { resolveParams } from "@/server/sandbox/resolve-params";
import { sandboxScope } from "@/server/worker/sandbox-scope";
import type { Json } from "@/shared/item";
import { type ExpressionFact, factPlace, type N8nContext } from "./expression-context";
import { failed, isEncoded, type Outcome, passed, skipped } from "./outcome";

/** Facts that are answered differently on purpose, and why. */
export const answeredDifferently: { readonly [id: string]: string } = {
  x0925: "functions in expressions are strict: without an owner, `this` is nothing",
  x0983: "`this` is nothing, so that it leads to no object of the sandbox",
  x1167: "files are references: their contents never stand in JSON",
  x1168: "files are references: their contents never stand in JSON",
};

/** The facts of `expressions.json`, each as a parameter that the worker resolves with the real executor. */
export async function checkExpressions(
  folder: string,
  executor: Executor,
): Promise<(Outcome & { category: string })[]> {
  const file = join(folder, "expressions.json");
  if (!existsSync(file)) return [];
  const { facts, contexts, meta } = JSON.parse(readFileSync(file, "utf8")) as {
    facts: ExpressionFact[];
    contexts: { [name: string]: N8nContext };
    meta: { inputI?: Json[]; additionalKeys?: { [name: string]: Json } };
  };
  const outcomes: (Outcome & { category: string })[] = [];
  for (const fact of facts) {
    const name = `expressions.json ${fact.id} ${JSON.stringify(fact.expression)}`;
    const reason = answeredDifferently[fact.id];
    const outcome = reason ? skipped(name, reason) : await check(fact, name);
    outcomes.push({ ...outcome, category: fact.category });
  }
  return outcomes;

  async function check(fact: ExpressionFact, name: string): Promise<Outcome> {
    try {
      const value = await resolve(fact);
      if (fact.throws !== undefined) return failed(name, `${show(value)} instead of an error: ${fact.throws}`);
      if (fact.anyValueOf) return typeof value === fact.anyValueOf ? passed(name) : failed(name, `a ${typeof value}`);
      const wanted = plain(fact.expected);
      return isDeepStrictEqual(value, wanted)
        ? passed(name)
        : failed(name, `${show(value)} instead of ${show(wanted)}`);
    } catch (thrown) {
      const message = thrown instanceof Error ? thrown.message : String(thrown);
      return fact.throws === undefined ? failed(name, message) : passed(name);
    }
  }

  async function resolve(fact: ExpressionFact): Promise<unknown> {
    const { context, place, items, index } = factPlace(folder, fact, contexts, meta);
    const template = compileParams({ value: fact.expression });
    const { scope, texts } = sandboxScope(context, place, items, template.reads);
    const { $execution = {}, $vars = {} } = (meta.additionalKeys ?? {}) as { [name: string]: { [key: string]: Json } };
    const workflow = { ...scope.workflow, active: context.isActive };
    const execution = { ...scope.execution, ...$execution };
    const evaluate = async (codes: Code[]) => {
      const call = { kind: "evaluate" as const, project: "main", timeoutMs: 10_000, outputBytes: 10_000_000, codes };
      const answer = executor.call({ ...call, scope: { ...scope, workflow, execution, vars: $vars } }, [
        JSON.stringify(items),
        ...texts,
      ]);
      return readColumns(await answer);
    };
    const params = await resolveParams(template, items, evaluate, scope.hasInput);
    return plain((params.at(index) as { value: unknown }).value);
  }
}

const show = (value: unknown) => (value === undefined ? "undefined" : JSON.stringify(value));

/** As the value is in our data: a date is its text, and what JSON leaves out is not there. */
function plain(value: unknown): unknown {
  if (isEncoded(value)) {
    switch (value.$type) {
      case "undefined":
        return undefined;
      case "number":
        return Number(value.value);
      case "bigint":
      case "Date":
      case "DateTime":
        return value.value ?? value.iso ?? null;
      case "Number":
        return 0;
      default:
        return {};
    }
  }
  if (Array.isArray(value)) return value.map((entry) => plain(entry) ?? null);
  if (typeof value !== "object" || value === null) return Object.is(value, -0) ? 0 : value;
  const entries = Object.entries(value).map(([key, entry]) => [key, inner(plain(entry))]);
  return Object.fromEntries(entries.filter(([, entry]) => entry !== undefined));
}

/** JSON has no word for these numbers. */
const inner = (value: unknown) => (typeof value === "number" && !Number.isFinite(value) ? null : value);
