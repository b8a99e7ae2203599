"use client";

import { Handle, type NodeProps, Position as Side } from "@xyflow/react";
import { EyeOff, Pin, RefreshCw, StickyNote, TriangleAlert } from "lucide-react";
import { memo, useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { NodeIcon } from "@/components/node-icon";
import { cn } from "@/components/ui/class-names";
import type { NodeTypeInfo } from "@/shared/api";
import { errorPort } from "@/shared/ports";
import type { WorkflowNode } from "@/shared/workflow";
import { type CardGeometry, cardWidth, headHeight, type PlacedPort } from "../card-geometry";
import { cardLine } from "../card-line";
import type { PortEnd } from "../connections";
import { useEditorState, useReadOnly } from "../editor-context";
import { portLabel } from "../port-label";
import { problemsOf } from "../problems";
import { type NodeRun, stepStanding } from "../run-view";
import { CardColleague } from "./card-colleague";
import { CardToolbar } from "./card-toolbar";
import { useFarView } from "./far-view";
import { NextNodeButton } from "./next-node-button";
import { NodeName } from "./node-name";
import { RunMark } from "./run-mark";
import type { CardData, CardNode } from "./to-flow";

export const NodeCard = memo(Card, (before, after) => before.data === after.data && before.selected === after.selected);

/** Where it stands is React Flow's business: a card that is only moved is not drawn again. */
function Card({ data, selected }: NodeProps<CardNode>) {
  const t = useTranslations();
  const { node, info, geometry } = data;
  const run = useEditorState((state) => state.run?.byNode.get(node.id));
  const readOnly = useReadOnly();
  const standing = useEditorState((state) => {
    const last = state.run?.byNode.get(node.id)?.last;
    return last && state.run && stepStanding(last.status, state.run.state.status);
  });
  const chained = useEditorState(({ chainFrom }) => (chainFrom?.node === node.id ? chainFrom : null));
  const mark = useEditorState((state) => state.marks?.get(node.id));
  const far = useFarView();
  const [hover, setHover] = useState(false);
  // Each live handle watches the canvas; far cards need them only while they are pointed at.
  const PortHandle = !far || hover || selected ? LiveHandle : StillHandle;
  const failed = run?.last.status === "failed" || run?.last.error !== undefined;
  return (
    <div
      className={cn("group/card relative", node.disabled && "[&_.card-body]:opacity-55")}
      data-mark={mark}
      style={{ width: cardWidth, height: geometry.height }}
      onPointerEnter={() => setHover(true)}
      onPointerLeave={() => setHover(false)}
    >
      <div
        className={cn(
          "focus-frame absolute inset-0 rounded-xl border bg-surface shadow-sm transition-shadow group-hover/card:shadow-md",
          far && "border-2 shadow-none",
          info?.trigger && "rounded-l-[28px]",
          !info && "border-danger/60 border-dashed",
          node.disabled && "border-dashed shadow-none",
          run && !failed && run.last.status === "succeeded" && "border-success/60",
          standing === "running" && "border-accent ring-4 ring-accent/20",
          standing === "waiting" && "border-info ring-4 ring-info/15",
          failed && "border-danger",
          mark && markLook[mark],
          selected && "border-primary ring-2 ring-ring",
        )}
      />
      {far ? <FarBody node={node} info={info} /> : <NearBody {...data} run={run} failed={failed} hover={hover} />}
      {geometry.inputs.map((port) => (
        <PortHandle
          key={port.name}
          port={port}
          side="input"
          label={t("canvas.ports.input", { node: node.name, port: portLabel(port, "input", t) })}
          locked={readOnly}
          chained={isAt(chained, port, "input")}
        />
      ))}
      {geometry.outputs.map((port) => (
        <PortHandle
          key={port.name}
          port={port}
          side="output"
          label={t("canvas.ports.output", { node: node.name, port: portLabel(port, "output", t) })}
          locked={readOnly}
          chained={isAt(chained, port, "output")}
        />
      ))}
    </div>
  );
}

/** What became of the node since another version. */
const markLook = {
  added: "border-success ring-4 ring-success/20",
  removed: "border-danger border-dashed bg-danger/5 ring-4 ring-danger/15",
  changed: "border-warning ring-4 ring-warning/20",
  moved: "border-info border-dashed",
} as const;

/** The same in a word: a colour alone tells nothing to who cannot tell it from others. */
function MarkLabel({ nodeId }: { nodeId: string }) {
  const t = useTranslations("canvas.marks");
  const mark = useEditorState(({ marks }) => marks?.get(nodeId));
  if (!mark) return null;
  return (
    <span className="absolute -bottom-2.5 left-3 rounded-full border border-border bg-surface px-1.5 font-medium text-[11px] text-muted leading-4.5">
      {t(mark)}
    </span>
  );
}

function FarBody({ node, info }: { node: WorkflowNode; info: NodeTypeInfo | undefined }) {
  return (
    <div className="card-body absolute inset-0 flex items-center gap-2.5 overflow-hidden px-3">
      <NodeIcon icon={info?.icon} category={info?.category} size="lg" />
      <NodeName node={node} className="line-clamp-2 min-w-0 break-words font-medium text-xl leading-6" />
    </div>
  );
}

type NearBodyProps = CardData & { run?: NodeRun; failed: boolean; hover: boolean };

function NearBody({ node, info, geometry, wired, run, failed, hover }: NearBodyProps) {
  const readOnly = useReadOnly();
  const alone = useEditorState(({ selected }) => selected.size === 1 && selected.has(node.id));
  // Versions and executions that are compared are looked at from outside.
  const isCompared = useEditorState(({ marks }) => marks !== null);
  return (
    <>
      <Head node={node} info={info} failure={failed ? run?.last.error?.message : undefined} />
      <PortLabels geometry={geometry} />
      {run && <RunMark run={run} />}
      <CardColleague nodeId={node.id} />
      <MarkLabel nodeId={node.id} />
      {!readOnly &&
        geometry.outputs
          .filter(({ name, missing }) => !missing && !wired.includes(name))
          .map((port) => <NextNodeButton key={port.name} node={node} port={port} />)}
      {(hover || alone) && !isCompared && <CardToolbar node={node} readOnly={readOnly} />}
    </>
  );
}

type HeadProps = { node: WorkflowNode; info: NodeTypeInfo | undefined; failure: string | undefined };

function Head({ node, info, failure }: HeadProps) {
  const t = useTranslations();
  const note = failure ?? (info ? cardLine(node, info, t) : t("canvas.node.unknownType", { type: node.type }));
  return (
    <div
      className={cn("card-body relative flex items-center gap-2.5 pr-2.5 pl-3", info?.trigger && "pl-3.5")}
      style={{ height: headHeight }}
    >
      <NodeIcon icon={info?.icon} category={info?.category} className={cn(info?.trigger && "rounded-full")} />
      <div className="min-w-0 flex-1">
        <NodeName node={node} className="truncate font-medium text-[13px] leading-[18px]" />
        <p
          className={cn("truncate text-[11px] leading-4", failure || !info ? "text-danger" : "text-muted")}
          title={note}
        >
          {note}
        </p>
      </div>
      <Badges node={node} info={info} />
    </div>
  );
}

function Badges({ node, info }: { node: WorkflowNode; info: NodeTypeInfo | undefined }) {
  const t = useTranslations();
  const problems = useMemo(() => problemsOf(node, info, t), [node, info, t]);
  const badges = [
    problems.length > 0 && !node.disabled && { icon: TriangleAlert, text: problems.join(" · "), color: "text-warning" },
    node.pinned && { icon: Pin, text: t("canvas.node.pinned"), color: "text-flow" },
    node.retry && { icon: RefreshCw, text: t("canvas.node.tries", { count: node.retry.tries }), color: "text-muted" },
    node.notes && { icon: StickyNote, text: node.notes, color: "text-muted" },
    node.disabled && { icon: EyeOff, text: t("canvas.node.disabled"), color: "text-muted" },
  ].filter((badge) => typeof badge === "object");
  if (badges.length === 0) return null;
  return (
    <span className="grid shrink-0 grid-flow-col grid-rows-[repeat(2,auto)] gap-0.5 self-end pb-1.5">
      {badges.map(({ icon: Icon, text, color }) => (
        <span key={text} title={text} className="grid size-4 place-items-center">
          <Icon aria-hidden className={cn("size-3.5", color)} />
          <span className="sr-only">{text}</span>
        </span>
      ))}
    </span>
  );
}

function PortLabels({ geometry: { inputs, outputs } }: { geometry: CardGeometry }) {
  const t = useTranslations();
  const labels = [...inputs, ...outputs].filter(({ labelled }) => labelled);
  if (labels.length === 0) return null;
  const hasRows = inputs.length > 1 || outputs.length > 1;
  return (
    <div aria-hidden className="card-body pointer-events-none absolute inset-0 text-[11px] leading-4">
      {hasRows && <div className="absolute inset-x-3 border-border border-t" style={{ top: headHeight }} />}
      {[
        ...inputs.map((port) => ({ port, side: "input" as const, className: "left-4 text-left" })),
        ...outputs.map((port) => ({ port, side: "output" as const, className: "right-4 text-right" })),
      ].map(({ port, side, className }) =>
        port.labelled && hasRows ? (
          <span
            key={`${className} ${port.name}`}
            className={cn("absolute max-w-[90px] -translate-y-1/2 truncate", className, labelColor(port))}
            style={{ top: port.y }}
          >
            {portLabel(port, side, t)}
          </span>
        ) : null,
      )}
    </div>
  );
}

const labelColor = ({ name, missing }: PlacedPort) =>
  missing ? "text-danger line-through" : name === errorPort.name ? "text-danger" : "text-muted";

type HandleProps = {
  port: PlacedPort;
  side: PortEnd["side"];
  label: string;
  locked: boolean;
  /** The next node clicked with Ctrl is connected to it. */
  chained: boolean;
};

const isAt = (end: PortEnd | null, port: PlacedPort, side: PortEnd["side"]) =>
  end !== null && end.port === port.name && end.side === side;

function LiveHandle({ port, side, label, locked, chained }: HandleProps) {
  return (
    <Handle
      id={port.name}
      type={side === "input" ? "target" : "source"}
      position={side === "input" ? Side.Left : Side.Right}
      style={{ top: port.y }}
      isConnectable={!locked}
      role="img"
      aria-label={label}
      className={cn(handleLook(side, port), chained && "connectingfrom")}
    />
  );
}

/** Looks the same, and is measured the same by React Flow, which finds handles by class and data attributes. */
function StillHandle({ port, side, label }: HandleProps) {
  const position = side === "input" ? Side.Left : Side.Right;
  return (
    <div
      role="img"
      aria-label={label}
      data-handleid={port.name}
      data-handlepos={position}
      style={{ top: port.y }}
      className={cn(
        "react-flow__handle",
        `react-flow__handle-${position}`,
        side === "input" ? "target" : "source",
        handleLook(side, port),
      )}
    />
  );
}

const handleLook = (side: string, { name, missing }: PlacedPort) =>
  cn(name === errorPort.name && side === "output" && "is-error", missing && "is-missing");
