import { describe, expect, it } from "vitest";
import { draw } from "./testing";
import { firstNode, neighbour, reach } from "./walk";

const branches = draw("start -> check; check.true -> yes; check.false -> no; yes -> end; no -> end", { check: "if" });
for (const [name, y] of [
  ["yes", -100],
  ["no", 100],
] as const) {
  const node = branches.nodes.find(({ id }) => id === name);
  if (node) node.position = { x: 600, y };
}

describe("walking with the arrow keys", () => {
  it("follows wires to the right and to the left", () => {
    expect(neighbour(branches, "start", "right")).toBe("check");
    expect(neighbour(branches, "end", "left")).toBe("yes");
    expect(neighbour(branches, "end", "right")).toBeUndefined();
  });

  it("goes to the other branch with up and down, also when another card is nearer", () => {
    const crowded = draw("other");
    const document = { ...branches, nodes: [...branches.nodes, ...crowded.nodes.map(at({ x: 600, y: -50 }))] };
    expect(neighbour(document, "yes", "down")).toBe("no");
    expect(neighbour(document, "no", "up")).toBe("yes");
  });

  it("reaches a node that no wire leads to", () => {
    const document = draw("a -> b; alone");
    const moved = {
      ...document,
      nodes: document.nodes.map((node) => (node.id === "alone" ? at({ x: 0, y: 200 })(node) : node)),
    };
    expect(neighbour(moved, "a", "down")).toBe("alone");
  });

  it("begins at the left", () => {
    expect(firstNode(branches)).toBe("start");
    expect(firstNode(draw(""))).toBeDefined();
  });

  it("does not stand still in a loop", () => {
    expect(neighbour(draw("a -> a; a -> b"), "a", "right")).toBe("b");
  });
});

describe("what is before and after a node", () => {
  it("is followed through all branches, and ends in a loop", () => {
    expect([...reach(branches, ["check"], "downstream")].sort()).toEqual(["check", "end", "no", "yes"]);
    expect([...reach(branches, ["yes"], "upstream")].sort()).toEqual(["check", "start", "yes"]);
    expect([...reach(draw("a -> b -> a"), ["a"], "downstream")].sort()).toEqual(["a", "b"]);
  });
});

function at(position: { x: number; y: number }) {
  return <Node extends object>(node: Node) => ({ ...node, position });
}
