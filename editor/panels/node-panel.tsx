"use client";

import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { goToField } from "@/components/param-form/go-to-field";
import { noProblems, type Problems } from "@/components/param-form/problems";
import { type Workbench, WorkbenchProvider } from "@/components/param-form/workbench";
import { Dialog, DialogContent, DialogTitle } from "@/components/ui/dialog";
import { focusCard } from "../canvas/focus-card";
import { CodeRun } from "./node-panel/code-run";
import { DockedFrame } from "./node-panel/docked-frame";
import { InputPane } from "./node-panel/input-pane";
import type { ItemPlace } from "./node-panel/item-place";
import { OutputPane } from "./node-panel/output-pane";
import { hasOwnEscape } from "./node-panel/own-escape";
import { type PaneName, PaneTabs } from "./node-panel/pane-tabs";
import { PanelHeader } from "./node-panel/panel-header";
import { usePanelLayout } from "./node-panel/panel-layout";
import { PanesSideBySide } from "./node-panel/panes-side-by-side";
import { ParametersPane, type ParametersTab } from "./node-panel/parameters-pane";
import { inputSource, ownStep } from "./node-panel/run-data";
import { useExpressionHost } from "./node-panel/use-expression-host";
import { useWide } from "./node-panel/use-wide";
import type { NodePanelProps } from "./node-panel-props";

/** Everything about one node: what comes in, what it is told to do, what goes out. Over the canvas, or docked beside it. */
export function NodePanel(props: NodePanelProps) {
  const { start, openNode, goToItem } = useItemToOpen(props);
  const isWide = useWide();
  const { docked } = usePanelLayout();
  const Frame = docked && isWide ? DockedFrame : DialogFrame;
  return (
    <Frame node={props.node} onClose={props.onClose}>
      <PanelHeader {...props} onOpenNode={openNode} isDocked={docked && isWide} canDock={isWide} />
      {props.notice}
      {/* Another node is another panel: its run, item and tabs start afresh. */}
      <Panes
        key={`${props.node.id}/${start?.turn ?? ""}/${props.firstField ?? ""}`}
        {...props}
        isNarrow={docked || !isWide}
        start={start}
        onOpenNode={openNode}
        onGoToItem={goToItem}
      />
    </Frame>
  );
}

type FrameProps = { node: NodePanelProps["node"]; onClose: () => void; children: ReactNode };

function DialogFrame({ node, onClose, children }: FrameProps) {
  const content = useRef<HTMLDivElement>(null);
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        ref={content}
        tabIndex={-1}
        showClose={false}
        aria-describedby={undefined}
        onOpenAutoFocus={(event) => {
          // No field is focused for the user: Escape and the arrow of the page work at once.
          event.preventDefault();
          content.current?.focus();
        }}
        onEscapeKeyDown={(event) => {
          if (hasOwnEscape()) event.preventDefault();
        }}
        onCloseAutoFocus={(event) => {
          // Back to the canvas, whichever way the panel was opened.
          event.preventDefault();
          focusCard(node.id);
        }}
        className="inset-0 max-h-none w-auto max-w-none translate-none gap-0 overflow-hidden rounded-none border-0 p-0 sm:inset-3 sm:rounded-xl sm:border lg:inset-x-8 lg:inset-y-6 data-[state=open]:zoom-in-100"
      >
        <DialogTitle className="sr-only">{node.name}</DialogTitle>
        {children}
      </DialogContent>
    </Dialog>
  );
}

/** A jump to an item, of this node or another; opening a node by hand forgets it. */
function useItemToOpen({ node, onOpenNode }: NodePanelProps) {
  const [wanted, setWanted] = useState<ItemPlace & { turn: number }>();
  return {
    start: wanted?.nodeId === node.id ? wanted : undefined,
    openNode(id: string) {
      setWanted(undefined);
      onOpenNode(id);
    },
    goToItem(place: ItemPlace) {
      setWanted({ ...place, turn: (wanted?.turn ?? 0) + 1 });
      if (place.nodeId !== node.id) onOpenNode(place.nodeId);
    },
  };
}

type PanesProps = NodePanelProps & {
  /** One pane at a time. */
  isNarrow: boolean;
  start: ItemPlace | undefined;
  onGoToItem: (place: ItemPlace) => void;
};

function Panes(props: PanesProps) {
  const { document, node, info, executionId, steps, start, isNarrow, firstField } = props;
  const root = useRef<HTMLDivElement>(null);
  const [pane, setPane] = useState<PaneName>(start ? "output" : "parameters");
  const [tab, setTab] = useState<ParametersTab>("parameters");
  // Of one execution: another one starts with its last runs and its first item.
  const [view, setView] = useState<{ executionId: number | null; run?: number; item: number }>({
    executionId,
    run: start?.run ?? props.firstRun,
    item: 0,
  });
  const { run, item } = view.executionId === executionId ? view : { run: undefined, item: 0 };
  const step = ownStep(steps, node.id, run);
  // Not memoised: the list of steps grows in place.
  const source = inputSource(document, node.id, { steps, run });
  const setItem = (next: number) => setView({ executionId, run, item: next });
  const host = useExpressionHost({ ...props, nodeId: node.id, source, item, onItem: setItem });
  const problems = useMemo(() => problemsOfRun(step?.error, node.id), [step?.error, node.id]);
  const setRun = (next: number) => setView({ executionId, run: next, item: 0 });

  function showField(path: string) {
    flushSync(() => {
      setPane("parameters");
      setTab("parameters");
    });
    if (root.current) goToField(root.current, path);
  }

  // The parameters are what a panel opens with, so the field is there already; the panel itself takes the focus first.
  useEffect(() => {
    if (firstField === undefined) return;
    const frame = requestAnimationFrame(() => root.current && goToField(root.current, firstField));
    return () => cancelAnimationFrame(frame);
  }, [firstField]);

  const hasInput = info === undefined || info.inputs.length > 0;
  const panes = {
    ...(hasInput && {
      input: <InputPane {...props} source={source} run={run} onRun={setRun} item={item} onItem={setItem} />,
    }),
    parameters: <ParametersPane {...props} host={host} problems={problems} tab={tab} onTab={setTab} />,
    output: <OutputPane {...props} step={step} onRun={setRun} onGoToField={info ? showField : undefined} />,
  };
  const canRun = !props.readOnly && info !== undefined && !node.disabled;
  const workbench: Workbench = {
    input: panes.input,
    output: panes.output,
    codeRun: (
      <CodeRun
        executionId={executionId}
        step={step}
        isRunning={props.isRunning}
        onRun={canRun ? props.onRunToHere : undefined}
      />
    ),
  };

  return (
    <WorkbenchProvider value={workbench}>
      {isNarrow ? (
        <div ref={root} className="flex min-h-0 flex-1 flex-col">
          <PaneTabs panes={panes} pane={pane} onPane={setPane} failed={step?.status === "failed"} />
        </div>
      ) : (
        <PanesSideBySide root={root} panes={panes} />
      )}
    </WorkbenchProvider>
  );
}

function problemsOfRun(
  error: { message: string; param?: string; nodeId?: string } | undefined,
  nodeId: string,
): Problems {
  if (!error?.param || (error.nodeId !== undefined && error.nodeId !== nodeId)) return noProblems;
  return { [error.param]: error.message };
}
