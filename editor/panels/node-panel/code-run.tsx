"use client";

import { Play } from "lucide-react";
import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/button";
import type { StepSummary } from "@/shared/execution";
import { useLogs } from "./log-lines";
import { StepStatus } from "./step-status";

type CodeRunProps = {
  executionId: number | null;
  /** The run that is shown. */
  step: StepSummary | undefined;
  isRunning: boolean;
  /** Without it, it cannot be run. */
  onRun: (() => void) | undefined;
};

/** Below code: runs it on the current input, and shows how that went and what it logged. */
export function CodeRun({ executionId, step, isRunning, onRun }: CodeRunProps) {
  const t = useTranslations("panel.code");
  const isOver = step !== undefined && step.status !== "running";
  const logs = useLogs(executionId, isOver ? step.index : undefined);
  return (
    <section aria-label={t("title")} className="flex min-w-0 flex-col gap-2">
      <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-2">
        {onRun && (
          <Button variant="secondary" size="sm" pending={isRunning} onClick={onRun}>
            <Play aria-hidden />
            {t("run")}
          </Button>
        )}
        {step && <StepStatus step={step} />}
      </div>
      {step?.error && <p className="break-words text-danger text-xs leading-4">{step.error.message}</p>}
      {logs.length > 0 && (
        <ol
          aria-label={t("log")}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls a focusable region only
          tabIndex={0}
          className="max-h-40 overflow-auto rounded-lg border border-border bg-sunken px-3 py-1.5 font-mono text-xs leading-5"
        >
          {logs.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines never change their place
            <li key={index} className="whitespace-pre-wrap break-words">
              {line}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
