import { describe, expect, it } from "vitest";
import { createPresence, openInEditor } from "./presence";
import { openTestServices } from "./testing";
import { createWorkflow, saveWorkflow } from "./workflows";

const ada = { userId: "ada", name: "Ada", nodeId: null };
const bo = { userId: "bo", name: "Bo", nodeId: "hook" };

describe("who has a workflow open", () => {
  it("are the other tabs of it, with the node they have open", () => {
    const presence = createPresence();
    expect(presence.beat("w", "a", ada, 0)).toEqual([]);
    expect(presence.beat("w", "b", bo, 1_000)).toEqual([{ tab: "a", name: "Ada", nodeId: null, isSelf: false }]);
    expect(presence.beat("w", "a", ada, 2_000)).toEqual([{ tab: "b", name: "Bo", nodeId: "hook", isSelf: false }]);
    expect(presence.beat("w", "c", ada, 2_000).map(({ tab, isSelf }) => [tab, isSelf])).toEqual([
      ["a", true],
      ["b", false],
    ]);
    expect(presence.beat("other", "d", ada, 2_000)).toEqual([]);
  });

  it("are gone when they leave, or say nothing for 15 seconds", () => {
    const presence = createPresence();
    presence.beat("w", "a", ada, 0);
    presence.beat("w", "b", bo, 0);
    presence.leave("w", "b");
    expect(presence.beat("w", "a", ada, 1_000)).toEqual([]);
    presence.beat("w", "b", bo, 1_000);
    expect(presence.beat("w", "a", ada, 16_000)).toHaveLength(1);
    expect(presence.beat("w", "a", ada, 16_001)).toEqual([]);
  });

  it("are at most a hundred of one workflow", () => {
    const presence = createPresence();
    for (let tab = 0; tab < 200; tab++) presence.beat("w", String(tab), ada, 0);
    expect(presence.beat("w", "0", ada, 0)).toHaveLength(99);
  });

  it("hear of the newest revision, and of a workflow that is gone", async () => {
    const { ctx, close } = openTestServices();
    const { id } = await createWorkflow(ctx, { name: "Shared" });
    const user = { id: "ada", name: "Ada" };
    expect(openInEditor(ctx, { id, tab: "a", nodeId: null, user })).toEqual({ others: [], revision: 1 });
    const document = { formatVersion: 1, name: "Shared", nodes: [], edges: [], notes: [], settings: {} } as const;
    await saveWorkflow(ctx, { id, document: { ...document, nodes: [], edges: [], notes: [] }, revision: 1 });
    expect(openInEditor(ctx, { id, tab: "b", nodeId: null, user }).revision).toBe(2);
    expect(() => openInEditor(ctx, { id: "gone", tab: "a", nodeId: null, user })).toThrow("no longer exists");
    close();
  });
});
