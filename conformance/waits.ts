import { parseImport } from "@/server/services/workflows";
import type { UnitFact } from "./extras";
import { failed, type Outcome, passed } from "./outcome";
import type { ConformanceServer } from "./server";

const unitMs: { [unit: string]: number } = { seconds: 1_000, minutes: 60_000, hours: 3_600_000, days: 86_400_000 };

/** How long a Wait node waits, or why it refuses. */
export async function checkWaits(file: string, facts: readonly UnitFact[], server: ConformanceServer) {
  const outcomes: Outcome[] = [];
  for (const fact of facts) {
    const name = `${file} ${fact.amount} ${fact.unit}`;
    const problem = await checkWait(fact, server).catch((thrown: Error) => thrown.message);
    outcomes.push(problem === undefined ? passed(name) : failed(name, problem));
  }
  return outcomes;
}

async function checkWait({ unit, amount, error }: UnitFact, server: ConformanceServer): Promise<string | undefined> {
  const { document } = parseImport(JSON.stringify(waiting(unit, amount)));
  const [start] = document.nodes;
  const before = Date.now();
  const dueMs = Number(amount) * (unitMs[unit] ?? 0);
  const run = await server.run(document, start?.id ?? "", [{ json: {} }], dueMs > 0 ? 0 : undefined);
  if (error !== undefined) return run.status === "failed" ? undefined : `${run.status} instead of "${error}"`;
  if (dueMs === 0) return run.status === "succeeded" ? undefined : `${run.status} instead of going on`;
  const late = (run.waitingUntil ?? 0) - before - dueMs;
  return run.status === "waiting" && late >= 0 && late < 10_000 ? undefined : `${run.status}, ${late} ms too late`;
}

const waiting = (unit: string, amount: UnitFact["amount"]) => ({
  nodes: [
    { name: "Start", type: "n8n-nodes-base.manualTrigger", typeVersion: 1, position: [0, 0], parameters: {} },
    { name: "Wait", type: "n8n-nodes-base.wait", typeVersion: 1.1, position: [200, 0], parameters: { unit, amount } },
  ],
  connections: { Start: { main: [[{ node: "Wait", type: "main", index: 0 }]] } },
});
