import type { Json, JsonObject } from "@/shared/item";
import { SandboxFailure } from "./executor-client";
import type { CodeOutcome, Column, SqlOutcome, StaticData } from "./protocol";

/**
 * Answers of the executor, read without trust: user code can change what builds them. Everything has the shape it
 * should have afterwards, and nothing in it is nested too deep or named to change prototypes.
 */

const maxDepth = 200;
const maxLineLength = 4_000;

/** Throws `SandboxFailure`. */
export function readColumns(text: string): Column[] {
  const columns: unknown = JSON.parse(text);
  if (!Array.isArray(columns)) throw damaged();
  for (const column of columns) {
    if (!isRecord(column) || !Array.isArray(column.values)) throw damaged();
    refuseHostile(column.values);
  }
  return columns as Column[];
}

/** Throws `SandboxFailure`. */
export function readOutcome(text: string, maxLines: number): CodeOutcome {
  const outcome: unknown = JSON.parse(text);
  if (!isRecord(outcome)) throw damaged();
  const lines = Array.isArray(outcome.logs) ? outcome.logs.slice(0, maxLines + 1) : [];
  const logs = lines.map((line) => String(line).slice(0, maxLineLength));
  if (outcome.ok !== true) {
    const { error } = outcome;
    if (!isRecord(error) || typeof error.message !== "string") throw damaged();
    const message = error.message.slice(0, maxLineLength);
    return { ok: false, error: { ...error, message } as Extract<CodeOutcome, { ok: false }>["error"], logs };
  }
  if (!Array.isArray(outcome.items)) throw damaged();
  for (const item of outcome.items) if (!isRecord(item) || !isRecord(item.json)) throw damaged();
  refuseHostile([outcome.items, outcome.staticData ?? null, outcome.customData ?? null]);
  return {
    ...{ ok: true, items: outcome.items as Json[], logs },
    ...(isRecord(outcome.staticData) && { staticData: readStaticData(outcome.staticData) }),
    ...(isRecord(outcome.customData) && { customData: readTexts(outcome.customData) }),
  };
}

/** Throws `SandboxFailure`. */
export function readRows(text: string): SqlOutcome {
  const outcome: unknown = JSON.parse(text);
  if (!isRecord(outcome)) throw damaged();
  if (outcome.ok !== true) return { ok: false, message: String(outcome.message).slice(0, maxLineLength) };
  if (!Array.isArray(outcome.rows) || !outcome.rows.every(isRecord)) throw damaged();
  refuseHostile(outcome.rows);
  return { ok: true, rows: outcome.rows };
}

function readStaticData({ global, node }: { [name: string]: unknown }): Partial<StaticData> {
  const part = (value: unknown) => (isRecord(value) ? (value as JsonObject) : undefined);
  const [forAll, own] = [part(global), part(node)];
  return { ...(forAll && { global: forAll }), ...(own && { node: own }) };
}

const readTexts = (values: { [name: string]: unknown }) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));

/** Not recursive: depth is what is being checked. */
function refuseHostile(start: unknown[]): void {
  let level: object[] = [start];
  for (let depth = 0; level.length; depth++) {
    if (depth > maxDepth) throw refused(`The result is nested more than ${maxDepth} levels deep`);
    const next: object[] = [];
    for (const value of level) {
      if (value === null) continue;
      if (Object.hasOwn(value, "__proto__")) throw refused('The result has a field named "__proto__"');
      for (const entry of Object.values(value)) if (typeof entry === "object" && entry !== null) next.push(entry);
    }
    level = next;
  }
}

const refused = (message: string) => new SandboxFailure({ code: "OUTPUT", message });
const damaged = () => refused("The result is not what the sandbox should give");

const isRecord = (value: unknown): value is { [name: string]: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value);
