"use client";

import { ChevronDown, ChevronUp, ExternalLink, RotateCcw, X } from "lucide-react";
import Link from "next/link";
import { Suspense } from "react";
import { useTranslations } from "use-intl";
import { lazyPart } from "@/components/lazy-part";
import { StatusBadge } from "@/components/status-badge";
import { Duration } from "@/components/time";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toast";
import { Hint } from "@/components/ui/tooltip";
import { isFinal, shownStatus } from "@/shared/execution";
import { useEditor, useEditorState } from "../editor-context";
import type { RunView } from "../run-view";
import { CallFirstCard } from "./call-first-card";
import { ListeningCard } from "./listening-card";

export const loadRunDetails = async () => ({ default: (await import("./run-details")).RunDetails });
const RunDetails = lazyPart(loadRunDetails);

/** Below the canvas: the run on screen, step by step. */
export function RunPanel() {
  const editor = useEditor();
  const t = useTranslations("runs.panel");
  const run = useEditorState((state) => state.run);
  const listening = useEditorState((state) => state.listening);
  const open = useEditorState((state) => state.runPanelOpen);
  const toggle = () => editor.state.setState({ runPanelOpen: !open });
  const hasContent = run !== null || listening !== null;
  return (
    <section aria-label={t("title")} className="shrink-0 border-border border-t bg-surface">
      <div className="flex h-10 items-center gap-2 px-2 sm:px-3">
        <Button
          variant="ghost"
          size="icon-sm"
          aria-expanded={open && hasContent}
          aria-label={t(open ? "hide" : "show")}
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
        <div className="flex h-60 flex-col overflow-hidden border-border border-t max-sm:h-[40dvh]">
          <Suspense>
            <RunDetails run={run} />
          </Suspense>
        </div>
      )}
    </section>
  );
}

function RunTitle({ run: { executionId, state, startedAt: started, finishedAt } }: { run: RunView }) {
  const editor = useEditor();
  const t = useTranslations("runs.panel");
  const startedAt = started ?? state.steps[0]?.startedAt;
  const final = isFinal(state.status);
  const shown = shownStatus(state.status, state.error?.code);
  const last = state.steps.at(-1);
  const end = finishedAt ?? (final && last ? last.startedAt + (last.durationMs ?? 0) : null);
  return (
    <>
      <span className="hidden font-medium text-sm sm:inline">{t("title")}</span>
      <span role="status">
        <StatusBadge status={shown} />
      </span>
      <span className="min-w-0 flex-1 truncate text-muted text-xs tabular-nums">
        {startedAt !== undefined && (
          <>
            <Duration startedAt={startedAt} finishedAt={end} />
            {" · "}
          </>
        )}
        {t("steps", { count: state.steps.length })}
      </span>
      {final && shown !== "succeeded" && shown !== "unknown" && (
        <Button variant="ghost" size="sm" onClick={() => void editor.run.retry()}>
          <RotateCcw aria-hidden />
          {t("retry")}
        </Button>
      )}
      <Hint label={t("ownPage", { id: executionId })}>
        <Button asChild variant="ghost" size="icon-sm">
          <Link href={`/executions/${executionId}`} aria-label={t("openExecution", { id: executionId })}>
            <ExternalLink aria-hidden />
          </Link>
        </Button>
      </Hint>
      {final && (
        <Hint label={t("clearHint")}>
          <Button variant="ghost" size="icon-sm" aria-label={t("clear")} onClick={() => editor.run.clear()}>
            <X aria-hidden />
          </Button>
        </Hint>
      )}
    </>
  );
}

function NoRun() {
  const editor = useEditor();
  const t = useTranslations("runs.panel");
  async function load() {
    if (!(await editor.run.loadLast())) toast.info(t("neverRan"));
  }
  return (
    <>
      <span className="min-w-0 flex-1 truncate text-muted text-xs">{t("noRun")}</span>
      <Button variant="ghost" size="sm" onClick={() => void load()}>
        {t("loadLast")}
      </Button>
    </>
  );
}
