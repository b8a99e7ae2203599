"use client";

import { Suspense, useEffect } from "react";
import { useTranslations } from "use-intl";
import { lazyPart } from "@/components/lazy-part";
import { WhenOpened } from "@/components/when-opened";
import type { ExecutionDetail } from "@/shared/api";
import { Canvas } from "./canvas/canvas";
import { CanvasControls } from "./canvas/canvas-controls";
import { useEditor, useEditorState } from "./editor-context";
import { OpenedFrame } from "./opened-frame";
import { ExecutionHeader } from "./panels/execution-header";
import { FailureCard } from "./panels/failure-card";
import { loadRunDetails } from "./panels/run-panel";
import { reveal } from "./reveal";
import { useOpenExecution } from "./use-open-execution";
import { useShortcuts } from "./use-shortcuts";

const CommandSearch = lazyPart(async () => ({ default: (await import("./panels/command-search")).CommandSearch }));
const ShortcutsDialog = lazyPart(async () => ({
  default: (await import("./panels/shortcuts-dialog")).ShortcutsDialog,
}));
const RunDetails = lazyPart(loadRunDetails);
const OpenNode = lazyPart(async () => ({ default: (await import("./panels/open-node")).OpenNode }));

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
  const t = useTranslations("canvas.run");
  const { state } = useEditor();
  const run = useEditorState((current) => current.run);
  const openNode = useEditorState((current) => current.openNode);
  const dialog = useEditorState((current) => current.dialog);
  const close = (open: boolean) => !open && state.setState({ dialog: null });
  useShowFailure();
  return (
    <div className="flex h-full flex-col">
      <ExecutionHeader execution={execution} />
      <div className="flex min-h-0 flex-1 flex-col lg:flex-row">
        <div className="relative min-h-0 min-w-0 flex-1 overflow-hidden">
          <Canvas>
            <CanvasControls />
          </Canvas>
        </div>
        <Suspense>{openNode !== null && <OpenNode id={openNode} />}</Suspense>
        {run && !(execution.isDataDropped && run.state.status === "succeeded") && (
          <section
            aria-label={t("steps")}
            className="flex max-h-[45%] max-sm:max-h-[60%] min-h-32 shrink-0 flex-col border-border border-t bg-surface lg:max-h-none lg:w-96 lg:border-t-0 lg:border-l"
          >
            <Suspense>{execution.isDataDropped ? <FailureCard run={run} /> : <RunDetails run={run} />}</Suspense>
          </section>
        )}
      </div>
      <WhenOpened open={dialog === "commands"}>
        <CommandSearch open={dialog === "commands"} onOpenChange={close} />
      </WhenOpened>
      <WhenOpened open={dialog === "shortcuts"}>
        <ShortcutsDialog open={dialog === "shortcuts"} onOpenChange={close} />
      </WhenOpened>
    </div>
  );
}

/** A workflow that is wider than the window opens where it begins; what failed is what people come for. */
function useShowFailure() {
  const editor = useEditor();
  const failed = useEditorState(
    ({ run }) => run?.state.error?.nodeId ?? run?.state.steps.findLast((step) => step?.status === "failed")?.nodeId,
  );
  useEffect(() => {
    if (failed === undefined) return;
    // After the canvas has taken its place.
    const later = setTimeout(() => reveal(editor, [failed]), 300);
    return () => clearTimeout(later);
  }, [editor, failed]);
}
