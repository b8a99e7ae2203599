"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { cn } from "@/components/ui/class-names";
import type { RunView } from "../run-view";
import { FailureCard } from "./failure-card";
import { RunLog } from "./run-log";
import { StepList } from "./step-list";

const views = ["steps", "log"] as const;

/** Why a run failed, and its steps or its log. */
export function RunDetails({ run }: { run: RunView }) {
  const t = useTranslations("logs");
  const [view, setView] = useState<(typeof views)[number]>("steps");
  return (
    <>
      <FailureCard run={run} />
      {/* biome-ignore lint/a11y/useSemanticElements: buttons, not form fields */}
      <div role="group" aria-label={t("views")} className="flex shrink-0 gap-1 border-border border-b px-2">
        {views.map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={view === name}
            onClick={() => setView(name)}
            className={cn(
              "-mb-px border-transparent border-b-2 px-2 py-1.5 pointer-coarse:py-2.5 font-medium text-muted text-xs hover:text-text focus-visible:-outline-offset-2",
              view === name && "border-primary text-text",
            )}
          >
            {t(name)}
          </button>
        ))}
      </div>
      {view === "steps" ? <StepList run={run} /> : <RunLog key={run.executionId} run={run} />}
    </>
  );
}
