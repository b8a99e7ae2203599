import { readFileSync } from "node:fs";
import ivm from "isolated-vm";

/** Isolates by project and purpose, kept warm, never shared between projects, one call at a time each. */

const runtimeSource = readFileSync(new URL("./sandbox-runtime.js", import.meta.url), "utf8");
let cachedData: ivm.ExternalCopy<ArrayBuffer> | undefined;

export type WarmIsolate = {
  isolate: ivm.Isolate;
  runtime: ivm.Script;
  /** The shared context for expressions, made on first use. */
  expressions?: ivm.Reference;
  /** The function that runs queries, made on first use. */
  sql?: ivm.Reference;
  calls: number;
  lastUsed: number;
};

const idle = new Map<string, WarmIsolate[]>();
const maxCalls = { evaluate: 20_000, code: 500, sql: 100 };
const maxIdleMs = 60_000;

export async function takeIsolate(key: string, memoryMb: number): Promise<WarmIsolate> {
  const warm = idle.get(key)?.pop();
  if (warm && !warm.isolate.isDisposed) return warm;
  const isolate = new ivm.Isolate({
    memoryLimit: memoryMb,
    // The isolate cannot be trusted after this, nor can the process: the worker starts another.
    onCatastrophicError: () => process.kill(process.pid, "SIGKILL"),
  });
  const runtime: ivm.Script & ivm.CachedDataResult = await isolate.compileScript(runtimeSource, {
    filename: "islewire:runtime",
    ...(cachedData ? { cachedData } : { produceCachedData: true }),
  });
  cachedData ??= runtime.cachedData;
  return { isolate, runtime, calls: 0, lastUsed: Date.now() };
}

export function giveBack(key: string, kind: "evaluate" | "code" | "sql", warm: WarmIsolate): void {
  warm.calls++;
  warm.lastUsed = Date.now();
  if (warm.isolate.isDisposed) return;
  if (warm.calls >= maxCalls[kind]) {
    warm.isolate.dispose();
    return;
  }
  const list = idle.get(key) ?? [];
  list.push(warm);
  idle.set(key, list);
}

/** Ends isolates that nobody used for a minute. */
export function dropIdle(now: number): void {
  for (const [key, list] of idle) {
    const keep = list.filter((warm) => now - warm.lastUsed < maxIdleMs);
    for (const warm of list) if (!keep.includes(warm)) warm.isolate.dispose();
    if (keep.length) idle.set(key, keep);
    else idle.delete(key);
  }
}

/** A new context, and one function of the runtime in it. `freezeAll` makes it fit to be shared by executions. */
export async function openContext(warm: WarmIsolate, name: "evaluate" | "runCode") {
  const context = await warm.isolate.createContext();
  await warm.runtime.run(context);
  const freeze = name === "evaluate" ? "own.freezeAll();" : "";
  const source = `(() => { const own = runtime; delete globalThis.runtime; ${freeze} return own.${name}; })()`;
  const run = await context.eval(source, { reference: true });
  return { context, run };
}

/** The database is large, and few workflows need it: it is read when the first does. */
export async function openSqlContext({ isolate }: WarmIsolate): Promise<ivm.Reference> {
  const source = readFileSync(new URL("./sql-runtime.js", import.meta.url), "utf8");
  const context = await isolate.createContext();
  await (await isolate.compileScript(source, { filename: "islewire:sql" })).run(context);
  return context.eval("runtime.runSql", { reference: true });
}
