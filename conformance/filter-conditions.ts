import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseImport } from "@/server/services/workflows";
import { asParameter, failed, type Outcome, passed } from "./outcome";
import type { ConformanceServer } from "./server";

type Condition = { leftValue?: unknown; rightValue?: unknown; operator: object };
type Fact = {
  filter: { conditions: Condition[]; options: object; combinator: string };
  expected?: boolean;
  throws?: string;
};

const perWorkflow = 500;

/** Each fact as an If node of an imported workflow: which of its outputs gets the item. */
export async function checkFilterConditions(folder: string, server: ConformanceServer): Promise<Outcome[]> {
  const file = join(folder, "filter-conditions.json");
  if (!existsSync(file)) return [];
  const { facts } = JSON.parse(readFileSync(file, "utf8")) as { facts: Fact[] };
  const outcomes: Outcome[] = [];
  for (let start = 0; start < facts.length; start += perWorkflow) {
    outcomes.push(...(await checkSome(facts.slice(start, start + perWorkflow), start, server)));
  }
  return outcomes;
}

async function checkSome(facts: Fact[], offset: number, server: ConformanceServer): Promise<Outcome[]> {
  const names = facts.map((_, index) => `Fact ${offset + index}`);
  const { document } = parseImport(
    JSON.stringify({
      nodes: [
        { name: "Start", type: "n8n-nodes-base.manualTrigger", typeVersion: 1, position: [0, 0], parameters: {} },
        ...facts.map((fact, index) => ifNode(names[index] ?? "", fact, index)),
      ],
      connections: { Start: { main: [names.map((node) => ({ node, type: "main", index: 0 }))] } },
      settings: { timezone: "America/New_York" },
    }),
  );
  const { steps, error } = await server.run(document, document.nodes[0]?.id ?? "");
  const byNode = new Map(steps.map((step) => [step.node, step]));
  return facts.map((fact, index) => {
    const name = `filter-conditions.json ${offset + index}`;
    const step = byNode.get(names[index] ?? "");
    if (!step) return failed(name, `did not run: ${error?.message ?? "no step"}`);
    const [port = "none"] = Object.keys(step.outputs).filter((key) => step.outputs[key]?.length);
    const wanted = fact.throws === undefined ? String(fact.expected) : "error";
    return port === wanted
      ? passed(name)
      : failed(name, `${port} instead of ${wanted}: ${JSON.stringify(fact.filter)}`);
  });
}

const ifNode = (name: string, { filter }: Fact, index: number) => ({
  ...{
    name,
    type: "n8n-nodes-base.if",
    typeVersion: 2.2,
    position: [400, index * 100],
    onError: "continueErrorOutput",
  },
  parameters: {
    conditions: {
      ...filter,
      conditions: filter.conditions.map((condition) => ({
        ...condition,
        leftValue: asParameter(condition.leftValue),
        rightValue: asParameter(condition.rightValue),
      })),
    },
  },
});
