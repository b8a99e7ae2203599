"use client";

import { useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { LocalItems } from "@/components/item-view/local-items";
import { StepItems } from "@/components/item-view/step-items";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { Spinner } from "@/components/ui/spinner";
import type { StepSummary } from "@/shared/execution";
import { outputsOf } from "../../document";
import type { NodePanelProps } from "../node-panel-props";
import { ErrorCard } from "./error-card";
import { ItemLineage } from "./item-lineage";
import type { ItemPlace } from "./item-place";
import { LogLines, useLogs } from "./log-lines";
import { PaneHead, PaneNote } from "./pane";
import { PinBar, PinButton } from "./pin-bar";
import { PinnedEditor } from "./pinned-editor";
import { ownSteps } from "./run-data";
import { RunSelect } from "./run-select";
import { StepStatus } from "./step-status";

type OutputPaneProps = NodePanelProps & {
  /** The run that is shown. */
  step: StepSummary | undefined;
  onRun: (run: number) => void;
  onGoToField: ((path: string) => void) | undefined;
  /** The item to begin with. */
  start: ItemPlace | undefined;
  onGoToItem: (place: ItemPlace) => void;
};

/** What the node gave: items, log lines, or why it failed. Pinned data comes first, as the next run takes it. */
export function OutputPane(props: OutputPaneProps) {
  const { document, node, info, readOnly, executionId, steps, step, onRun, onPin, onPinStep, onGoToField } = props;
  const t = useTranslations("panel.output");
  const [isEditing, setEditing] = useState(false);
  const [tab, setTab] = useState<"items" | "log">("items");
  const isOver = step !== undefined && step.status !== "running";
  const logs = useLogs(executionId, isOver ? step.index : undefined);
  const ports = outputsOf(node, info, document.edges);
  const pinned = readOnly ? undefined : node.pinned;
  const canPin = !readOnly && !pinned && isOver && executionId !== null && step.status === "succeeded";
  const hasItems = step !== undefined && Object.values(step.counts).some((count) => count > 0);

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <PaneHead title={t("title")}>
        <RunSelect runs={ownSteps(steps, node.id)} run={step?.run ?? 0} onRun={onRun} />
        {step && <StepStatus step={step} />}
        {canPin && hasItems && <PinButton onPin={() => onPinStep(step.index)} />}
      </PaneHead>
      {pinned && <PinBar readOnly={readOnly} onEdit={() => setEditing(true)} onUnpin={() => onPin(undefined)} />}
      {props.isStale && step && (
        <p className="shrink-0 border-border border-b bg-sunken px-3 py-1.5 text-muted text-xs">{t("stale")}</p>
      )}
      {step?.error && <ErrorCard error={step.error} onGoToField={onGoToField} />}
      {logs.length > 0 && <Tabs tab={tab} onTab={setTab} logs={logs.length} />}
      {logs.length > 0 && tab === "log" ? (
        <LogLines lines={logs} />
      ) : (
        <Items {...props} ports={ports} onEdit={() => setEditing(true)} />
      )}
      {isEditing && (
        <PinnedEditor ports={ports} pinned={node.pinned ?? {}} onSave={onPin} onClose={() => setEditing(false)} />
      )}
    </div>
  );
}

type ItemsProps = OutputPaneProps & { ports: ReturnType<typeof outputsOf>; onEdit: () => void };

function Items(props: ItemsProps) {
  const { node, info, readOnly, executionId, step, ports, start, onEdit } = props;
  const t = useTranslations("panel.output");
  const common = { label: t("items"), place: "output", startView: "table" } as const;
  if (node.pinned && !readOnly) {
    const pinned = node.pinned;
    return (
      <LocalItems
        {...common}
        start={start}
        ports={ports.map((port) => ({ ...port, items: pinned[port.name] ?? [] }))}
      />
    );
  }
  if (step?.status === "running") {
    return (
      <div role="status" className="flex flex-1 items-center justify-center gap-2 text-muted text-sm">
        <Spinner />
        {t("running")}
      </div>
    );
  }
  if (step && executionId !== null) {
    return (
      <TracedItems
        key={`${executionId}/${step.index}/${step.status}`}
        {...props}
        {...common}
        executionId={executionId}
        step={step}
        start={start?.run === step.run ? start : undefined}
      />
    );
  }
  return (
    <PaneNote
      title={t(executionId === null ? "notRun" : "notInExecution")}
      actions={
        !readOnly &&
        info && (
          <Button variant="secondary" size="sm" onClick={onEdit}>
            {t("pinOwn")}
          </Button>
        )
      }
    >
      {t(ports.length === 0 ? "noOutputs" : "shownHere")}
    </PaneNote>
  );
}

type TracedItemsProps = ItemsProps & {
  executionId: number;
  step: StepSummary;
  label: string;
  place: string;
  startView: "table";
};

/** The items of a stored step, each with where it came from and what it became. */
function TracedItems({ executionId, step, ports, start, onGoToItem, ...props }: TracedItemsProps) {
  const t = useTranslations("panel.output");
  const [chosen, setChosen] = useState<{ port: string; item: number } | undefined>(start);
  const items = useRef<HTMLDivElement>(null);
  function close() {
    items.current?.querySelector<HTMLElement>(`[data-item="${chosen?.item}"]`)?.focus();
    setChosen(undefined);
  }
  return (
    <>
      <div ref={items} className="flex min-h-0 flex-1 flex-col">
        <StepItems
          {...props}
          executionId={executionId}
          step={step.index}
          side="outputs"
          ports={ports}
          start={start}
          chosen={chosen?.item}
          chosenPort={chosen?.port}
          onChoose={(item, port) =>
            item === chosen?.item && port === chosen.port ? close() : setChosen({ item, port })
          }
          purpose="lineage"
          empty={step.error ? null : <PaneNote title={t("gaveNone")}>{t("branchEnded")}</PaneNote>}
        />
      </div>
      {chosen && (
        <ItemLineage
          key={`${chosen.port}/${chosen.item}`}
          executionId={executionId}
          step={step.index}
          {...chosen}
          document={props.document}
          nodeTypes={props.nodeTypes}
          steps={props.steps}
          onGoToItem={onGoToItem}
          onClose={close}
        />
      )}
    </>
  );
}

type TabsProps = { tab: "items" | "log"; onTab: (tab: "items" | "log") => void; logs: number };

function Tabs({ tab, onTab, logs }: TabsProps) {
  const t = useTranslations("panel.output");
  return (
    // biome-ignore lint/a11y/useSemanticElements: buttons, not form fields
    <div role="group" aria-label={t("show")} className="flex shrink-0 gap-1 border-border border-b px-2">
      {(["items", "log"] as const).map((name) => (
        <button
          key={name}
          type="button"
          aria-pressed={tab === name}
          onClick={() => onTab(name)}
          className={cn(
            "-mb-px border-transparent border-b-2 px-2 py-1.5 font-medium text-muted text-xs hover:text-text",
            tab === name && "border-primary text-text",
          )}
        >
          {name === "items" ? t("itemsTab") : t("logTab", { count: logs })}
        </button>
      ))}
    </div>
  );
}
