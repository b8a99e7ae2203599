import { describe, expect, it } from "vitest";
import { changedSince } from "./node-work";
import type { WorkflowDocument } from "./workflow";

const node = (id: string, params = {}) => ({
  id,
  type: "core.noOp",
  version: 1,
  name: id,
  position: { x: 0, y: 0 },
  params,
});
const wire = (from: string, to: string) => ({ from: { node: from, port: "main" }, to: { node: to, port: "main" } });
const ran: WorkflowDocument = {
  ...{ formatVersion: 1, name: "Line", notes: [], settings: {} },
  nodes: ["start", "a", "b", "side"].map((id) => node(id)),
  edges: [wire("start", "a"), wire("a", "b"), wire("start", "side")],
};
const changed = (now: Partial<WorkflowDocument>) => [...changedSince(ran, { ...ran, ...now })].sort();

describe("what would not give what it gave", () => {
  it("is nothing as long as nodes are only moved and renamed", () => {
    expect(
      changed({ nodes: ran.nodes.map((one) => ({ ...one, name: `${one.name}!`, position: { x: 9, y: 9 } })) }),
    ).toEqual([]);
  });

  it("is a changed node and all after it", () => {
    expect(changed({ nodes: ran.nodes.map((one) => (one.id === "a" ? node("a", { more: 1 }) : one)) })).toEqual([
      "a",
      "b",
    ]);
  });

  it("is a node with other wires, in whatever order they are kept, and a new one", () => {
    expect(changed({ edges: ran.edges.toReversed() })).toEqual([]);
    expect(changed({ edges: [...ran.edges, wire("side", "b")] })).toEqual(["b"]);
    expect(changed({ nodes: [...ran.nodes, node("new")], edges: [...ran.edges, wire("new", "a")] })).toEqual([
      "a",
      "b",
      "new",
    ]);
  });
});
