import type { CodeOutcome, SandboxError, SandboxScope } from "../protocol";
import { createNames, ExpressionError, type RuntimeItem } from "./scope";
import { showItems, storedFiles } from "./show-items";

/** Runs inside the isolate: a Code node's function over its items. */

/** Variables and date classes; the bare helpers such as `max` are names that code uses itself. */
const codeName = /^(?:\$(?!\$)|[A-Z])/;

type UserFunction = () => unknown;
type Settings = { mode: "all" | "each"; keepGoing: boolean; logLines: number; outputBytes: number };
type ResultItem = RuntimeItem & { failed?: SandboxError };

export async function runCode(
  user: UserFunction,
  settingsText: string,
  scopeText: string,
  itemsText: string,
  ...nodeTexts: string[]
): Promise<string> {
  const settings: Settings = JSON.parse(settingsText);
  const scope: SandboxScope = JSON.parse(scopeText);
  const rawItems: RuntimeItem[] = JSON.parse(itemsText);
  const input = showItems(rawItems, true);
  const items = input.all();
  const logs = captureConsole(settings.logLines);
  const names = createNames(scope, rawItems, nodeTexts, { input });
  const places = new Map(items.map((item, index) => [item, index]));
  let at = 0;
  // Getters, so that a name costs nothing until the code uses it; the context is this run's own.
  const define = (name: string, get: () => unknown) =>
    Object.defineProperty(globalThis, name, { get, configurable: true, enumerable: false });
  for (const [name, get] of Object.entries(names)) if (codeName.test(name)) define(name, () => get(at));
  define("items", () => items);
  define("item", () => items[at]);
  const kept = keptData(scope);
  define("$execution", () => kept.execution);
  define("$getWorkflowStaticData", () => kept.staticData);
  // By the name that n8n's oldest code knows.
  define("getWorkflowStaticData", () => kept.staticData);

  try {
    const output: ResultItem[] = [];
    if (settings.mode === "all") {
      output.push(...toItems(await user(), places));
    } else {
      for (at = 0; at < items.length; at++) {
        try {
          output.push(...oneItem(await user(), at));
        } catch (thrown) {
          if (!settings.keepGoing) throw thrown;
          output.push({ json: {}, from: { item: at }, failed: { code: "THROWN", ...explain(thrown), item: at } });
        }
      }
    }
    const text = JSON.stringify({ ok: true, items: output, logs, ...kept.changes() });
    if (text.length > settings.outputBytes) {
      return failure(
        { code: "OUTPUT", message: `The result is larger than the limit of ${settings.outputBytes} bytes` },
        logs,
      );
    }
    return text;
  } catch (thrown) {
    const item = settings.mode === "each" ? at : undefined;
    return failure({ code: "THROWN", ...explain(thrown), item }, logs);
  }
}

const failure = (error: Extract<CodeOutcome, { ok: false }>["error"], logs: string[]) =>
  JSON.stringify({ ok: false, error, logs } satisfies CodeOutcome);

function explain(thrown: unknown): { message: string; line?: number } {
  if (!(thrown instanceof Error)) return { message: show(thrown) };
  const line = /code\.js:(\d+)/.exec(thrown.stack ?? "")?.[1];
  const name = thrown.name === "Error" || thrown instanceof ExpressionError ? "" : `${thrown.name}: `;
  return { message: `${name}${thrown.message}`, line: line ? Number(line) : undefined };
}

function toItems(result: unknown, places: Map<unknown, number>): RuntimeItem[] {
  if (result === undefined || result === null) {
    throw new ExpressionError("The code returned nothing. Return a list of items, such as [{ json: { … } }]");
  }
  return (Array.isArray(result) ? result : [result]).map((entry, index) => toItem(entry, index, places.get(entry)));
}

function oneItem(result: unknown, index: number): RuntimeItem[] {
  if (result === undefined || result === null) return [];
  if (Array.isArray(result)) throw new ExpressionError("In this mode the code must return one item, not a list");
  return [toItem(result, index, index)];
}

function toItem(entry: unknown, index: number, place: number | undefined): RuntimeItem {
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) {
    throw new ExpressionError(`Item ${index} of the result is ${kind(entry)}, but an item is an object`);
  }
  const own = entry as { json?: unknown; binary?: unknown; pairedItem?: unknown };
  const wrapped = "json" in own;
  if (wrapped && (typeof own.json !== "object" || own.json === null || Array.isArray(own.json))) {
    throw new ExpressionError(`The json of item ${index} of the result is ${kind(own.json)}, but it must be an object`);
  }
  const item: RuntimeItem = { json: (wrapped ? own.json : entry) as RuntimeItem["json"] };
  if (wrapped && typeof own.binary === "object" && own.binary !== null) {
    item.binary = storedFiles(own.binary as { [name: string]: unknown });
  }
  const from = origin(own.pairedItem) ?? (place === undefined ? undefined : { item: place });
  if (from) item.from = from;
  return item;
}

function origin(paired: unknown): unknown {
  if (typeof paired === "number") return { item: paired };
  if (Array.isArray(paired)) return paired.map(origin).filter(Boolean);
  if (typeof paired === "object" && paired !== null && "item" in paired) return { item: paired.item };
  return undefined;
}

const kind = (value: unknown) => {
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : `a ${typeof value}`;
};

function captureConsole(limit: number): string[] {
  const logs: string[] = [];
  const write = (...values: unknown[]) => {
    if (logs.length < limit) logs.push(values.map(show).join(" ").slice(0, 4_000));
    else if (logs.length === limit) logs.push(`More than ${limit} lines: the rest is left out`);
  };
  const console = { log: write, info: write, warn: write, error: write, debug: write };
  Object.defineProperty(globalThis, "console", { value: console, configurable: true, writable: true });
  return logs;
}

function show(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof Error) return value.stack ?? value.message;
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}

/** What outlives the run: notes on the execution, and what the workflow remembers. */
function keptData({ execution, staticData }: SandboxScope) {
  const noted: { [name: string]: string } = {};
  const known = { ...execution.customData };
  const set = (name: unknown, value: unknown) => {
    const key = String(name);
    if (!/^\w{1,50}$/.test(key) || key === "__proto__") {
      throw new ExpressionError(`"${key}" is no name for custom data: use letters, digits and underscores`);
    }
    if (typeof value === "object" && value !== null) throw new ExpressionError("Custom data holds texts and numbers");
    const text = String(value).slice(0, 512);
    known[key] = text;
    noted[key] = text;
  };
  const before = staticData && { global: JSON.stringify(staticData.global), node: JSON.stringify(staticData.node) };

  return {
    execution: {
      ...execution,
      customData: {
        set,
        setAll: (values: object) => void Object.entries(values).map(([name, value]) => set(name, value)),
        get: (name: string) => (Object.hasOwn(known, name) ? known[name] : undefined),
        getAll: () => ({ ...known }),
      },
    },
    staticData(type: unknown = "global") {
      if (type !== "global" && type !== "node") {
        throw new ExpressionError('$getWorkflowStaticData knows "global" and "node"');
      }
      return staticData?.[type] ?? {};
    },
    changes() {
      const changed = (["global", "node"] as const).filter(
        (type) => staticData && JSON.stringify(staticData[type]) !== before?.[type],
      );
      return {
        ...(Object.keys(noted).length > 0 && { customData: noted }),
        ...(changed.length > 0 && {
          staticData: Object.fromEntries(changed.map((type) => [type, staticData?.[type]])),
        }),
      };
    },
  };
}
