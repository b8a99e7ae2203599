"use client";

import { Ellipsis } from "lucide-react";
import { useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuShortcut,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { actionById, actionLabel, type EditorAction, isPossible } from "../actions";
import { focusSelection } from "../canvas/focus-card";
import { useEditor } from "../editor-context";
import { keyText } from "../keys";

const sections = [
  ["undo", "redo"],
  ["find", "tidy-up", "minimap"],
  ["import", "export", "export-n8n", "duplicate-workflow"],
  ["settings", "versions", "executions"],
  ["commands", "shortcuts"],
  ["delete-workflow"],
];

export function EditorMenu() {
  const editor = useEditor();
  const [open, setOpen] = useState(false);
  const chosen = useRef<EditorAction | null>(null);
  return (
    <DropdownMenu open={open} onOpenChange={setOpen}>
      <DropdownMenuTrigger asChild>
        <Button variant="ghost" size="icon-sm" aria-label="Actions for this workflow">
          <Ellipsis aria-hidden />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent
        align="end"
        className="w-60"
        onCloseAutoFocus={(event) => {
          if (!chosen.current) return;
          event.preventDefault();
          focusSelection(editor);
          // Only now: what it opens takes the focus for itself.
          chosen.current.run(editor);
          chosen.current = null;
        }}
      >
        {sections.map((ids, index) => (
          // Undo and redo have buttons of their own where there is room.
          <div key={ids.join()} role="none" className={index === 0 ? "sm:hidden" : undefined}>
            {ids.map((id) => (
              <ActionItem
                key={id}
                id={id}
                onChoose={(action) => {
                  chosen.current = action;
                }}
              />
            ))}
            {index < sections.length - 1 && <DropdownMenuSeparator />}
          </div>
        ))}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

function ActionItem({ id, onChoose }: { id: string; onChoose: (action: EditorAction) => void }) {
  const editor = useEditor();
  const action = actionById(id);
  if (!action) return null;
  const state = editor.state.getState();
  const { icon: Icon, danger, keys } = action;
  return (
    <DropdownMenuItem
      variant={danger ? "danger" : "default"}
      disabled={!isPossible(action, state)}
      onSelect={() => onChoose(action)}
    >
      <Icon aria-hidden />
      <span className="truncate">{actionLabel(action, state)}</span>
      {keys?.[0] && <DropdownMenuShortcut>{keyText(keys[0])}</DropdownMenuShortcut>}
    </DropdownMenuItem>
  );
}
