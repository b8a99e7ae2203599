import { describe, expect, it } from "vitest";
import type { StepSummary } from "@/shared/execution";
import type { Edge, WorkflowDocument, WorkflowNode } from "@/shared/workflow";
import { ancestorsOf, nodesAfter, nodesBefore } from "./neighbours";
import { inputSource, ownStep } from "./run-data";

const node = (id: string): WorkflowNode => ({
  ...{ id, name: id, type: "core.noOp", version: 1, position: { x: 0, y: 0 }, params: {} },
});
const edge = (from: string, to: string): Edge => ({
  from: { node: from, port: "main" },
  to: { node: to, port: "main" },
});
const document: WorkflowDocument = {
  ...{ formatVersion: 1, name: "Test", notes: [], settings: {} },
  nodes: ["a", "b", "c", "d"].map(node),
  edges: [edge("a", "b"), edge("b", "c"), edge("c", "b"), edge("b", "d")],
};
const step = (index: number, nodeId: string, run = 0, status: StepSummary["status"] = "succeeded"): StepSummary => ({
  ...{ index, nodeId, run, status, startedAt: 0, counts: { main: 1 } },
});

describe("the nodes around a node", () => {
  it("are those it is wired to", () => {
    expect(nodesBefore(document, "b").map(({ id }) => id)).toEqual(["a", "c"]);
    expect(nodesAfter(document, "b").map(({ id }) => id)).toEqual(["c", "d"]);
  });

  it("are found through a loop, nearest first", () => {
    expect(ancestorsOf(document, "d").map(({ id }) => id)).toEqual(["b", "a", "c"]);
  });
});

describe("the input that is shown", () => {
  it("is what reached the node in its last run, or the chosen one", () => {
    const steps = [step(0, "a"), step(1, "b"), step(2, "c"), step(3, "b", 1)];
    expect(inputSource(document, "b", { steps, run: undefined })).toMatchObject({ kind: "own", step: { index: 3 } });
    expect(inputSource(document, "b", { steps, run: 0 })).toMatchObject({ kind: "own", step: { index: 1 } });
    expect(ownStep(steps, "b", 7)?.index).toBe(3);
  });

  it("is what the node before it gave while it has not run", () => {
    const steps = [step(0, "a"), step(1, "b", 0, "running")];
    expect(inputSource(document, "b", { steps, run: undefined })).toMatchObject({
      kind: "upstream",
      node: { id: "a" },
    });
  });

  it("is pinned data when nothing ran", () => {
    const pinned = { main: [{ json: { a: 1 } }] };
    const withPinned = { ...document, nodes: [{ ...node("a"), pinned }, ...document.nodes.slice(1)] };
    expect(inputSource(withPinned, "b", { steps: [], run: undefined })).toMatchObject({ kind: "pinned" });
    expect(inputSource(document, "b", { steps: [], run: undefined })).toEqual({ kind: "none" });
  });
});
