import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { DateTime } from "luxon";
import { type Coerced, coerce, type ValueType, valueTypes } from "@/nodes/sdk/coercion";
import { parseImport } from "@/server/services/workflows";
import type { Json } from "@/shared/item";
import { asParameter, failed, isEncoded, type Outcome, passed } from "./outcome";
import type { ConformanceServer } from "./server";

type Fact = {
  value: unknown;
  type: string;
  options?: { strict?: boolean; parseStrings?: boolean; valueOptions?: { value: Json }[] };
  expected: { valid: boolean; newValue?: unknown };
};

const zone = "America/New_York";
const fieldTypes = ["number", "boolean", "array", "object"];

/** Each fact by the rules that fields, conditions and forms share; those of field types also by an Edit Fields node. */
export async function checkTypeCoercion(folder: string, server: ConformanceServer): Promise<Outcome[]> {
  const file = join(folder, "type-coercion.json");
  if (!existsSync(file)) return [];
  const { facts } = JSON.parse(readFileSync(file, "utf8")) as { facts: Fact[] };
  const byNode = await runFields(facts, server);
  return facts.map((fact, index) => {
    const name = `type-coercion.json ${index}`;
    const result = coerced(fact);
    if (!matches(fact, result)) return failed(name, `${JSON.stringify(result)} for ${JSON.stringify(fact)}`);
    const problem = byNode.get(index);
    return problem ? failed(name, `Edit Fields: ${problem} for ${JSON.stringify(fact)}`) : passed(name);
  });
}

function coerced({ value, type, options = {} }: Fact): Coerced {
  if (!valueTypes.some((known) => known === type)) return { ok: false, wanted: `the unknown type ${type}` };
  const given = isEncoded(value) ? undefined : value;
  const { strict, parseStrings, valueOptions } = options;
  const choices = valueOptions?.map((option) => option.value);
  return coerce(given, type as ValueType, { strict, parseStrings, zone, options: choices });
}

function matches({ value, expected }: Fact, result: Coerced): boolean {
  if (result.ok !== expected.valid || !result.ok) return result.ok === expected.valid;
  const wanted = expected.newValue;
  if (isEncoded(wanted) && wanted.$type === "number") return Object.is(result.value, Number(wanted.value));
  if (!isEncoded(wanted)) return isDeepStrictEqual(result.value, wanted);
  const given = DateTime.isDateTime(result.value) ? result.value : undefined;
  // A time alone is of the day on which the fact was written down.
  const part = (iso: string) => (/^\d\d:\d\d/.test(String(value)) ? iso.slice(11) : iso);
  return part(given?.toISO() ?? "") === part(wanted.iso ?? "") && given?.zoneName === wanted.zone;
}

/** What went wrong, by number of the fact. */
async function runFields(facts: Fact[], server: ConformanceServer): Promise<Map<number, string>> {
  const chosen = [...facts.entries()].filter(
    ([, { type, options, value, expected }]) =>
      fieldTypes.includes(type) && !options && !isEncoded(value) && !isEncoded(expected.newValue),
  );
  const { document } = parseImport(
    JSON.stringify({
      nodes: [
        { name: "Start", type: "n8n-nodes-base.manualTrigger", typeVersion: 1, position: [0, 0], parameters: {} },
        ...chosen.map(([index, fact]) => fieldNode(index, fact)),
      ],
      connections: {
        Start: { main: [chosen.map(([index]) => ({ node: `Fact ${index}`, type: "main", index: 0 }))] },
      },
      settings: { timezone: zone },
    }),
  );
  const { steps } = await server.run(document, document.nodes[0]?.id ?? "");
  const problems = new Map<number, string>();
  for (const [index, { expected }] of chosen) {
    const step = steps.find(({ node }) => node === `Fact ${index}`);
    const got = step?.outputs.main?.[0]?.json.x;
    const isRefused = Boolean(step?.outputs.error?.length);
    const wanted = expected.newValue ?? null;
    const fits = expected.valid ? !isRefused && isDeepStrictEqual(got, wanted) : isRefused;
    if (!fits) problems.set(index, isRefused ? "refused" : (JSON.stringify(got) ?? "nothing"));
  }
  return problems;
}

const fieldNode = (index: number, { value, type }: Fact) => ({
  ...{ name: `Fact ${index}`, type: "n8n-nodes-base.set", typeVersion: 3.4, position: [400, index * 100] },
  onError: "continueErrorOutput",
  parameters: {
    assignments: { assignments: [{ id: "1", name: "x", type, value: asParameter(value) }] },
  },
});
