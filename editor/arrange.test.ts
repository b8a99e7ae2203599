import { describe, expect, it } from "vitest";
import { arranged } from "./arrange";
import { cardWidth } from "./card-geometry";
import { arrangeNodes } from "./commands";
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

  it("manages a loop and a node that feeds itself", () => {
    expect(() => tidy(draw("a -> b -> c -> b; c -> c"))).not.toThrow();
  });
});
