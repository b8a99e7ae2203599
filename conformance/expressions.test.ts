import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createExecutor, type Executor } from "@/server/sandbox/executor-client";
import { defaultLimits } from "@/server/sandbox/limits";
import { executorEntry, nodeModules } from "@/server/sandbox/testing";
import { answeredDifferently, checkExpressions } from "./expressions";

const folder = fileURLToPath(new URL("../../shared/conformance", import.meta.url));
const isThere = existsSync(folder);
const isRequired = process.env.CI === "true";

const categories = [
  ...["string", "number", "boolean", "array", "object", "date", "generic", "syntax", "globals", "security"],
  ...["data-access", "template", "params", "context", "context-fixture"],
];

describe.skipIf(!isThere && !isRequired)("n8n's expressions", () => {
  let executor: Executor | undefined;
  let outcomes: Awaited<ReturnType<typeof checkExpressions>> = [];
  beforeAll(async () => {
    executor = createExecutor({ entry: executorEntry(), nodeModules, limits: defaultLimits });
    outcomes = await checkExpressions(folder, executor);
  }, 60_000);
  afterAll(() => executor?.stop());

  it.each(categories)("give n8n's results: %s", (category) => {
    const problems = outcomes.filter((outcome) => outcome.category === category && outcome.is === "failed");
    expect(problems.map(({ name, detail }) => `${name}: ${detail}`)).toEqual([]);
  });

  it("are all of a category that is looked at", () => {
    expect(outcomes.length).toBeGreaterThan(700);
    expect(outcomes.filter(({ category }) => !categories.includes(category))).toEqual([]);
  });

  it("differ on purpose in at most one of a hundred", () => {
    expect(Object.keys(answeredDifferently).length).toBeLessThanOrEqual(outcomes.length / 100);
  });
});
