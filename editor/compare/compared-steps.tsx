"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { Diff, Equal, Minus, Plus } from "lucide-react";
import { useId, useRef, useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import { NodeIcon } from "@/components/node-icon";
import { durationText } from "@/components/time";
import { cn } from "@/components/ui/class-names";
import { Switch } from "@/components/ui/switch";
import type { ExecutionComparison, StepComparison } from "@/shared/api";
import type { StepSummary } from "@/shared/execution";
import { useEditorState } from "../editor-context";

const rowHeight = 36;

type ComparedStepsProps = { comparison: ExecutionComparison; chosen: number; onChoose: (index: number) => void };

/** Each run of each node in the order of the first execution, and how it compares. */
export function ComparedSteps({ comparison, chosen, onChoose }: ComparedStepsProps) {
  const t = useTranslations("compare");
  const { steps, isCut, changedNodes, changedWires } = comparison;
  const [onlyDifferent, setOnlyDifferent] = useState(false);
  const switchId = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const shown = steps.map((_, index) => index).filter((index) => !onlyDifferent || steps[index]?.is !== "same");
  const different = steps.filter(({ is }) => is !== "same").length;
  const rows = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  return (
    <section aria-label={t("steps")} className="flex h-2/5 min-h-40 shrink-0 flex-col border-border border-b">
      <div className="flex shrink-0 flex-wrap items-center gap-x-4 gap-y-1 border-border border-b px-4 py-2">
        <p className="min-w-0 flex-1 text-sm" role="status">
          {different === 0 ? t("allSame", { count: steps.length }) : t("different", { different, count: steps.length })}
        </p>
        <label htmlFor={switchId} className="flex items-center gap-2 text-muted text-xs">
          <Switch id={switchId} checked={onlyDifferent} onCheckedChange={setOnlyDifferent} disabled={different === 0} />
          {t("onlyDifferent")}
        </label>
        {changedNodes.length + changedWires > 0 && (
          <p className="basis-full text-warning text-xs">
            {t("workflowChanged", { nodes: changedNodes.length, wires: changedWires })}
          </p>
        )}
        {isCut && <p className="basis-full text-muted text-xs">{t("isCut", { count: steps.length })}</p>}
      </div>
      <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto">
        <ol className="relative" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index: row, start }) => {
            const index = shown[row] ?? -1;
            const step = steps[index];
            if (!step) return null;
            return (
              <li key={index} className="absolute inset-x-0" style={{ top: start, height: rowHeight }}>
                <StepRow step={step} isChosen={index === chosen} onChoose={() => onChoose(index)} />
              </li>
            );
          })}
        </ol>
      </div>
    </section>
  );
}

const marks = {
  same: { icon: Equal, className: "text-muted" },
  different: { icon: Diff, className: "text-warning" },
  onlyA: { icon: Minus, className: "text-danger" },
  onlyB: { icon: Plus, className: "text-success" },
} as const;

type StepRowProps = { step: StepComparison; isChosen: boolean; onChoose: () => void };

function StepRow({ step, isChosen, onChoose }: StepRowProps) {
  const t = useTranslations("compare");
  const locale = useLocale();
  const info = useEditorState(({ nodeTypes }) => nodeTypes.get(step.type));
  const { icon: Icon, className } = marks[step.is];
  return (
    <button
      type="button"
      aria-current={isChosen}
      onClick={onChoose}
      className={cn(
        "flex size-full items-center gap-2.5 px-4 text-left text-sm hover:bg-hover focus-visible:-outline-offset-2",
        isChosen && "bg-primary-soft hover:bg-primary-soft",
      )}
    >
      <Icon aria-hidden className={cn("size-4 shrink-0", className)} />
      <NodeIcon icon={info?.icon} category={info?.category} size="sm" className="max-sm:hidden" />
      <span className="min-w-0 truncate font-medium">{step.name}</span>
      {step.run > 0 && (
        <span className="shrink-0 text-muted text-xs tabular-nums">{t("run", { run: step.run + 1 })}</span>
      )}
      <span className={cn("min-w-0 flex-1 truncate text-xs", className)}>{t(`is.${step.is}`)}</span>
      <span className="shrink-0 text-muted text-xs tabular-nums">
        <Pair
          before={step.a && itemsOf(step.a)}
          after={step.b && itemsOf(step.b)}
          text={(count) => t("items", { count })}
        />
      </span>
      <span className="min-w-14 shrink-0 text-right text-muted text-xs tabular-nums max-sm:hidden">
        <Pair before={step.a?.durationMs} after={step.b?.durationMs} text={(ms) => durationText(ms, locale)} />
      </span>
    </button>
  );
}

const itemsOf = ({ counts }: StepSummary) => Object.values(counts).reduce((sum, count) => sum + count, 0);

type PairProps = { before: number | undefined; after: number | undefined; text: (value: number) => string };

/** "3 items", or "3 items → 5 items" where they differ. */
function Pair({ before, after, text }: PairProps) {
  const texts = [before, after].filter((value) => value !== undefined).map(text);
  return [...new Set(texts)].join(" → ");
}
