"use client";

import { type MouseEvent, type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import {
  ContextMenu,
  ContextMenuContent,
  ContextMenuItem,
  ContextMenuSeparator,
  ContextMenuShortcut,
  ContextMenuTrigger,
} from "@/components/ui/context-menu";
import { type ActionMenu, actionLabel, editorActions, isPossible } from "../actions";
import { type Editor, useEditor } from "../editor-context";
import { selectGroup } from "../group-selection";
import { keyText } from "../keys";
import { focusAfterChoice } from "./focus-card";

/** The menu of what is under the pointer. */
export function CanvasMenu({ children }: { children: ReactNode }) {
  const editor = useEditor();
  const [menu, setMenu] = useState<ActionMenu>("pane");
  return (
    <ContextMenu>
      <ContextMenuTrigger
        asChild
        onContextMenu={(event) => setMenu(aimAt(editor, event))}
        // A long press opens it without that event.
        onPointerDown={(event) => event.pointerType === "touch" && setMenu(aimAt(editor, event))}
      >
        {children}
      </ContextMenuTrigger>
      <ContextMenuContent className="w-72" onCloseAutoFocus={focusAfterChoice(editor)}>
        <MenuItems menu={menu} />
      </ContextMenuContent>
    </ContextMenu>
  );
}

function MenuItems({ menu }: { menu: ActionMenu }) {
  const t = useTranslations();
  const editor = useEditor();
  const state = editor.state.getState();
  const actions = editorActions.filter(
    (action) =>
      action.menus?.includes(menu) &&
      (action.readOnly || !state.readOnly) &&
      (!action.hidesWhenImpossible || isPossible(action, state)),
  );
  const sorted = [...actions.filter(({ danger }) => !danger), ...actions.filter(({ danger }) => danger)];
  return sorted.map((action, index) => {
    const { id, icon: Icon, keys, danger, group } = action;
    const before = sorted[index - 1];
    return (
      <div key={id} role="none">
        {before && (before.group !== group || (danger && !before.danger)) && <ContextMenuSeparator />}
        <ContextMenuItem
          variant={danger ? "danger" : "default"}
          disabled={!isPossible(action, state)}
          // After the menu has let go of the focus.
          onSelect={() => setTimeout(() => action.run(editor), 0)}
        >
          <Icon aria-hidden />
          {actionLabel(action, state, t)}
          {keys?.[0] && <ContextMenuShortcut>{keyText(keys[0])}</ContextMenuShortcut>}
        </ContextMenuItem>
      </div>
    );
  });
}

/** Selects what was aimed at, unless it belongs to the selection already. */
function aimAt(editor: Editor, event: MouseEvent): ActionMenu {
  const target = event.target instanceof Element ? event.target : null;
  const { selected, selectedEdges, history } = editor.state.getState();
  const edgeId = target?.closest(".react-flow__edge")?.getAttribute("data-id");
  if (edgeId) {
    if (!selectedEdges.has(edgeId)) editor.select([], [edgeId]);
    return "edge";
  }
  const id = target?.closest(".react-flow__node")?.getAttribute("data-id");
  if (!id) return target?.closest(".react-flow__nodesselection") ? "node" : "pane";
  if (history.document.groups?.some((group) => group.id === id)) {
    selectGroup(editor, id);
    return "group";
  }
  if (!selected.has(id)) editor.select([id]);
  return history.document.notes.some((note) => note.id === id) ? "note" : "node";
}
