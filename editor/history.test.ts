import { describe, expect, it } from "vitest";
import { deleteParts, moveNodes, nudgeNodes, renameWorkflow, setParams } from "./commands";
import { dispatch, type History, openHistory, redo, seal, undo } from "./history";
import { draw, wires } from "./testing";

const type = (history: History, text: string, path = "url") =>
  [...text].reduce(
    (before, _letter, index) =>
      dispatch(before, setParams, { id: "a", path, params: { [path]: text.slice(0, index + 1) } }),
    history,
  );

describe("undo", () => {
  it("brings back a deleted node with its wires", () => {
    const before = openHistory(draw("a -> b -> c"));
    const after = dispatch(before, deleteParts, { ids: new Set(["b"]) });
    expect(wires(after.document)).toEqual([]);
    expect(wires(undo(after).document)).toEqual(["a.main -> b", "b.main -> c"]);
  });

  it("makes one step of continuous typing in one field", () => {
    const typed = type(openHistory(draw("a")), "https");
    expect(typed.undo).toHaveLength(1);
    expect(undo(typed).document.nodes[0]?.params).toEqual({});
  });

  it("makes a new step when the field was left meanwhile", () => {
    expect(type(seal(type(openHistory(draw("a")), "ab")), "abc").undo).toHaveLength(2);
  });

  it("makes a new step for another field", () => {
    expect(type(type(openHistory(draw("a")), "ab"), "cd", "method").undo).toHaveLength(2);
  });

  it("makes one step of several presses of an arrow key", () => {
    let history = openHistory(draw("a"));
    for (let press = 0; press < 3; press++) {
      history = dispatch(history, nudgeNodes, { ids: new Set(["a"]), by: { x: 10, y: 0 } });
    }
    expect(history.document.nodes[0]?.position.x).toBe(30);
    expect(undo(history).document.nodes[0]?.position.x).toBe(0);
  });

  it("does not record what changes nothing", () => {
    const before = openHistory(draw("a"));
    expect(dispatch(before, moveNodes, { positions: new Map([["a", { x: 0, y: 0 }]]) })).toBe(before);
    expect(dispatch(before, renameWorkflow, { name: " " })).toBe(before);
    expect(dispatch(before, deleteParts, { ids: new Set(["nobody"]) })).toBe(before);
  });

  it("can be undone itself, until something else is done", () => {
    const done = dispatch(openHistory(draw("a")), renameWorkflow, { name: "New" });
    expect(redo(undo(done)).document.name).toBe("New");
    expect(dispatch(undo(done), renameWorkflow, { name: "Other" }).redo).toEqual([]);
  });
});
