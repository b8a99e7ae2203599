import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arranged } from "./arrange";
import { cardWidth } from "./card-geometry";
import { arrangeNodes } from "./commands";
import { frameOf } from "./group-frames";
import { draw, testTypes } from "./testing";

const tidy = (document: ReturnType<typeof draw>, ids: string[] = []) =>
  arrangeNodes.apply(document, { positions: arranged(document, new Set(ids), testTypes) });
const place = (document: ReturnType<typeof draw>, name: string) =>
  document.nodes.find((node) => node.name === name)?.position ?? { x: Number.NaN, y: Number.NaN };

describe("tidying up", () => {
  it("lays the workflow out from left to right", () => {
    const tidied = tidy(draw("c; b; a -> b -> c"));
    expect(place(tidied, "b").x).toBeGreaterThanOrEqual(place(tidied, "a").x + cardWidth);
    expect(place(tidied, "c").x).toBeGreaterThanOrEqual(place(tidied, "b").x + cardWidth);
  });

  it("keeps branches in the order of their ports", () => {
    const tidied = tidy(draw("no; yes; check.false -> no; check.true -> yes", { check: "if" }));
    expect(place(tidied, "yes").y).toBeLessThan(place(tidied, "no").y);
  });

  it("lets no two cards overlap", () => {
    const tidied = tidy(draw("a -> b; a -> c; a -> d; b -> e; c -> e"));
    for (const one of tidied.nodes) {
      for (const other of tidied.nodes) {
        if (one === other || one.position.x !== other.position.x) continue;
        expect(Math.abs(one.position.y - other.position.y)).toBeGreaterThanOrEqual(60);
      }
    }
  });

  it("moves the chosen nodes only, and keeps their corner", () => {
    const document = draw("a -> b -> c");
    const tidied = tidy(document, ["b", "c"]);
    expect(place(tidied, "a")).toEqual(place(document, "a"));
    expect(place(tidied, "b")).toEqual(place(document, "b"));
  });

  it("takes notes along with the nodes they are about", () => {
    const note = (id: string, x: number, y: number) => ({
      ...{ id, text: "", color: "blue" as const, position: { x, y }, size: { width: 240, height: 100 } },
    });
    const plain = draw("a -> b; c");
    const nodes = plain.nodes.map((node) => (node.id === "b" ? { ...node, position: { x: 900, y: 700 } } : node));
    const document = {
      ...plain,
      nodes,
      notes: [note("below", 900, 800), note("on", 890, 690), note("far", 5000, 5000)],
    };
    const tidied = tidy(document);
    const by = { x: place(tidied, "b").x - 900, y: place(tidied, "b").y - 700 };
    expect(by.x).not.toBe(0);
    expect(tidied.notes.map(({ position }) => position)).toEqual([
      { x: 900 + by.x, y: 800 + by.y },
      { x: 890 + by.x, y: 690 + by.y },
      { x: 5000, y: 5000 },
    ]);
  });

  it("keeps the members of a group side by side, and others out of its frame", () => {
    const drawn = draw("s -> a; s -> x; s -> b; s -> y; a -> c; b -> d; x -> z; y -> z");
    const groups = [
      { id: "g", name: "G", nodeIds: ["a", "b", "c", "d"] },
      { id: "h", name: "H", nodeIds: ["x", "y"] },
    ];
    const tidied = tidy({ ...drawn, groups });
    for (const group of groups) {
      const frame = frameOf(group, { document: tidied, nodeTypes: testTypes, drag: null });
      if (!frame) throw new Error("The group has no frame");
      for (const { id, position } of tidied.nodes) {
        const isInside =
          position.x + cardWidth > frame.x &&
          position.x < frame.x + frame.width &&
          position.y + 60 > frame.y &&
          position.y < frame.y + frame.height;
        expect(isInside, `${id} in ${group.name}`).toBe(group.nodeIds.includes(id));
      }
    }
  });

  it("manages any drawing, with groups and without", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 25 }),
        fc.array(fc.uniqueArray(fc.nat(9), { maxLength: 5 }), { maxLength: 3 }),
        (pairs, chosen) => {
          const lines = ["n0; n1; n2; n3; n4; n5; n6; n7; n8; n9", ...pairs.map(([a, b]) => `n${a} -> n${b}`)].join(
            "; ",
          );
          const groups = chosen.map((members, index) => ({
            ...{ id: `g${index}`, name: "G", nodeIds: members.map((member) => `n${member}`) },
          }));
          const { nodes } = tidy({ ...draw(lines), groups });
          expect(nodes.every(({ position: { x, y } }) => Number.isFinite(x) && Number.isFinite(y))).toBe(true);
          for (const one of nodes) {
            for (const other of nodes) {
              if (one === other || Math.abs(one.position.x - other.position.x) > 1) continue;
              expect(Math.abs(one.position.y - other.position.y)).toBeGreaterThanOrEqual(60);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it("manages a loop and a node that feeds itself", () => {
    expect(() => tidy(draw("a -> b -> c -> b; c -> c"))).not.toThrow();
  });
});
