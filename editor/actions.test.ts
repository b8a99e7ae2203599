import { createTranslator } from "use-intl/core";
import { describe, expect, it, vi } from "vitest";
import en from "@/shared/messages/en";
import zh from "@/shared/messages/zh-CN";
import { actionLabel, editorActions, isPossible } from "./actions";
import { renameWorkflow } from "./commands";
import { gestures } from "./gestures";
import { keyText } from "./keys";
import { createEditorStore } from "./store";
import { draw, testTypes } from "./testing";

const opened = {
  ...{ id: "w", projectId: "main", role: "editor" as const, document: draw("a"), revision: 1, updatedAt: 0 },
  ...{ published: null, webhooks: [] },
};

describe("the list of actions", () => {
  it("gives no key to two actions, and none that a gesture has", () => {
    const keys = [
      ...editorActions.flatMap((action) => action.keys ?? []),
      ...gestures.flatMap((gesture) => ("keys" in gesture ? gesture.keys : [])),
    ];
    const pressed = keys.filter((key) => /^(Mod\+|Shift\+|Alt\+)*(\S|[A-Z]\w+)$/.test(key) && key !== "Tab");
    expect(pressed.length).toBeGreaterThan(40);
    expect(pressed.filter((key, index) => pressed.indexOf(key) !== index)).toEqual([]);
  });

  it("has each action once, and a name for no other", () => {
    expect(editorActions.map(({ id }) => id).sort()).toEqual(Object.keys(en.actions.labels).sort());
  });

  it("says what undo takes back", () => {
    const undo = editorActions.find(({ id }) => id === "undo");
    if (!undo) throw new Error("There is no undo");
    const t = createTranslator({ locale: "zh-CN", messages: zh });
    const { state, dispatch } = createEditorStore(opened, testTypes, { save: vi.fn(), explain: vi.fn() }, null);
    expect(actionLabel(undo, state.getState(), t)).toBe("撤销");
    dispatch(renameWorkflow, { name: "Other" });
    expect(actionLabel(undo, state.getState(), t)).toBe("撤销：重命名工作流");
  });

  it("opens no node where versions or executions are compared", () => {
    const open = editorActions.find(({ id }) => id === "open");
    if (!open) throw new Error("A node cannot be opened");
    const { state, select } = createEditorStore(opened, testTypes, null, null);
    select(["a"]);
    expect(isPossible(open, state.getState())).toBe(true);
    state.setState({ marks: new Map() });
    expect(isPossible(open, state.getState())).toBe(false);
  });

  it("writes keys as the keyboard at hand has them", () => {
    expect(keyText("Mod+Shift+ArrowLeft", false)).toBe("Ctrl+Shift+←");
    expect(keyText("Mod+Alt+Delete", true)).toBe("⌘+⌥+Del");
  });
});
