"use client";

import { lazy, Suspense } from "react";
import type { ExecutionDetail } from "@/shared/api";
import { Canvas } from "./canvas/canvas";
import { CanvasControls } from "./canvas/canvas-controls";
import { useEditor, useEditorState } from "./editor-context";
import { OpenedFrame } from "./opened-frame";
import { CommandSearch } from "./panels/command-search";
import { ExecutionHeader } from "./panels/execution-header";
import { FailureCard } from "./panels/failure-card";
import { ShortcutsDialog } from "./panels/shortcuts-dialog";
import { StepList } from "./panels/step-list";
import { useOpenExecution } from "./use-open-execution";
import { useShortcuts } from "./use-shortcuts";

const OpenNode = lazy(async () => ({ default: (await import("./panels/open-node")).OpenNode }));

/** One execution on the canvas, as the workflow was when it ran. */
export function ExecutionView({ id }: { id: number }) {
  const { opened, error, retry } = useOpenExecution(id);
  return (
    <OpenedFrame subject="execution" editor={opened?.editor} error={error} onRetry={retry}>
      {opened && <Execution execution={opened.execution} />}
    </OpenedFrame>
  );
}

function Execution({ execution }: { execution: ExecutionDetail }) {
  useShortcuts();
  const { state } = useEditor();
  const run = useEditorState((current) => current.run);
  const openNode = useEditorState((current) => current.openNode);
  const dialog = useEditorState((current) => current.dialog);
  const close = (open: boolean) => !open && state.setState({ dialog: null });
  return (
    <div className="flex h-full flex-col">
      <ExecutionHeader execution={execution} />
      <div className="flex min-h-0 flex-1 flex-col lg:flex-row">
        <div className="relative min-h-0 min-w-0 flex-1 overflow-hidden">
          <Canvas>
            <CanvasControls />
          </Canvas>
        </div>
        {run && (
          <section
            aria-label="Steps of the execution"
            className="flex max-h-[45%] min-h-32 shrink-0 flex-col border-border border-t bg-surface lg:max-h-none lg:w-96 lg:border-t-0 lg:border-l"
          >
            <FailureCard run={run} />
            <StepList run={run} />
          </section>
        )}
      </div>
      <CommandSearch open={dialog === "commands"} onOpenChange={close} />
      <ShortcutsDialog open={dialog === "shortcuts"} onOpenChange={close} />
      <Suspense>{openNode !== null && <OpenNode id={openNode} />}</Suspense>
    </div>
  );
}
