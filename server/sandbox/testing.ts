import { fileURLToPath } from "node:url";
import { inject } from "vitest";
import type { Item, Json } from "@/shared/item";
import { compileParams } from "./compile-params";
import { type Caller, createExecutor, type Executor } from "./executor-client";
import type { Isolation } from "./isolation";
import { defaultLimits, type SandboxLimits } from "./limits";
import type { Code, CodeOutcome, Column, SandboxScope, SqlOutcome } from "./protocol";
import { readColumns, readOutcome, readRows } from "./read-answer";
import { resolveParams } from "./resolve-params";

declare module "vitest" {
  interface ProvidedContext {
    /** The folder with the bundled worker and executor. */
    bundle: string;
  }
}

export const bundleFolder = () => inject("bundle");
export const executorEntry = () => `${bundleFolder()}/executor/main.js`;
export const nodeModules = fileURLToPath(new URL("../../node_modules", import.meta.url));

export type Sandbox = ReturnType<typeof openSandbox>;
type CallOptions = {
  items?: Item[];
  scope?: Partial<SandboxScope>;
  nodeTexts?: string[];
  timeoutMs?: number;
  caller?: Caller;
};

/** The real executor process, with limits that end a specification soon. */
export function openSandbox(limits: Partial<SandboxLimits> = {}, isolation?: Isolation) {
  const all = { ...defaultLimits, ...limits };
  const executor: Executor = createExecutor({ entry: executorEntry(), nodeModules, limits: all, isolation });

  const evaluate = async (codes: Code[], options: CallOptions = {}): Promise<Column[]> => {
    const { items = [{ json: {} }], scope, nodeTexts = [], timeoutMs = 10_000 } = options;
    const { outputBytes } = all;
    const call = { kind: "evaluate" as const, project: "main", timeoutMs, outputBytes, codes, scope: scopeOf(scope) };
    return readColumns(await executor.call(call, [JSON.stringify(items), ...nodeTexts], options.caller));
  };

  return {
    executor,
    evaluate,
    /** The value of one template for one item, the way a parameter gets it. */
    async value(template: string, options: CallOptions & { item?: number } = {}): Promise<unknown> {
      const { items = [{ json: {} }], item = 0 } = options;
      const params = await resolveParams(compileParams({ value: template }), items, (codes) =>
        evaluate(codes, { ...options, items }),
      );
      return (params.at(item) as { value: unknown }).value;
    },
    async code(
      source: string,
      options: CallOptions & { mode?: "all" | "each"; keepGoing?: boolean } = {},
    ): Promise<CodeOutcome> {
      const { items = [{ json: {} }], scope, nodeTexts = [], timeoutMs = 10_000, mode = "all" } = options;
      const { keepGoing = false } = options;
      const { logLines, outputBytes } = all;
      const call = {
        kind: "code" as const,
        project: "main",
        timeoutMs,
        source,
        mode,
        keepGoing,
        logLines,
        outputBytes,
      };
      return readOutcome(
        await executor.call({ ...call, scope: scopeOf(scope) }, [JSON.stringify(items), ...nodeTexts], options.caller),
        logLines,
      );
    },
    /** The code's result, or its error as text. */
    async result(source: string, options: CallOptions = {}): Promise<Json | string> {
      const outcome = await this.code(source, options);
      return outcome.ok ? (outcome.items as { json: Json }[]).map(({ json }) => json) : outcome.error.message;
    },
    /** A query over one table with one row. */
    async sql(query: string, { timeoutMs = 10_000 }: CallOptions = {}): Promise<SqlOutcome> {
      const call = {
        kind: "sql" as const,
        project: "main",
        timeoutMs,
        outputBytes: all.outputBytes,
        maxRows: 10,
        query,
      };
      return readRows(await executor.call(call, [JSON.stringify([{ json: { a: 1 } }])]));
    },
    stop: () => executor.stop(),
  };
}

const scopeOf = (scope: Partial<SandboxScope> = {}): SandboxScope => ({
  now: Date.UTC(2026, 2, 29, 10, 30),
  timezone: "Europe/Berlin",
  workflow: { id: "w1", name: "Orders", active: true },
  execution: { id: "7", mode: "production", resumeUrl: "http://127.0.0.1/webhook-waiting/7/abc" },
  vars: { region: "north" },
  runIndex: 2,
  prevNode: { name: "Before", port: "main", runIndex: 1 },
  params: { own: "parameter" },
  nodes: [],
  notExecuted: [],
  ...scope,
});

/** The same code, with names that are refused when they are written out put together as it runs. */
export const disguised = (code: string) =>
  code
    .replaceAll(/\.(constructor|prototype)\b/g, (_, name: string) => `['${name.slice(0, 3)}' + '${name.slice(3)}']`)
    .replaceAll("Object.getPrototypeOf", "Object['get' + 'PrototypeOf']")
    .replaceAll(/\bPromise\b/g, "((async () => {})()['con' + 'structor'])")
    .replaceAll(/\bglobalThis\b/g, "((() => {})['con' + 'structor']('return globalThis')())");
