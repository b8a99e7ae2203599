import { describe, expect, it } from "vitest";
import { workflowDocumentSchema } from "@/shared/workflow-schema";
import { addGroup, colorGroup, removeGroups, renameGroup } from "./group-commands";
import { frameOf, movedWithFrame } from "./group-frames";
import { draw, testTypes } from "./testing";

const group = (id: string, ...nodeIds: string[]) => ({ id, name: "Group", nodeIds });
const drawn = draw("a -> b -> c");
const seen = (document: typeof drawn) => ({ document, nodeTypes: testTypes, drag: null });

describe("groups", () => {
  it("take their nodes from other groups, so that a node is in one at most", () => {
    const first = addGroup.apply(drawn, { group: group("g", "a", "b") });
    const second = addGroup.apply(first, { group: group("h", "b", "c") });
    expect(second.groups?.map(({ id, nodeIds }) => [id, nodeIds])).toEqual([
      ["g", ["a"]],
      ["h", ["b", "c"]],
    ]);
    expect(addGroup.apply(second, { group: group("i", "a", "b", "c") }).groups).toHaveLength(1);
    expect(workflowDocumentSchema.safeParse(second).success).toBe(true);
  });

  it("are renamed, coloured and dissolved; what changes nothing is no step of undo", () => {
    const document = addGroup.apply(drawn, { group: group("g", "a") });
    const named = renameGroup.apply(document, { id: "g", name: "  Stock " });
    expect(named.groups?.[0]?.name).toBe("Stock");
    expect(renameGroup.apply(named, { id: "g", name: " " })).toBe(named);
    expect(renameGroup.apply(named, { id: "g", name: "Stock" })).toBe(named);
    const green = colorGroup.apply(named, { id: "g", color: "green" });
    expect(green.groups?.[0]?.color).toBe("green");
    expect(colorGroup.apply(green, { id: "g", color: "green" })).toBe(green);
    expect(removeGroups.apply(green, { ids: new Set(["g"]) })).not.toHaveProperty("groups");
    expect(removeGroups.apply(green, { ids: new Set(["x"]) })).toBe(green);
  });

  it("are drawn around their nodes, and take them along", () => {
    const document = addGroup.apply(drawn, { group: group("g", "b", "c", "gone") });
    const [g] = document.groups ?? [];
    if (!g) throw new Error("There is no group");
    const frame = frameOf(g, seen(document));
    expect(frame).toEqual({ x: 280, y: -50, width: 560, height: 130 });
    expect([...movedWithFrame(g, { x: 380, y: -30 }, seen(document))]).toEqual([
      ["b", { x: 400, y: 20 }],
      ["c", { x: 700, y: 20 }],
    ]);
    expect(frameOf(group("h", "gone"), seen(document))).toBeUndefined();
  });
});
