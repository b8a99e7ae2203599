import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestServer, type TestServer } from "@/server/worker/testing";
import { startExecution } from "./executions";
import { documentOf } from "./testing";
import { watchExecution } from "./watch-execution";
import { createWorkflow } from "./workflows";

let server: TestServer;
beforeAll(() => {
  server = openTestServer();
  server.startWorker();
});
afterAll(() => server.close());

const quick = documentOf(
  {
    start: { type: "core.manualTrigger" },
    first: { type: "core.noOp" },
    second: { type: "core.noOp" },
    end: { type: "core.noOp" },
  },
  "start -> first",
  "first -> second",
  "second -> end",
);

/** Indexes of the steps whose end was told. */
async function endsTold(id: number): Promise<number[]> {
  const told = new Set<number>();
  for await (const event of watchExecution(server.ctx, { id }, undefined)) {
    if (event.type === "snapshot") {
      for (const { index, status } of event.steps) if (status === "succeeded") told.add(index);
    } else if (event.type === "step.finished") told.add(event.index);
  }
  return [...told].sort();
}

describe("watching an execution", () => {
  it("tells every step, however late it begins", async () => {
    const { id: workflowId } = await createWorkflow(server.ctx, { document: quick });
    for (let round = 0; round < 60; round++) {
      const { id } = await startExecution(server.ctx, {
        ...{ workflowId, document: quick, startNode: "start", inputText: '[{"json":{}}]' },
      });
      // Somewhere between the first event and the commit of the last.
      await new Promise((resolve) => setTimeout(resolve, round % 15));
      expect(await endsTold(id)).toEqual([0, 1, 2, 3]);
    }
  });
});
