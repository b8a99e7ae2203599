"use client";

import { ArrowLeft, ArrowLeftRight } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { StatusBadge } from "@/components/status-badge";
import { Duration, Time } from "@/components/time";
import { Button } from "@/components/ui/button";
import { Hint } from "@/components/ui/tooltip";
import type { ExecutionComparison } from "@/shared/api";
import { Canvas } from "../canvas/canvas";
import { CanvasControls } from "../canvas/canvas-controls";
import { OpenedFrame } from "../opened-frame";
import { ComparedSteps } from "./compared-steps";
import { StepDifferences } from "./step-differences";
import { type OpenComparison, useOpenComparison } from "./use-open-comparison";

/** Two executions of one workflow: where they went apart, node by node and item by item. */
export function CompareView({ a, b }: { a: number; b: number }) {
  const { opened, error, retry } = useOpenComparison(a, b);
  return (
    <OpenedFrame subject="comparison" editor={opened?.editor} error={error} onRetry={retry}>
      {opened && <Comparison opened={opened} />}
    </OpenedFrame>
  );
}

function Comparison({ opened: { editor, comparison } }: { opened: OpenComparison }) {
  const { steps } = comparison;
  // Where they part is where the cause is.
  const [chosen, setChosen] = useState(() =>
    Math.max(
      0,
      steps.findIndex(({ is }) => is !== "same"),
    ),
  );
  const step = steps[chosen];

  function choose(index: number) {
    setChosen(index);
    const id = steps[index]?.nodeId;
    if (!id) return;
    editor.select([id]);
    void editor.canvas.current?.fitView({ nodes: [{ id }], maxZoom: 1, duration: 200 });
  }

  return (
    <div className="flex h-full flex-col">
      <CompareHeader comparison={comparison} />
      <div className="flex min-h-0 flex-1 flex-col lg:flex-row">
        <div className="relative min-h-0 min-w-0 flex-1 overflow-hidden max-lg:hidden">
          <Canvas>
            <CanvasControls />
          </Canvas>
        </div>
        <aside className="flex min-h-0 flex-1 flex-col border-border bg-surface lg:w-[34rem] lg:flex-none lg:border-l">
          <ComparedSteps comparison={comparison} chosen={chosen} onChoose={choose} />
          {step && <StepDifferences key={chosen} comparison={comparison} step={step} />}
        </aside>
      </div>
    </div>
  );
}

function CompareHeader({ comparison: { a, b } }: { comparison: ExecutionComparison }) {
  const t = useTranslations("compare");
  return (
    <header className="flex min-h-12 shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-border border-b bg-surface px-2 py-1.5">
      <Hint label={t("back", { id: b.id })}>
        <Button asChild variant="ghost" size="icon-sm">
          <Link href={`/executions/${b.id}`} aria-label={t("back", { id: b.id })}>
            <ArrowLeft aria-hidden />
          </Link>
        </Button>
      </Hint>
      <h1 className="min-w-0 truncate font-semibold text-sm" title={b.workflowName}>
        {t("heading", { workflow: b.workflowName })}
      </h1>
      <div className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1 text-xs md:ml-auto">
        <Side execution={a} />
        <Hint label={t("swap")}>
          <Button asChild variant="ghost" size="icon-sm">
            <Link href={`/executions/compare?a=${b.id}&b=${a.id}`} aria-label={t("swap")}>
              <ArrowLeftRight aria-hidden />
            </Link>
          </Button>
        </Hint>
        <Side execution={b} />
      </div>
    </header>
  );
}

function Side({ execution }: { execution: ExecutionComparison["a"] }) {
  const { id, status, startedAt, createdAt, finishedAt } = execution;
  return (
    <span className="flex flex-wrap items-center gap-x-2">
      <Link href={`/executions/${id}`} className="rounded-sm font-medium tabular-nums hover:underline">
        #{id}
      </Link>
      <StatusBadge status={status} />
      <span className="text-muted">
        <Time at={startedAt ?? createdAt} />
        {startedAt !== null && (
          <>
            {" · "}
            <Duration startedAt={startedAt} finishedAt={finishedAt} />
          </>
        )}
      </span>
    </span>
  );
}
