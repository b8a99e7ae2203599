import { describe, expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";
import { documentOf } from "@/server/services/testing";

const { run, server } = nodeHarness();
const code = { type: "core.code", params: { source: "return items.map((i) => ({ json: { n: i.json.n * 2 } }))" } };
const child = () => server().add(documentOf({ start: { type: "core.workflowTrigger" }, code }, "start -> code"));

describe("Execute Workflow", () => {
  it("gives what the called workflow gave", async () => {
    expect((await run("core.executeWorkflow", { workflowId: await child() }, [{ n: 1 }, { n: 2 }])).main).toEqual([
      { n: 2 },
      { n: 4 },
    ]);
  });

  it("calls it for each item, and keeps which is whose", async () => {
    const params = { workflowId: await child(), mode: "each" };
    const { items } = await run("core.executeWorkflow", params, [{ n: 1 }, { n: 2 }]);
    expect(items.main).toEqual([
      { json: { n: 2 }, from: { item: 0 } },
      { json: { n: 4 }, from: { item: 1 } },
    ]);
  });

  it("in a run from the editor also calls a workflow that is not published", async () => {
    const document = documentOf({ start: { type: "core.workflowTrigger" }, code }, "start -> code");
    const workflowId = await server().add(document, false);
    expect((await run("core.executeWorkflow", { workflowId }, [{ n: 4 }])).main).toEqual([{ n: 8 }]);
  });

  it("needs a workflow", async () => {
    expect((await run("core.executeWorkflow", {})).error).toMatchObject({
      message: 'Parameter "Workflow": is required',
    });
  });

  it("never calls itself", async () => {
    expect((await run("core.executeWorkflow", { workflowId: "={{ $workflow.id }}" })).error?.message).toMatch(
      /cannot call itself/,
    );
  });
});
