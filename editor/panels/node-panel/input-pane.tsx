"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { expressionBase } from "@/components/item-view/drag-text";
import { LocalItems } from "@/components/item-view/local-items";
import { StepItems } from "@/components/item-view/step-items";
import type { Texts } from "@/components/messages/texts";
import { Button } from "@/components/ui/button";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "@/components/ui/select";
import { inputsOf, outputsOf } from "../../document";
import type { NodePanelProps } from "../node-panel-props";
import { PaneHead, PaneNote } from "./pane";
import { finishedAncestors, type InputSource, ownSteps } from "./run-data";
import { RunSelect } from "./run-select";

type InputPaneProps = NodePanelProps & {
  source: InputSource;
  run: number | undefined;
  onRun: (run: number) => void;
  item: number;
  onItem: (index: number) => void;
};

const own = "own";

/** What reaches the node; or, by choice, what an earlier node gave. */
export function InputPane(props: InputPaneProps) {
  const { document, node, nodeTypes, executionId, steps, source, run, onRun } = props;
  const t = useTranslations();
  const [from, setFrom] = useState(own);
  const others = finishedAncestors(document, node.id, steps);
  const other = others.find((one) => one.node.id === from);
  const runs = ownSteps(steps, node.id).filter(({ status }) => status !== "running");

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <PaneHead title={t("panel.input.title")}>
        {!other && source.kind === "own" && <RunSelect runs={runs} run={run ?? runs.at(-1)?.run ?? 0} onRun={onRun} />}
        {others.length > 0 && (
          <Select value={other ? from : own} onValueChange={(next) => next !== "" && setFrom(next)}>
            <SelectTrigger size="sm" aria-label={t("panel.input.from")} className="w-auto min-w-0 max-w-52 text-xs">
              <SelectValue />
            </SelectTrigger>
            <SelectContent>
              <SelectItem value={own} help={sourceText(source, t)}>
                {t("panel.input.own")}
              </SelectItem>
              {others.map((one) => (
                <SelectItem key={one.node.id} value={one.node.id}>
                  {one.node.name}
                </SelectItem>
              ))}
            </SelectContent>
          </Select>
        )}
      </PaneHead>
      {other && executionId !== null ? (
        <StepItems
          key={`${executionId}/${other.step.index}`}
          label={t("panel.input.itemsOf", { name: other.node.name })}
          executionId={executionId}
          step={other.step.index}
          side="outputs"
          ports={outputsOf(other.node, nodeTypes.get(other.node.type), document.edges)}
          place="input"
          startView="schema"
          base={expressionBase(other.node.name)}
          empty={<PaneNote title={t("panel.input.gaveNone")} />}
        />
      ) : (
        <OwnInput {...props} />
      )}
    </div>
  );
}

function OwnInput({
  document,
  node,
  info,
  nodeTypes,
  readOnly,
  executionId,
  source,
  item,
  onItem,
  ...props
}: InputPaneProps) {
  const t = useTranslations("panel.input");
  const common = {
    label: t("items"),
    place: "input",
    startView: "schema",
    base: "$json",
    chosen: item,
    onChoose: onItem,
  } as const;
  if (source.kind === "own" && executionId !== null) {
    return (
      <StepItems
        key={`${executionId}/${source.step.index}/${source.step.status}`}
        executionId={executionId}
        step={source.step.index}
        side="inputs"
        ports={inputsOf(node, info, document.edges)}
        empty={<PaneNote title={t("noneCameIn")} />}
        {...common}
      />
    );
  }
  if (source.kind === "upstream" && executionId !== null) {
    const ports = outputsOf(source.node, nodeTypes.get(source.node.type), document.edges);
    return (
      <StepItems
        key={`${executionId}/${source.step.index}/${source.step.status}`}
        executionId={executionId}
        step={source.step.index}
        side="outputs"
        only={source.port}
        ports={ports.filter(({ name }) => name === source.port)}
        empty={<PaneNote title={t("noneCameIn")} />}
        {...common}
      />
    );
  }
  if (source.kind === "pinned") {
    return <LocalItems ports={[{ name: source.port, label: source.port, items: source.items }]} {...common} />;
  }
  const isConnected = document.edges.some(({ to }) => to.node === node.id);
  return (
    <PaneNote
      title={t("noData")}
      actions={
        isConnected &&
        !readOnly && (
          <Button variant="secondary" size="sm" pending={props.isRunning} onClick={props.onRunBefore}>
            {t("runBefore")}
          </Button>
        )
      }
    >
      {t(isConnected ? "runHint" : "connectHint")}
    </PaneNote>
  );
}

function sourceText(source: InputSource, t: Texts): string | undefined {
  switch (source.kind) {
    case "upstream":
      return t("panel.input.asGiven", { name: source.node.name });
    case "pinned":
      return t("panel.input.pinnedOn", { name: source.node.name });
    case "own":
    case "none":
      return undefined;
  }
}
