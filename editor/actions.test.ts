import { describe, expect, it } from "vitest";
import { editorActions } from "./actions";
import { gestures } from "./gestures";
import { keyText } from "./keys";
import { plainLabel } from "./plain-label";

describe("the list of actions", () => {
  it("gives no key to two actions, and none that a gesture has", () => {
    const keys = [...editorActions.flatMap((action) => action.keys ?? []), ...gestures.flatMap(({ how }) => how)];
    const pressed = keys.filter((key) => /^(Mod\+|Shift\+|Alt\+)*(\S|[A-Z]\w+)$/.test(key) && key !== "Tab");
    expect(pressed.length).toBeGreaterThan(40);
    expect(pressed.filter((key, index) => pressed.indexOf(key) !== index)).toEqual([]);
  });

  it("has a name for each, also where the label changes with the state", () => {
    expect(editorActions.filter((action) => plainLabel(action) === "").map(({ id }) => id)).toEqual([]);
    expect(new Set(editorActions.map(({ id }) => id)).size).toBe(editorActions.length);
  });

  it("writes keys as the keyboard at hand has them", () => {
    expect(keyText("Mod+Shift+ArrowLeft", false)).toBe("Ctrl+Shift+←");
    expect(keyText("Mod+Alt+Delete", true)).toBe("⌘+⌥+Del");
  });
});
