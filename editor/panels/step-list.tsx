"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { Ban, CircleAlert, CircleCheck, Hourglass } from "lucide-react";
import { useRef } from "react";
import { useFormatter, useLocale, useTranslations } from "use-intl";
import { NodeIcon } from "@/components/node-icon";
import { durationText } from "@/components/time";
import { cn } from "@/components/ui/class-names";
import { Spinner } from "@/components/ui/spinner";
import type { StepStatus, StepSummary } from "@/shared/execution";
import { useEditor, useEditorState } from "../editor-context";
import { knownSteps, type RunView, stepStanding } from "../run-view";
import { type RunNode, useRunNodes } from "../use-run-nodes";

const rowHeight = 36;

/** The steps in the order they ran. A step opens its node. */
export function StepList({ run }: { run: RunView }) {
  const t = useTranslations("runs.steps");
  const scroller = useRef<HTMLDivElement>(null);
  const nodes = useRunNodes();
  const steps = knownSteps(run);
  const rows = useVirtualizer({
    count: steps.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  if (steps.length === 0) return <p className="p-4 text-muted text-sm">{t("empty")}</p>;
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto">
      <ol aria-label={t("label")} className="relative" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => {
          const step = steps[index];
          if (!step) return null;
          return (
            <li key={index} className="absolute inset-x-0" style={{ top: start, height: rowHeight }}>
              <StepRow step={step} node={nodes.get(step.nodeId)} runs={run.byNode.get(step.nodeId)?.runs ?? 1} />
            </li>
          );
        })}
      </ol>
    </div>
  );
}

function StepRow({ step, node, runs }: { step: StepSummary; node: RunNode | undefined; runs: number }) {
  const editor = useEditor();
  const locale = useLocale();
  const t = useTranslations("runs.steps");
  const info = useEditorState(({ nodeTypes }) => node && nodeTypes.get(node.type));
  const isOpen = useEditorState(({ selected }) => node !== undefined && selected.has(node.id));
  const standing = useEditorState(({ run }) => stepStanding(step.status, run?.state.status ?? "running"));
  const error = step.error?.message;
  const isGone = node?.isGone ?? true;
  return (
    <button
      type="button"
      disabled={isGone}
      onClick={() => {
        if (!node) return;
        editor.select([node.id]);
        editor.state.setState({ openNode: node.id, openRun: step.run });
      }}
      className={cn(
        "flex size-full items-center gap-3 px-4 text-left text-sm hover:bg-hover focus-visible:-outline-offset-2",
        isOpen && "bg-primary-soft/60",
      )}
    >
      <span className="w-6 shrink-0 text-right text-muted text-xs tabular-nums">{step.index + 1}</span>
      <StepIcon status={step.error && standing !== "running" ? "failed" : standing} />
      <NodeIcon icon={info?.icon} category={info?.category} size="sm" className="max-sm:hidden" />
      <span className="min-w-0 shrink truncate font-medium">{node?.name}</span>
      {isGone && <span className="shrink-0 text-muted text-xs">{t("deletedNode")}</span>}
      {runs > 1 && (
        <span className="shrink-0 text-muted text-xs tabular-nums">{t("run", { number: step.run + 1 })}</span>
      )}
      {step.tries !== undefined && step.tries > 1 && (
        <span className="shrink-0 text-muted text-xs">{t("tries", { count: step.tries })}</span>
      )}
      <span className={cn("min-w-0 flex-1 truncate text-xs", error ? "text-danger" : "text-muted")}>
        {error ?? <Counts counts={step.counts} />}
      </span>
      <span className="shrink-0 text-muted text-xs tabular-nums">
        {step.durationMs === undefined ? "" : durationText(step.durationMs, locale)}
      </span>
    </button>
  );
}

const marks = {
  running: { icon: <Spinner />, className: "text-accent-text" },
  waiting: { icon: <Hourglass aria-hidden />, className: "text-info" },
  succeeded: { icon: <CircleCheck aria-hidden />, className: "text-success" },
  failed: { icon: <CircleAlert aria-hidden />, className: "text-danger" },
  stopped: { icon: <Ban aria-hidden />, className: "text-muted" },
} as const satisfies { [status in StepStatus | "stopped"]: object };

function StepIcon({ status }: { status: StepStatus | "stopped" }) {
  const t = useTranslations("runs.steps.status");
  const { icon, className } = marks[status];
  return (
    <span className={cn("shrink-0 [&_svg]:size-4", className)}>
      {icon}
      <span className="sr-only">{t(status)}</span>
    </span>
  );
}

/** "3 items", or by port: "true 2, false 1". */
function Counts({ counts }: Pick<StepSummary, "counts">) {
  const t = useTranslations("runs.steps");
  const format = useFormatter();
  const ports = Object.entries(counts);
  const [only] = ports;
  if (only && ports.length === 1 && only[0] === "main") return t("items", { count: only[1] });
  return format.list(
    ports.map(([port, items]) => `${port} ${items}`),
    { style: "narrow" },
  );
}
