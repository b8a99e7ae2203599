import { describe, expect, it } from "vitest";
import { diffDocuments, isSameDiff } from "./document-diff";
import { mergeDocuments } from "./document-merge";
import { emptyDocument, type WorkflowDocument, type WorkflowNode } from "./workflow";

const node = (id: string, params: WorkflowNode["params"] = {}, more: Partial<WorkflowNode> = {}): WorkflowNode => ({
  ...{ id, name: id.toUpperCase(), type: "core.noOp", version: 1, position: { x: 0, y: 0 }, params },
  ...more,
});
const wire = (from: string, to: string) => ({ from: { node: from, port: "main" }, to: { node: to, port: "main" } });
const draw = (nodes: WorkflowNode[], more: Partial<WorkflowDocument> = {}): WorkflowDocument => ({
  ...emptyDocument("Flow"),
  ...{ nodes, ...more },
});

describe("what is different", () => {
  it("is nothing between equal documents", () => {
    expect(isSameDiff(diffDocuments(draw([node("a")]), draw([node("a")])))).toBe(true);
  });

  it("is told by node: added, removed, changed field by field, moved", () => {
    const before = draw([node("a", { url: "x", list: [1, 2] }), node("b"), node("c")]);
    const after = draw([
      node("a", { url: "y", list: [1, 3, 4] }, { disabled: true }),
      node("b", {}, { position: { x: 9, y: 0 } }),
      node("d"),
    ]);
    expect(diffDocuments(before, after).nodes).toEqual([
      {
        ...{ is: "changed", id: "a", name: "A", type: "core.noOp", moved: false },
        fields: [
          { path: "params.url", before: "x", after: "y" },
          { path: "params.list.1", before: 2, after: 3 },
          { path: "params.list.2", before: undefined, after: 4 },
          { path: "disabled", before: undefined, after: true },
        ],
      },
      { is: "moved", id: "b", name: "B", type: "core.noOp" },
      { is: "added", id: "d", name: "D", type: "core.noOp" },
      { is: "removed", id: "c", name: "C", type: "core.noOp" },
    ]);
  });

  it("is told of wires, notes, name and settings", () => {
    const note = { id: "n", text: "hi", position: { x: 0, y: 0 }, size: { width: 100, height: 100 }, color: "blue" };
    const before = draw([node("a"), node("b")], { edges: [wire("a", "b")] });
    const after = draw([node("a"), node("b")], {
      ...{ name: "New", edges: [wire("b", "a")], notes: [note as WorkflowDocument["notes"][number]] },
      settings: { timezone: "utc" },
    });
    expect(diffDocuments(before, after)).toMatchObject({
      edges: { added: [wire("b", "a")], removed: [wire("a", "b")] },
      notes: { added: 1, removed: 0, changed: 0 },
      fields: [
        { path: "name", before: "Flow", after: "New" },
        { path: "settings.timezone", after: "utc" },
      ],
    });
  });

  it("ends with a very large change", () => {
    const wide = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`f${index}`, index]));
    const { nodes } = diffDocuments(draw([node("a", wide)]), draw([node("a", { ...wide, f0: 1, more: wide })]));
    expect(nodes).toHaveLength(1);
  });
});

describe("changes of two people", () => {
  const base = draw([node("a", { url: "x", method: "GET" }), node("b")], { edges: [wire("a", "b")] });

  it("to different nodes, fields, wires and the name are both kept", () => {
    const mine = draw([node("a", { url: "mine", method: "GET" }), node("b"), node("c")], {
      edges: [wire("a", "b"), wire("b", "c")],
    });
    const theirs = draw([node("a", { url: "x", method: "POST" }), node("b", {}, { disabled: true })], {
      ...{ name: "Theirs", edges: [] },
    });
    const { document, conflicts } = mergeDocuments(base, mine, theirs);
    expect(conflicts).toEqual([]);
    expect(document).toMatchObject({ name: "Theirs", edges: [wire("b", "c")] });
    expect(document.nodes).toEqual([
      node("a", { url: "mine", method: "POST" }),
      node("b", {}, { disabled: true }),
      node("c"),
    ]);
  });

  it("to the same field are a question, which either side may win", () => {
    const mine = draw([node("a", { url: "mine", method: "GET" }), node("b")], { edges: [wire("a", "b")] });
    const theirs = draw([node("a", { url: "theirs", method: "GET" }), node("b")], { edges: [wire("a", "b")] });
    const { document, conflicts } = mergeDocuments(base, mine, theirs);
    expect(conflicts).toEqual([
      { key: "node a params url", node: { id: "a", name: "A" }, path: "params.url", mine: "mine", theirs: "theirs" },
    ]);
    expect(document.nodes[0]?.params.url).toBe("mine");
    expect(mergeDocuments(base, mine, theirs, () => "theirs").document.nodes[0]?.params.url).toBe("theirs");
  });

  it("are a question where one deleted what the other changed, and no wire leads to what is gone", () => {
    const mine = draw([node("a", { url: "x", method: "GET" })]);
    const theirs = draw([node("a", { url: "x", method: "GET" }), node("b", { n: 1 })], { edges: [wire("a", "b")] });
    const { document, conflicts } = mergeDocuments(base, mine, theirs);
    expect(conflicts).toMatchObject([{ key: "node b", path: "", mine: undefined }]);
    expect(document.nodes.map(({ id }) => id)).toEqual(["a"]);
    expect(document.edges).toEqual([]);
    const kept = mergeDocuments(base, mine, theirs, () => "theirs").document;
    expect(kept.nodes.map(({ id }) => id)).toEqual(["a", "b"]);
  });

  it("that moved one node differently are no question", () => {
    const at = (x: number) => draw([node("a", {}, { position: { x, y: 0 } })]);
    const { document, conflicts } = mergeDocuments(at(0), at(5), at(9));
    expect([document.nodes[0]?.position.x, conflicts]).toEqual([5, []]);
  });

  it("that added nodes of one name keep both, with names of their own", () => {
    const mine = draw([...base.nodes, node("m", {}, { name: "New" })]);
    const theirs = draw([...base.nodes, node("t", {}, { name: "New" })]);
    expect(mergeDocuments(base, mine, theirs).document.nodes.map(({ name }) => name)).toEqual([
      "A",
      "B",
      "New",
      "New 2",
    ]);
  });
});
