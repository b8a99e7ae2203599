import { describe, expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";
import { documentOf } from "@/server/services/testing";

const { runDocument, server } = nodeHarness();
const start = { type: "core.manualTrigger" };
const loop = (batchSize = 1) => ({ type: "core.loopOverItems", params: { batchSize } });
const body = { type: "core.code", params: { source: "return items.map((i) => ({ json: { n: i.json.n * 10 } }))" } };
const items = [1, 2, 3, 4, 5].map((n) => ({ json: { n } }));

describe("Loop Over Items", () => {
  it("gives batch after batch to the loop, and then all that came back", async () => {
    const document = documentOf(
      { start, loop: loop(2), body, end: { type: "core.noOp" } },
      ...["start -> loop", "loop.loop -> body", "body -> loop", "loop.done -> end"],
    );
    const id = await runDocument(document, items);
    const runs = server()
      .execution(id)
      .steps.filter(({ nodeId }) => nodeId === "body");
    expect(runs.map(({ counts }) => counts.main)).toEqual([2, 2, 1]);
    expect(server().output(id, "end").main).toEqual([10, 20, 30, 40, 50].map((n) => ({ n })));
  });

  it("inside another loop begins afresh each time", async () => {
    const document = documentOf(
      { start, outer: loop(2), inner: loop(), body, end: { type: "core.noOp" } },
      ...["start -> outer", "outer.loop -> inner", "inner.loop -> body", "body -> inner"],
      ...["inner.done -> outer", "outer.done -> end"],
    );
    const id = await runDocument(document, items);
    expect(
      server()
        .execution(id)
        .steps.filter(({ nodeId }) => nodeId === "body"),
    ).toHaveLength(5);
    expect(server().output(id, "end").main).toHaveLength(5);
  });
});
