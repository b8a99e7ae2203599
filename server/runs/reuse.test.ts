import { describe, expect, it } from "vitest";
import { documentOf } from "@/server/services/testing";
import type { WorkflowDocument } from "@/shared/workflow";
import { reusableNodes } from "./reuse";

const noOp = (note = "") => ({ type: "core.noOp", params: { note } });
const line = documentOf(
  { start: { type: "core.manualTrigger" }, a: noOp(), b: noOp(), end: noOp() },
  "start -> a",
  "a -> b",
  "b -> end",
);
const ran = (document: WorkflowDocument, ...ids: string[]) => ({
  document,
  startNode: "start",
  succeeded: new Map(ids.map((id): [string, number | undefined] => [id, 1])),
});
const changed = (document: WorkflowDocument, id: string, change: object): WorkflowDocument => ({
  ...document,
  nodes: document.nodes.map((node) => (node.id === id ? { ...node, ...change } : node)),
});

describe("on the way to a node", () => {
  const all = ran(line, "start", "a", "b", "end");

  it("nothing that is as it was runs again, but for the node itself", () => {
    expect(reusableNodes(line, { to: "end" }, all).sort()).toEqual(["a", "b", "start"]);
  });

  it("a changed node runs again, with everything after it", () => {
    expect(reusableNodes(changed(line, "a", { params: { note: "new" } }), { to: "end" }, all)).toEqual(["start"]);
    expect(reusableNodes(changed(line, "b", { disabled: true }), { to: "end" }, all).sort()).toEqual(["a", "start"]);
  });

  it("a node that was only moved or renamed does not", () => {
    const document = changed(line, "a", { position: { x: 9, y: 9 }, name: "Other" });
    expect(reusableNodes(document, { to: "end" }, all).sort()).toEqual(["a", "b", "start"]);
  });

  it("a node with other wires runs again", () => {
    const document = {
      ...line,
      edges: [...line.edges, { from: { node: "start", port: "main" }, to: { node: "b", port: "main" } }],
    };
    expect(reusableNodes(document, { to: "end" }, all).sort()).toEqual(["a", "start"]);
  });

  it("what failed, or never ran, runs", () => {
    const failed = {
      ...all,
      succeeded: new Map([
        ["start", 1],
        ["a", undefined],
      ]),
    };
    expect(reusableNodes(line, { to: "end" }, failed)).toEqual(["start"]);
    expect(reusableNodes(line, { to: "end" }, ran(line, "start"))).toEqual(["start"]);
  });

  it("from a node on, all that does not come after it is taken", () => {
    const branched = documentOf(
      { start: { type: "core.manualTrigger" }, a: noOp(), b: noOp(), side: noOp() },
      ...["start -> a", "a -> b", "start -> side"],
    );
    const earlier = ran(branched, "start", "a", "b", "side");
    expect(reusableNodes(branched, { from: "a" }, earlier).sort()).toEqual(["side", "start"]);
    expect(reusableNodes(branched, { from: "b" }, earlier).sort()).toEqual(["a", "side", "start"]);
    const edited = changed(branched, "a", { pinned: { main: [{ json: { n: 1 } }] } });
    expect(reusableNodes(edited, { from: "b" }, earlier).sort()).toEqual(["side", "start"]);
  });

  it("nothing of a run from another trigger is taken", () => {
    expect(reusableNodes(line, { to: "end" }, { ...all, startNode: "elsewhere" })).toEqual([]);
  });

  it("loops run again as a whole", () => {
    const loop = documentOf(
      { start: { type: "core.manualTrigger" }, loop: { type: "core.loopOverItems" }, work: noOp(), end: noOp() },
      ...["start -> loop", "loop.loop -> work", "work -> loop", "loop.done -> end"],
    );
    expect(reusableNodes(loop, { to: "end" }, ran(loop, "start", "loop", "work", "end"))).toEqual(["start"]);
  });
});
