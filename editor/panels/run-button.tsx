"use client";

import { ChevronDown, Play, Square } from "lucide-react";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { NodeIcon } from "@/components/node-icon";
import { Button } from "@/components/ui/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { Hint } from "@/components/ui/tooltip";
import { useDocument, useEditor, useEditorState } from "../editor-context";
import { keyText } from "../keys";
import { isBusy, startRun, triggersOf } from "../start-run";

/** Runs from the trigger; several triggers make it a menu. While something runs it stops that. */
export function RunButton() {
  const editor = useEditor();
  const t = useTranslations("runs.runButton");
  const { nodes } = useDocument();
  const nodeTypes = useEditorState((state) => state.nodeTypes);
  const busy = useEditorState(isBusy);
  const starting = useEditorState((state) => state.starting);
  const triggers = useMemo(() => triggersOf(nodes, nodeTypes), [nodes, nodeTypes]);

  if (busy) {
    return (
      <Button variant="secondary" size="sm" pending={starting} onClick={() => void editor.run.stop()}>
        <Square aria-hidden className="size-3.5 fill-current text-danger" />
        <span className="max-sm:sr-only">{t("stop")}</span>
      </Button>
    );
  }
  const hasChoice = triggers.length > 1;
  return (
    <div className="flex">
      <Hint label={t("hint")} shortcut={keyText("Mod+Enter")}>
        <Button
          variant="secondary"
          size="sm"
          className={hasChoice ? "rounded-r-none border-r-0" : undefined}
          onClick={() => startRun(editor)}
        >
          <Play aria-hidden className="size-3.5 fill-current text-success" />
          <span className="max-sm:sr-only">{t("run")}</span>
        </Button>
      </Hint>
      {hasChoice && (
        <DropdownMenu>
          <DropdownMenuTrigger asChild>
            <Button variant="secondary" size="sm" className="rounded-l-none px-1.5" aria-label={t("chooseStart")}>
              <ChevronDown aria-hidden />
            </Button>
          </DropdownMenuTrigger>
          <DropdownMenuContent align="end" className="max-w-72">
            <DropdownMenuLabel>{t("startFrom")}</DropdownMenuLabel>
            {triggers.map((trigger) => (
              <DropdownMenuItem key={trigger.id} onSelect={() => startRun(editor, trigger)}>
                <NodeIcon {...nodeTypes.get(trigger.type)} size="sm" className="-my-1" />
                <span className="truncate">{trigger.name}</span>
              </DropdownMenuItem>
            ))}
          </DropdownMenuContent>
        </DropdownMenu>
      )}
    </div>
  );
}
