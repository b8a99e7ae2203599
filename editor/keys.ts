const isMac = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);

/** "Mod+Shift+Z" as the keyboard at hand has it. */
export const keyText = (keys: string, mac = isMac) =>
  keys
    .replace("Mod", mac ? "⌘" : "Ctrl")
    .replace("Alt", mac ? "⌥" : "Alt")
    .replace("Delete", "Del")
    .replace("Escape", "Esc")
    .replace(/Arrow(Left|Right|Up|Down)/, (_, way: keyof typeof arrows) => arrows[way]);

const arrows = { Left: "←", Right: "→", Up: "↑", Down: "↓" } as const;

/** Ctrl, or Cmd on a Mac, where Ctrl and a click open a menu. */
export const isMod = ({ ctrlKey, metaKey }: { ctrlKey: boolean; metaKey: boolean }) => (isMac ? metaKey : ctrlKey);

type Pressed = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">;

export function matches(keys: string, event: Pressed): boolean {
  const parts = keys === "+" ? ["+"] : keys.split("+");
  const key = parts.at(-1) ?? "";
  const wants = (modifier: string) => parts.slice(0, -1).includes(modifier);
  const mod = isMac ? event.metaKey : event.ctrlKey;
  const otherMod = isMac ? event.ctrlKey : event.metaKey;
  if (mod !== wants("Mod") || otherMod || event.altKey !== wants("Alt")) return false;
  // Which signs need Shift differs from keyboard to keyboard.
  if (key.length > 1 || /[a-z]/i.test(key)) {
    if (event.shiftKey !== wants("Shift")) return false;
  }
  // With Alt, letters become other signs on some systems: the place of the key tells.
  return event.key.toLowerCase() === key.toLowerCase() || (event.altKey && event.code === `Key${key.toUpperCase()}`);
}
