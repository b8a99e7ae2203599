"use client";

import { Ellipsis } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuShortcut,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { actionById, actionLabel, isPossible } from "../actions";
import { useEditor } from "../editor-context";
import { keyText } from "../keys";

const sections = [
  ["undo", "redo"],
  ["find", "tidy-up", "minimap"],
  ["import", "export", "export-n8n", "duplicate-workflow"],
  ["settings", "versions", "state", "executions"],
  ["commands", "shortcuts"],
  ["delete-workflow"],
];

export function EditorMenu() {
  const t = useTranslations("editor.menu");
  const [open, setOpen] = useState(false);
  return (
    <DropdownMenu open={open} onOpenChange={setOpen}>
      <DropdownMenuTrigger asChild>
        <Button variant="ghost" size="icon-sm" aria-label={t("open")}>
          <Ellipsis aria-hidden />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent
        align="end"
        className="w-60"
        onCloseAutoFocus={(event) => {
          // What was chosen took the focus for itself; the button has it again otherwise.
          if (document.activeElement !== document.body) event.preventDefault();
        }}
      >
        {sections.map((ids, index) => (
          // Undo and redo have buttons of their own where there is room.
          <div key={ids.join()} role="none" className={index === 0 ? "sm:hidden" : undefined}>
            {ids.map((id) => (
              <ActionItem key={id} id={id} />
            ))}
            {index < sections.length - 1 && <DropdownMenuSeparator />}
          </div>
        ))}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

function ActionItem({ id }: { id: string }) {
  const t = useTranslations();
  const editor = useEditor();
  const action = actionById(id);
  if (!action) return null;
  const state = editor.state.getState();
  const { icon: Icon, danger, keys } = action;
  return (
    <DropdownMenuItem
      variant={danger ? "danger" : "default"}
      disabled={!isPossible(action, state)}
      // After the menu has let go of the focus.
      onSelect={() => setTimeout(() => action.run(editor), 0)}
    >
      <Icon aria-hidden />
      <span className="truncate">{actionLabel(action, state, t)}</span>
      {keys?.[0] && <DropdownMenuShortcut>{keyText(keys[0])}</DropdownMenuShortcut>}
    </DropdownMenuItem>
  );
}
