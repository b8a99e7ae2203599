import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { documentOf, hook } from "@/server/services/testing";
import type { WorkflowSettings } from "@/shared/workflow";
import { openTestServer, type TestServer } from "./testing";

let server: TestServer;
beforeEach(() => {
  server = openTestServer();
  server.startWorker();
});
afterEach(() => server.close());

async function failure(
  nodes: { [id: string]: { type: string; params?: object } },
  wires: string[],
  settings: WorkflowSettings,
) {
  const document = { ...documentOf({ hook: hook("a"), ...(nodes as object) }, ...wires), settings };
  const id = await server.start(await server.add(document), "hook");
  return (await server.until(id)).errorInfo;
}

describe("a workflow", () => {
  it("has a limit of its own for the time of code, which the error names", async () => {
    const code = { type: "core.code", params: { mode: "all", source: "for (;;) {}" } };
    expect(await failure({ code }, ["hook -> code"], { codeSeconds: 1 })).toMatchObject({
      ...{ code: "CODE_TIMEOUT", nodeId: "code" },
      message: expect.stringContaining("limit of 1 s"),
      hint: expect.stringContaining("settings"),
    });
  });

  it("has a limit of its own for its steps", async () => {
    const noOp = { type: "core.noOp" };
    const wires = ["hook -> a", "a -> b", "b -> a"];
    expect(await failure({ a: noOp, b: noOp }, wires, { maxSteps: 7 })).toMatchObject({
      ...{ code: "TOO_MANY_STEPS", message: expect.stringContaining("after 7 steps") },
    });
  });
});
