"use client";

import { ChevronDown, Play, Square } from "lucide-react";
import { useMemo } from "react";
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
  const { nodes } = useDocument();
  const nodeTypes = useEditorState((state) => state.nodeTypes);
  const busy = useEditorState(isBusy);
  const starting = useEditorState((state) => state.starting);
  const triggers = useMemo(() => triggersOf(nodes, nodeTypes), [nodes, nodeTypes]);

  if (busy) {
    return (
      <Button variant="secondary" size="sm" pending={starting} onClick={() => void editor.run.stop()}>
        <Square aria-hidden className="size-3.5 fill-current text-danger" />
        <span className="max-sm:sr-only">Stop</span>
      </Button>
    );
  }
  const hasChoice = triggers.length > 1;
  return (
    <div className="flex">
      <Hint label="Run the workflow as it is on screen" shortcut={keyText("Mod+Enter")}>
        <Button
          variant="secondary"
          size="sm"
          className={hasChoice ? "rounded-r-none border-r-0" : undefined}
          onClick={() => startRun(editor)}
        >
          <Play aria-hidden className="size-3.5 fill-current text-success" />
          <span className="max-sm:sr-only">Run</span>
        </Button>
      </Hint>
      {hasChoice && (
        <DropdownMenu>
          <DropdownMenuTrigger asChild>
            <Button variant="secondary" size="sm" className="rounded-l-none px-1.5" aria-label="Choose where to start">
              <ChevronDown aria-hidden />
            </Button>
          </DropdownMenuTrigger>
          <DropdownMenuContent align="end" className="max-w-72">
            <DropdownMenuLabel>Start from</DropdownMenuLabel>
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
