import type { Connection, FinalConnectionState, Handle } from "@xyflow/react";
import { useMemo, useRef } from "react";
import type { Edge } from "@/shared/workflow";
import { connect, disconnect, reconnect } from "../commands";
import { connectPorts } from "../connect-ports";
import { onwardOutput, openInput, type PortEnd, refusal } from "../connections";
import { findNode } from "../document";
import { type Editor, useEditor } from "../editor-context";
import type { CanvasEdge } from "./to-flow";

/** What React Flow needs to draw wires: which are allowed, and what becomes of one that is let go. */
export function useConnecting() {
  const editor = useEditor();
  const moving = useRef<{ edge: Edge; done: boolean } | null>(null);
  return useMemo(
    () => ({
      isValidConnection(connection: Connection | CanvasEdge) {
        const { history, nodeTypes } = editor.state.getState();
        const edge = toEdge(connection);
        return edge !== undefined && refusal(edge, history.document, nodeTypes) === undefined;
      },
      onConnect(connection: Connection) {
        const edge = toEdge(connection);
        if (edge) editor.dispatch(connect, { edge });
      },
      onConnectEnd(event: MouseEvent | TouchEvent, state: FinalConnectionState) {
        // The end of an existing wire is in hand: that is for `onReconnectEnd`.
        if (moving.current || state.isValid || !state.fromHandle) return;
        finishInTheOpen(editor, event, state.fromHandle, state.toHandle);
      },
      onReconnectStart(_event: unknown, { data }: CanvasEdge) {
        moving.current = data ? { edge: data.edge, done: false } : null;
      },
      onReconnect({ data }: CanvasEdge, connection: Connection) {
        const to = toEdge(connection);
        if (!data || !to) return;
        if (moving.current) moving.current.done = true;
        editor.dispatch(reconnect, { edge: data.edge, to });
      },
      onReconnectEnd(_event: unknown, { data }: CanvasEdge, _type: unknown, state: FinalConnectionState) {
        const isDone = moving.current?.done ?? true;
        moving.current = null;
        // Let go over nothing: the wire is pulled out.
        if (!isDone && data && !state.toHandle) editor.dispatch(disconnect, { edges: [data.edge] });
      },
    }),
    [editor],
  );
}

function finishInTheOpen(editor: Editor, event: MouseEvent | TouchEvent, grabbed: Handle, other: Handle | null) {
  const { history, nodeTypes } = editor.state.getState();
  const from = portEnd(grabbed);
  if (!from) return;
  const to = other && portEnd(other);
  if (to) return void connectPorts(editor, from, to);

  const point = "changedTouches" in event ? event.changedTouches[0] : event;
  if (!point) return;
  const target = document.elementFromPoint(point.clientX, point.clientY);
  const nodeId = target?.closest(".react-flow__node")?.getAttribute("data-id");
  const node = nodeId ? findNode(history.document, nodeId) : undefined;
  if (node && node.id !== from.node) {
    const side = from.side === "output" ? "input" : "output";
    const choose = side === "input" ? openInput : onwardOutput;
    const port = choose(node, nodeTypes.get(node.type), history.document.edges) ?? "main";
    return void connectPorts(editor, from, { node: node.id, port, side });
  }
  if (node || !target?.closest(".react-flow__pane, .react-flow__edge")) return;
  const at = editor.canvas.current?.screenToFlowPosition({ x: point.clientX, y: point.clientY });
  const shift = from.side === "output" ? { x: 0, y: -30 } : { x: -220, y: -30 };
  editor.state.setState({
    palette: {
      ...{ for: from.side, node: from.node, port: from.port },
      at: at && { x: at.x + shift.x, y: at.y + shift.y },
    },
  });
}

function portEnd({ nodeId, id, type }: Handle): PortEnd | undefined {
  if (typeof id !== "string") return undefined;
  return { node: nodeId, port: id, side: type === "source" ? "output" : "input" };
}

function toEdge({ source, target, sourceHandle, targetHandle }: Connection | CanvasEdge): Edge | undefined {
  if (!sourceHandle || !targetHandle) return undefined;
  return { from: { node: source, port: sourceHandle }, to: { node: target, port: targetHandle } };
}
