import type { ConnectionLineComponentProps } from "@xyflow/react";
import type { CanvasNode } from "./to-flow";
import { wirePath } from "./wire";

/** The wire while it is drawn: green towards a port that takes it, red towards one that does not. */
export function WireInHand({
  fromX,
  fromY,
  toX,
  toY,
  fromHandle,
  connectionStatus,
}: ConnectionLineComponentProps<CanvasNode>) {
  const isForward = fromHandle.type === "source";
  const [path] = isForward
    ? wirePath({ sourceX: fromX, sourceY: fromY, targetX: Math.max(toX, fromX - 30), targetY: toY })
    : wirePath({ sourceX: Math.min(toX, fromX + 30), sourceY: toY, targetX: fromX, targetY: fromY });
  const color = connectionStatus === "invalid" ? "var(--danger)" : "var(--primary)";
  return (
    <g>
      <path
        d={path}
        fill="none"
        stroke={color}
        strokeWidth={2}
        strokeDasharray={connectionStatus ? undefined : "5 5"}
      />
      <circle cx={toX} cy={toY} r={4} fill={color} />
    </g>
  );
}
