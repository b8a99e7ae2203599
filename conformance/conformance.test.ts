import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { migrations } from "@/server/db/testing";
import { executorEntry, nodeModules } from "@/server/sandbox/testing";
import { checkFilterConditions } from "./filter-conditions";
import type { Outcome } from "./outcome";
import { type ConformanceServer, openServer } from "./server";
import { checkTypeCoercion } from "./type-coercion";
import { checkWorkflows } from "./workflows";

const folder = fileURLToPath(new URL("../../shared/conformance", import.meta.url));
const isThere = existsSync(folder);
const isRequired = process.env.CI === "true";

describe.skipIf(!isThere && !isRequired)("n8n's results", () => {
  let server: ConformanceServer;
  beforeAll(() => {
    server = openServer({ migrations, executorEntry: executorEntry(), nodeModules });
  });
  afterAll(() => server?.close());

  const problems = (outcomes: Outcome[]) =>
    outcomes.filter(({ is }) => is === "failed").map(({ name, detail }) => `${name}: ${detail}`);

  it("hold for every condition", async () => {
    const outcomes = await checkFilterConditions(folder, server);
    expect(outcomes.length).toBeGreaterThan(900);
    expect(problems(outcomes)).toEqual([]);
  });

  it("hold for every conversion of a value", async () => {
    const outcomes = await checkTypeCoercion(folder, server);
    expect(outcomes.length).toBeGreaterThan(500);
    expect(problems(outcomes)).toEqual([]);
  });

  it("hold for every workflow whose nodes exist here", async () => {
    const outcomes = await checkWorkflows(folder, server);
    expect(outcomes.filter(({ is }) => is === "passed").length).toBeGreaterThan(80);
    expect(problems(outcomes)).toEqual([]);
  }, 180_000);
});
