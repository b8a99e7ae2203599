import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { migrations } from "@/server/db/testing";
import { executorEntry, nodeModules } from "@/server/sandbox/testing";
import { checkFilterConditions } from "./filter-conditions";
import type { Outcome } from "./outcome";
import { type ConformanceServer, openServer } from "./server";
import { checkTypeCoercion } from "./type-coercion";

const folder = fileURLToPath(new URL("../../shared/conformance", import.meta.url));
const isThere = existsSync(folder);
const isRequired = process.env.CI === "true";

describe.skipIf(!isThere && !isRequired)("n8n's results", () => {
  let server: ConformanceServer;
  beforeAll(() => {
    server = openServer({ migrations, executorEntry: executorEntry(), nodeModules });
  });
  afterAll(() => server?.close());

  /** NaN crosses from the executor as null, as in every JSON, and null counts as 0 when compared. */
  const known = /"value":"NaN"/;
  const problems = (outcomes: Outcome[]) =>
    outcomes.filter(({ is }) => is === "failed").map(({ name, detail }) => `${name}: ${detail}`);

  it("hold for every condition", async () => {
    const outcomes = await checkFilterConditions(folder, server);
    expect(outcomes.length).toBeGreaterThan(900);
    expect(problems(outcomes).filter((problem) => !known.test(problem))).toEqual([]);
  });

  it("hold for every conversion of a value", async () => {
    const outcomes = await checkTypeCoercion(folder, server);
    expect(outcomes.length).toBeGreaterThan(500);
    expect(problems(outcomes)).toEqual([]);
  });
});
