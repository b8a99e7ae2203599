import { describe, expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";
import { documentOf, hook } from "@/server/services/testing";

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

  it("sends the fields it is given, in their types, and the called workflow takes those it asks for", async () => {
    const fields = ["n", "name", "more"].map((name) => ({ name, type: "string" }));
    const start = { type: "core.workflowTrigger", params: { takes: { is: "fields", fields } } };
    const workflowId = await server().add(documentOf({ start }));
    const send = {
      is: "fields",
      fields: [
        { name: "n", type: "number", value: "={{ $json.a + '0' }}" },
        { name: "name", value: "={{ $json.b }}" },
        { name: "left out", value: 1 },
      ],
    };
    const { main } = await run("core.executeWorkflow", { workflowId, send }, [
      { a: 1, b: "x" },
      { a: 2, b: "y" },
    ]);
    expect(main).toEqual([
      { n: 10, name: "x", more: null },
      { n: 20, name: "y", more: null },
    ]);
    const wrong = { is: "fields", fields: [{ name: "n", type: "number", value: "many" }] };
    expect((await run("core.executeWorkflow", { workflowId, send: wrong })).error?.message).toBe(
      'Field "n": "many" is not a number',
    );
  });

  it("takes the fields of an example", async () => {
    const start = { type: "core.workflowTrigger", params: { takes: { is: "example", example: { a: 1, __proto: 2 } } } };
    const workflowId = await server().add(documentOf({ start }));
    expect((await run("core.executeWorkflow", { workflowId }, [{ a: 5, b: 6 }])).main).toEqual([
      { a: 5, __proto: null },
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

  it("never calls itself and waits", async () => {
    expect((await run("core.executeWorkflow", { workflowId: "={{ $workflow.id }}" })).error?.message).toMatch(
      /cannot call itself and wait/,
    );
  });

  it("hands items to executions of its own workflow, but does not go on so without end", async () => {
    const again = { type: "core.executeWorkflow", params: { workflowId: "={{ $workflow.id }}", wait: false } };
    const start = { type: "core.workflowTrigger" };
    const document = documentOf({ hook: hook("chain"), start, again }, "hook -> again", "start -> again");
    const first = await server().start(await server().add(document), "hook", [{ json: { n: 1 } }]);
    const last = () =>
      server().store.rawRead.prepare("SELECT id, status, error FROM executions ORDER BY id DESC LIMIT 1").get() as {
        id: number;
        status: string;
        error: string;
      };
    await expect.poll(() => last().status, { timeout: 30_000 }).toBe("failed");
    expect(last().error).toContain("one after the other");
    expect(last().id - first).toBe(100);
  });
});
