import { describe, expect, it } from "vitest";
import { boundsOf, panToShow } from "./reveal";
import { draw, testTypes } from "./testing";

const window = { width: 1000, height: 600 };
const card = { width: 220, height: 60 };

describe("bringing a box into view", () => {
  it("moves nothing while it is inside", () => {
    expect(panToShow({ x: 700, y: 300, ...card }, window)).toEqual({ x: 0, y: 0 });
  });

  it("moves only as far as it takes, and only in the direction that is missing", () => {
    expect(panToShow({ x: 900, y: 300, ...card }, window)).toEqual({ x: 1000 - 64 - 220 - 900, y: 0 });
    expect(panToShow({ x: -100, y: 300, ...card }, window)).toEqual({ x: 124, y: 0 });
    expect(panToShow({ x: 500, y: 580, ...card }, window)).toEqual({ x: 0, y: 600 - 64 - 60 - 580 });
    expect(panToShow({ x: 500, y: -10, ...card }, window)).toEqual({ x: 0, y: 66 });
  });

  it("shows the beginning of what is larger than the window", () => {
    expect(panToShow({ x: -200, y: 100, width: 3000, height: 60 }, window)).toEqual({ x: 224, y: 0 });
  });
});

describe("the bounds of parts", () => {
  it("are those of all cards and notes", () => {
    const { nodes, edges } = draw("a -> b", { b: "if" });
    const note = { id: "n", text: "", position: { x: -50, y: 20 }, size: { width: 100, height: 40 } };
    const notes = [{ ...note, color: "yellow" as const }];
    expect(boundsOf({ nodes, notes }, testTypes, edges)).toMatchObject({ x: -50, y: 0, width: 570 });
    expect(boundsOf({ nodes: [], notes: [] }, testTypes, [])).toBeUndefined();
  });
});
