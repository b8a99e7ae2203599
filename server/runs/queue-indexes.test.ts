import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestStore } from "@/server/db/testing";
import { executionStatements } from "./execution-statements";

/** A hundred thousand may wait, among millions that are over: the partial indexes make that cost nothing. */

let opened: ReturnType<typeof openTestStore>;
beforeAll(() => {
  opened = openTestStore();
});
afterAll(() => opened.close());

type Name = keyof ReturnType<typeof executionStatements>;

function planOf(name: Name): string[] {
  const { source } = executionStatements(opened.store)[name];
  const values = source.includes("@")
    ? [{ step: null, items: null, id: 1 }]
    : Array(source.split("?").length - 1).fill("1");
  const rows = opened.store.rawRead.prepare(`EXPLAIN QUERY PLAN ${source}`).all(...values) as { detail: string }[];
  return rows.map(({ detail }) => detail);
}

it.each<[Name, string]>([
  ["findQueued", "x USING INDEX executions_ready"],
  ["findUrgent", "x USING INDEX executions_urgent"],
  ["findSuspects", "x USING INDEX executions_suspects"],
  ["findQuarantined", "x USING INDEX executions_queued"],
  ["findAnyQueued", "executions USING COVERING INDEX executions_"],
  ["findNextWake", "executions USING COVERING INDEX executions_wake"],
  ["wakeDue", "executions USING INDEX executions_wake"],
])("%s looks through %s, and through nothing else of executions", (name, index) => {
  const plan = planOf(name);
  expect(plan.join("\n")).toContain(index);
  const own = plan.filter((line) => /^(SCAN|SEARCH) (x|executions|other|p)\b/.test(line));
  for (const line of own) expect(line, plan.join("\n")).toMatch(/ USING (COVERING )?INDEX executions_|PRIMARY KEY/);
  // Quarantine is of few workflows, and is sorted.
  if (name !== "findQuarantined") expect(plan.join("\n")).not.toContain("TEMP B-TREE");
});

it("an order of lanes is looked up by its index", () => {
  for (const name of ["findQueued", "claim"] as const)
    expect(
      planOf(name)
        .filter((line) => line.includes("other"))
        .join("\n"),
    ).toMatch(/SEARCH other USING (COVERING )?INDEX executions_lane/);
});
