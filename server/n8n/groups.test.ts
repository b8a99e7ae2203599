import { expect, it } from "vitest";
import { emptyDocument } from "@/shared/workflow";
import { writeGroups } from "./groups";

it("Groups go to n8n without the colour, which its groups do not have", () => {
  const node = { id: "a", type: "core.noOp", version: 1, name: "A", position: { x: 0, y: 0 }, params: {} };
  const groups = [{ id: "g", name: "Stock", nodeIds: ["a", "gone"], color: "green" as const }];
  expect(writeGroups({ ...emptyDocument("W"), nodes: [node], groups })).toEqual({
    nodeGroups: [{ id: "g", name: "Stock", nodeIds: ["a"] }],
  });
});
