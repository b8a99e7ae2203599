import { type MouseEvent, type PointerEvent, useMemo, useRef } from "react";
import { cardWidth, headHeight } from "../card-geometry";
import { chainTo } from "../chain";
import type { PortEnd } from "../connections";
import { findNode, rounded } from "../document";
import { type Editor, useEditor } from "../editor-context";
import { isMod } from "../keys";

const doubleTapMs = 350;

/** What mouse and fingers do on the canvas beside dragging, which is React Flow's. */
export function usePointing() {
  const editor = useEditor();
  const lastTap = useRef<{ id: string; at: number } | null>(null);
  return useMemo(
    () => ({
      onPointerMove({ pointerType, clientX, clientY }: PointerEvent) {
        if (pointerType === "mouse") editor.pointer.current = { x: clientX, y: clientY };
      },
      onPointerLeave() {
        editor.pointer.current = null;
      },
      /** Before React Flow takes the click for a selection. */
      onClickCapture(event: MouseEvent) {
        const { readOnly } = editor.state.getState();
        if (readOnly || !isMod(event)) return;
        const aim = aimOf(editor, event.target);
        if (!aim) return;
        event.stopPropagation();
        chainTo(editor, aim.id, aim.port);
      },
      onClick(event: MouseEvent) {
        const { pointerType } = event.nativeEvent as globalThis.PointerEvent;
        const id = pointerType === "touch" ? idAt(event.target) : undefined;
        const isSecond =
          id !== undefined && lastTap.current?.id === id && event.timeStamp - lastTap.current.at < doubleTapMs;
        lastTap.current = id === undefined || isSecond ? null : { id, at: event.timeStamp };
        if (isSecond) openPart(editor, id);
        // React Flow leaves a selection of several alone.
        const one = event.shiftKey || isMod(event) ? undefined : idAt(event.target);
        if (one !== undefined && editor.state.getState().selected.has(one)) editor.select([one]);
      },
      onDoubleClick(event: MouseEvent) {
        const { target, clientX, clientY } = event;
        if (!(target instanceof Element) || !target.matches(".react-flow__pane")) return;
        const at = editor.canvas.current?.screenToFlowPosition({ x: clientX, y: clientY });
        if (!at || editor.state.getState().readOnly) return;
        const place = rounded({ x: at.x - cardWidth / 2, y: at.y - headHeight / 2 });
        editor.state.setState({ palette: { for: "canvas", at: place } });
      },
    }),
    [editor],
  );
}

/** What a double click or tap does with a node or a note. */
export function openPart(editor: Editor, id: string) {
  const { readOnly, history } = editor.state.getState();
  if (findNode(history.document, id)) return editor.state.setState({ openNode: id });
  const isNote = history.document.notes.some((note) => note.id === id);
  if (isNote && !readOnly) editor.state.setState({ editingNote: id });
}

function idAt(target: EventTarget | null): string | undefined {
  if (!(target instanceof Element) || target.closest("button, input, textarea, a")) return undefined;
  return target.closest(".react-flow__node")?.getAttribute("data-id") ?? undefined;
}

function aimOf(editor: Editor, target: EventTarget | null): { id: string; port?: PortEnd } | undefined {
  const id = idAt(target);
  if (id === undefined || !findNode(editor.state.getState().history.document, id)) return undefined;
  const handle = target instanceof Element ? target.closest(".react-flow__handle") : null;
  const port = handle?.getAttribute("data-handleid");
  if (!handle || !port) return { id };
  return { id, port: { node: id, port, side: handle.classList.contains("source") ? "output" : "input" } };
}
