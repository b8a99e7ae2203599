"use client";

import { useEffect } from "react";
import { editorActions, isPossible } from "./actions";
import { focusCard } from "./canvas/focus-card";
import { nudgeNodes } from "./commands";
import { copySelection, cutSelection, pasteText } from "./copy-paste";
import type { Position } from "./document";
import { type Editor, useEditor } from "./editor-context";
import { isMod, matches } from "./keys";
import { reveal } from "./reveal";
import { type Direction, firstNode, neighbour } from "./walk";

const arrows: { [key: string]: { way: Direction; step: Position } } = {
  ArrowLeft: { way: "left", step: { x: -10, y: 0 } },
  ArrowRight: { way: "right", step: { x: 10, y: 0 } },
  ArrowUp: { way: "up", step: { x: 0, y: -10 } },
  ArrowDown: { way: "down", step: { x: 0, y: 10 } },
};

/** All keys of the editor, from the list of actions. */
export function useShortcuts() {
  const editor = useEditor();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => pressKey(editor, event);
    const onCopy = (event: ClipboardEvent) => onClipboard(event, () => copySelection(editor));
    const onCut = (event: ClipboardEvent) =>
      onClipboard(event, () => (editor.state.getState().readOnly ? undefined : cutSelection(editor)));
    const onPaste = (event: ClipboardEvent) => {
      const { readOnly } = editor.state.getState();
      if (readOnly || !isFree(event.target)) return;
      event.preventDefault();
      void pasteText(editor, event.clipboardData?.getData("text/plain") ?? "");
    };
    window.addEventListener("keydown", onKeyDown);
    document.addEventListener("copy", onCopy);
    document.addEventListener("cut", onCut);
    document.addEventListener("paste", onPaste);
    return () => {
      window.removeEventListener("keydown", onKeyDown);
      document.removeEventListener("copy", onCopy);
      document.removeEventListener("cut", onCut);
      document.removeEventListener("paste", onPaste);
    };
  }, [editor]);
}

function pressKey(editor: Editor, event: KeyboardEvent) {
  if (event.defaultPrevented || event.isComposing) return;
  const state = editor.state.getState();
  const action = editorActions.find(({ keys }) => keys?.some((key) => matches(key, event)));
  if (action && isEverywhere(action.id) && !isInDialog(event.target)) {
    event.preventDefault();
    if (isPossible(action, state)) action.run(editor);
    return;
  }
  // Keys after Ctrl+K are for the search, also while its code is on the way. A picker of files has no code to wait for.
  if (state.dialog !== null && state.dialog !== "import" && !isInDialog(event.target)) return;
  // The same for the list of nodes, which takes the focus when it is there.
  if (state.palette !== null && event.key !== "Escape" && !document.querySelector("[data-palette]")) {
    return event.preventDefault();
  }
  if (!isFree(event.target) || (isPress(event.key) && isOnButton(event.target))) return;
  if (event.key === "Escape") return letGo(editor);
  if (event.key === " ") return selectFocused(editor, event);
  if (event.key === "Tab" && isWalkingByKeyboard(event.target)) return;
  const arrow = arrows[event.key];
  if (arrow && !event.altKey) {
    if (isMod(event)) return nudge(editor, event, arrow.step);
    if (!event.shiftKey) return walk(editor, event, arrow.way);
  }
  if (!action || action.native) return;
  if (!isPossible(action, editor.state.getState())) return;
  event.preventDefault();
  action.run(editor);
}

const isEverywhere = (id: string) => id === "save" || id === "commands" || id === "run" || id === "find";

/** The key is meant for the canvas: not for a field, a menu or a dialog. */
function isFree(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return true;
  if (isInDialog(target) || target.closest("[data-docked]")) return false;
  return target.closest("input, textarea, select, [contenteditable=true], [role=listbox], [role=tablist]") === null;
}

const isPress = (key: string) => key === "Enter" || key === " ";

const isOnButton = (target: EventTarget | null) => target instanceof Element && target.closest("button, a") !== null;

const isInDialog = (target: EventTarget | null) =>
  target instanceof Element &&
  target.closest(":is([role=dialog], [role=alertdialog], [role=menu])[data-state=open]") !== null;

/** Tab goes on to the next control for who came by keyboard. */
const isWalkingByKeyboard = (target: EventTarget | null) =>
  !(target instanceof Element) || target.matches(":focus-visible") || target.closest("[data-canvas]") === null;

function letGo(editor: Editor) {
  const { palette, findOpen } = editor.state.getState();
  editor.state.setState({ palette: null, chainFrom: null, findOpen: palette !== null && findOpen });
  if (!palette && !findOpen) editor.select([]);
}

/** The node or wire that has the keyboard focus becomes the selection. */
function selectFocused(editor: Editor, event: KeyboardEvent) {
  const target = event.target instanceof Element ? event.target : null;
  const node = target?.closest(".react-flow__node")?.getAttribute("data-id");
  const edge = target?.closest(".react-flow__edge")?.getAttribute("data-id");
  const { selected } = editor.state.getState();
  if (node && !selected.has(node)) editor.select(event.shiftKey ? [...selected, node] : [node]);
  if (edge) editor.select([], [edge]);
  if (event.key === " " && (node || edge)) event.preventDefault();
}

/** On to the next node, which gets the focus; the first one when none is selected. */
function walk(editor: Editor, event: KeyboardEvent, way: Direction) {
  const { selected, history } = editor.state.getState();
  const here = history.document.nodes.find(({ id }) => selected.has(id));
  const next = here ? neighbour(history.document, here.id, way) : firstNode(history.document);
  event.preventDefault();
  if (next === undefined) return;
  editor.select([next]);
  reveal(editor, [next]);
  // A card off screen is drawn when the view has moved.
  requestAnimationFrame(() => focusCard(next));
}

function nudge(editor: Editor, event: KeyboardEvent, { x, y }: { x: number; y: number }) {
  const { selected, readOnly } = editor.state.getState();
  if (selected.size === 0 || readOnly) return;
  event.preventDefault();
  const by = event.shiftKey ? { x: x * 5, y: y * 5 } : { x, y };
  editor.dispatch(nudgeNodes, { ids: selected, by });
}

function onClipboard(event: ClipboardEvent, take: () => string | undefined) {
  const hasText = !document.getSelection()?.isCollapsed;
  if (!isFree(event.target) || hasText) return;
  const text = take();
  if (text === undefined) return;
  event.clipboardData?.setData("text/plain", text);
  event.preventDefault();
}
