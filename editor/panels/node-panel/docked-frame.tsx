import { type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { Splitter } from "@/components/ui/splitter";
import type { WorkflowNode } from "@/shared/workflow";
import { focusCard } from "../../canvas/focus-card";
import { findNode } from "../../document";
import { useEditor, useEditorState } from "../../editor-context";
import { reveal } from "../../reveal";
import { hasOwnEscape } from "./own-escape";
import { setPanelLayout, usePanelLayout } from "./panel-layout";

const usualWidth = 480;
/** Its head holds the name of the node and all its buttons. */
const minWidth = 416;
/** The canvas stays wide enough to be worked on. */
const minCanvas = 360;

type DockedFrameProps = { node: WorkflowNode; onClose: () => void; children: ReactNode };

/** The panel beside the canvas, which stays in use: the node that is selected there is the one that is shown. */
export function DockedFrame({ node, onClose, children }: DockedFrameProps) {
  const t = useTranslations("panel.panes");
  const editor = useEditor();
  const { dockWidth } = usePanelLayout();
  const panel = useRef<HTMLElement>(null);
  // What the menu at the side leaves; before it is measured, the style below holds the panel back.
  const row = panel.current?.parentElement?.parentElement;
  const max = Math.max(minWidth, (row?.clientWidth ?? window.innerWidth) - minCanvas);
  const width = Math.max(minWidth, Math.min(dockWidth ?? usualWidth, max));
  useFollowSelection(node.id);

  // Whoever opened it by key or double click goes on in it; later nodes come by a click on the canvas.
  useEffect(() => panel.current?.focus({ preventScroll: true }), []);

  // The canvas got narrower, or another node is shown.
  useEffect(() => {
    const later = requestAnimationFrame(() => reveal(editor, [node.id]));
    return () => cancelAnimationFrame(later);
  }, [editor, node.id]);

  function press(event: KeyboardEvent) {
    if (event.key !== "Escape" || event.defaultPrevented || hasOwnEscape()) return;
    event.stopPropagation();
    onClose();
    focusCard(node.id);
  }

  return (
    // Its bar too: keys pressed there are not for the canvas.
    // biome-ignore lint/a11y/noStaticElementInteractions: hears the keys of what is in it
    <div data-docked className="contents" onKeyDown={press}>
      <Splitter
        label={t("dockWidth")}
        sets="right"
        value={width}
        min={minWidth}
        max={max}
        onChange={(dockWidth) => setPanelLayout({ dockWidth })}
        onReset={() => setPanelLayout({ dockWidth: null })}
      />
      <aside
        ref={panel}
        tabIndex={-1}
        aria-label={node.name}
        className="flex min-h-0 shrink-0 flex-col bg-raised outline-none"
        style={{ width, minWidth, maxWidth: `calc(100% - ${minCanvas}px)` }}
      >
        {children}
      </aside>
    </div>
  );
}

function useFollowSelection(shown: string) {
  const editor = useEditor();
  const only = useEditorState(({ selected }) => (selected.size === 1 ? [...selected][0] : undefined));
  // Only a new choice on the canvas leads on; the panel itself goes where its arrows lead.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    const { document } = editor.state.getState().history;
    if (only === undefined || only === shown || !findNode(document, only)) return;
    editor.seal();
    editor.state.setState({ openNode: only, openRun: null, openField: null });
  }, [only]);
}
