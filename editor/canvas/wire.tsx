"use client";

import {
  BaseEdge,
  EdgeLabelRenderer,
  type EdgeProps,
  getBezierPath,
  getSmoothStepPath,
  Position as Side,
} from "@xyflow/react";
import { Plus, Trash2 } from "lucide-react";
import { memo, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { cn } from "@/components/ui/class-names";
import { disconnect } from "../commands";
import { useEditor, useEditorState, useReadOnly } from "../editor-context";
import type { CanvasEdge } from "./to-flow";

export const Wire = memo(function Wire(props: EdgeProps<CanvasEdge>) {
  const { data, selected } = props;
  const edge = data?.edge;
  const readOnly = useReadOnly();
  const items = useEditorState(({ run }) =>
    edge ? run?.byNode.get(edge.from.node)?.totals[edge.from.port] : undefined,
  );
  const isRunning = useEditorState(
    ({ run }) => edge !== undefined && Boolean(items) && run?.byNode.get(edge.to.node)?.last.status === "running",
  );
  const isTarget = useEditorState(({ dropEdge }) => dropEdge === props.id);
  const hover = useHover();
  const [path, labelX, labelY] = wirePath(props);
  const showsTools = !readOnly && edge !== undefined && (hover.active || selected);
  return (
    <g
      className={cn(isRunning ? "wire-running" : items && "wire-ran", isTarget && "wire-target")}
      onPointerEnter={hover.enter}
      onPointerLeave={hover.leave}
    >
      <BaseEdge path={path} interactionWidth={22} />
      {(showsTools || items !== undefined) && (
        <EdgeLabelRenderer>
          <div
            className="nodrag nopan absolute flex items-center"
            style={{ transform: `translate(-50%, -50%) translate(${labelX}px, ${labelY}px)`, pointerEvents: "all" }}
            onPointerEnter={hover.enter}
            onPointerLeave={hover.leave}
          >
            {showsTools ? <WireTools edge={edge} label={props.id} /> : <ItemCount items={items ?? 0} />}
          </div>
        </EdgeLabelRenderer>
      )}
    </g>
  );
});

function ItemCount({ items }: { items: number }) {
  const t = useTranslations("canvas.wire");
  if (items === 0) return null;
  return (
    <span className="rounded-full border border-success/30 bg-success-soft px-1.5 font-medium text-[11px] text-success tabular-nums leading-[18px]">
      {t("items", { count: items })}
    </span>
  );
}

function WireTools({ edge }: { edge: NonNullable<CanvasEdge["data"]>["edge"]; label: string }) {
  const t = useTranslations("canvas.wire");
  const { dispatch, state } = useEditor();
  const classes = "grid size-6 place-items-center rounded-md text-muted hover:bg-hover hover:text-text";
  return (
    <span className="flex rounded-lg border border-border bg-raised p-0.5 shadow-sm">
      <button
        type="button"
        aria-label={t("insertHere")}
        title={t("insert")}
        className={classes}
        onClick={() => state.setState({ palette: { for: "edge", edge } })}
      >
        <Plus aria-hidden className="size-3.5" />
      </button>
      <button
        type="button"
        aria-label={t("deleteThis")}
        title={t("delete")}
        className={cn(classes, "hover:text-danger")}
        onClick={() => dispatch(disconnect, { edges: [edge] })}
      >
        <Trash2 aria-hidden className="size-3.5" />
      </button>
    </span>
  );
}

/** Stays a moment after the pointer left, so that it can reach the buttons. */
function useHover() {
  const [active, setActive] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  return {
    active,
    enter() {
      clearTimeout(timer.current);
      setActive(true);
    },
    leave() {
      clearTimeout(timer.current);
      timer.current = setTimeout(() => setActive(false), 180);
    },
  };
}

type Ends = Pick<EdgeProps, "sourceX" | "sourceY" | "targetX" | "targetY">;

/** From a port down to the foot of a card, and from the row above a card down to its port. */
const below = 110;
const above = 80;

/** A curve forwards; a way back goes around below the cards, or in between when it leads to a row further down. */
export function wirePath({ sourceX, sourceY, targetX, targetY }: Ends): [path: string, labelX: number, labelY: number] {
  const ends = { sourceX, sourceY, targetX, targetY, sourcePosition: Side.Right, targetPosition: Side.Left };
  if (targetX > sourceX - 40) {
    const [path, x, y] = getBezierPath({ ...ends, curvature: 0.3 });
    return [path, x, y];
  }
  const leadsDown = targetY - sourceY > below + above;
  const lane = leadsDown ? targetY - above : Math.max(sourceY, targetY) + below;
  const [out, ,] = getSmoothStepPath({
    ...ends,
    targetX: (sourceX + targetX) / 2,
    targetY: lane,
    targetPosition: Side.Right,
    borderRadius: 16,
    offset: 32,
  });
  const [back] = getSmoothStepPath({
    ...ends,
    sourceX: (sourceX + targetX) / 2,
    sourceY: lane,
    sourcePosition: Side.Left,
    borderRadius: 16,
    offset: 32,
  });
  return [`${out} ${back}`, (sourceX + targetX) / 2, lane];
}
