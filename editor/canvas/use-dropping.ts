import type { DragEvent } from "react";
import type { Edge } from "@/shared/workflow";
import { cardWidth, headHeight } from "../card-geometry";
import { fitsIntoWire } from "../connections";
import { importFile } from "../copy-paste";
import { edgeKey } from "../document";
import { type Editor, useEditor } from "../editor-context";
import { edgeAt, insertNode } from "../insert-node";

/** Type of the data that a palette entry carries while it is dragged: the node type. */
export const paletteDragType = "application/x-islewire-node";

/** Nodes from the palette, and workflow files from anywhere. */
export function useDropping() {
  const editor = useEditor();
  const takes = ({ dataTransfer: { types } }: DragEvent) =>
    !editor.state.getState().readOnly && (types.includes(paletteDragType) || types.includes("Files"));

  return {
    onDragOver(event: DragEvent) {
      if (!takes(event)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
      if (event.dataTransfer.types.includes(paletteDragType)) {
        markWire(editor, edgeAt(editor, { x: event.clientX, y: event.clientY }));
      }
    },
    onDragLeave: () => markWire(editor, undefined),
    onDrop(event: DragEvent) {
      if (!takes(event)) return;
      event.preventDefault();
      markWire(editor, undefined);
      const point = { x: event.clientX, y: event.clientY };
      const at = editor.canvas.current?.screenToFlowPosition(point);
      const [file] = event.dataTransfer.files;
      if (file) return void importFile(editor, file, at);
      const info = editor.state.getState().nodeTypes.get(event.dataTransfer.getData(paletteDragType));
      if (!info || !at) return;
      const place = { x: snap(at.x - cardWidth / 2), y: snap(at.y - headHeight / 2) };
      const edge = fitsIntoWire(info) ? edgeAt(editor, point) : undefined;
      insertNode(editor, info, edge ? { for: "edge", edge, at: place } : { for: "canvas", at: place });
    },
  };
}

/** Shows which wire what is dragged would go into. */
export function markWire({ state }: Editor, edge: Edge | undefined) {
  const dropEdge = edge ? edgeKey(edge) : null;
  if (state.getState().dropEdge !== dropEdge) state.setState({ dropEdge });
}

const snap = (value: number) => Math.round(value / 10) * 10;
