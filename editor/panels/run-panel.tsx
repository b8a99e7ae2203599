"use client";

import { ChevronDown, ChevronUp, ExternalLink, RotateCcw, X } from "lucide-react";
import Link from "next/link";
import { StatusBadge } from "@/components/status-badge";
import { Duration } from "@/components/time";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/sonner";
import { Hint } from "@/components/ui/tooltip";
import { isFinal } from "@/shared/execution";
import { useEditor, useEditorState } from "../editor-context";
import type { RunView } from "../run-view";
import { CallFirstCard } from "./call-first-card";
import { FailureCard } from "./failure-card";
import { ListeningCard } from "./listening-card";
import { StepList } from "./step-list";

/** Below the canvas: the run on screen, step by step. */
export function RunPanel() {
  const editor = useEditor();
  const run = useEditorState((state) => state.run);
  const listening = useEditorState((state) => state.listening);
  const open = useEditorState((state) => state.runPanelOpen);
  const toggle = () => editor.state.setState({ runPanelOpen: !open });
  const hasContent = run !== null || listening !== null;
  return (
    <section aria-label="Run" className="shrink-0 border-border border-t bg-surface">
      <div className="flex h-10 items-center gap-2 px-2 sm:px-3">
        <Button
          variant="ghost"
          size="icon-sm"
          aria-expanded={open && hasContent}
          aria-label={open ? "Hide the steps of the run" : "Show the steps of the run"}
          disabled={!hasContent}
          onClick={toggle}
        >
          {open && hasContent ? <ChevronDown aria-hidden /> : <ChevronUp aria-hidden />}
        </Button>
        {run ? <RunTitle run={run} /> : <NoRun />}
      </div>
      <CallFirstCard />
      {listening && <ListeningCard listening={listening} />}
      {run && open && (
        <div className="flex h-60 flex-col overflow-hidden border-border border-t max-sm:h-52">
          <FailureCard run={run} />
          <StepList run={run} />
        </div>
      )}
    </section>
  );
}

function RunTitle({ run: { executionId, state, startedAt: started, finishedAt } }: { run: RunView }) {
  const editor = useEditor();
  const startedAt = started ?? state.steps[0]?.startedAt;
  const final = isFinal(state.status);
  const last = state.steps.at(-1);
  const end = finishedAt ?? (final && last ? last.startedAt + (last.durationMs ?? 0) : null);
  return (
    <>
      <span className="hidden font-medium text-sm sm:inline">Run</span>
      <span role="status">
        <StatusBadge status={state.status} />
      </span>
      <span className="min-w-0 flex-1 truncate text-muted text-xs tabular-nums">
        {startedAt !== undefined && (
          <>
            <Duration startedAt={startedAt} finishedAt={end} />
            {" · "}
          </>
        )}
        {state.steps.length} {state.steps.length === 1 ? "step" : "steps"}
      </span>
      {final && state.status !== "succeeded" && (
        <Button variant="ghost" size="sm" onClick={() => void editor.run.retry()}>
          <RotateCcw aria-hidden />
          Retry
        </Button>
      )}
      <Hint label={`Execution ${executionId} on its own page`}>
        <Button asChild variant="ghost" size="icon-sm">
          <Link href={`/executions/${executionId}`} aria-label={`Open execution ${executionId}`}>
            <ExternalLink aria-hidden />
          </Link>
        </Button>
      </Hint>
      {final && (
        <Hint label="Clear the run from the canvas">
          <Button variant="ghost" size="icon-sm" aria-label="Clear the run" onClick={() => editor.run.clear()}>
            <X aria-hidden />
          </Button>
        </Hint>
      )}
    </>
  );
}

function NoRun() {
  const editor = useEditor();
  async function load() {
    if (!(await editor.run.loadLast())) toast.info("This workflow has not run yet");
  }
  return (
    <>
      <span className="min-w-0 flex-1 truncate text-muted text-xs">No run on screen</span>
      <Button variant="ghost" size="sm" onClick={() => void load()}>
        Load last execution
      </Button>
    </>
  );
}
