"use client";

import "@xyflow/react/dist/base.css";
import "./canvas.css";
import {
  Background,
  BackgroundVariant,
  type EdgeTypes,
  type NodeTypes as FlowNodeTypes,
  MiniMap,
  ReactFlow,
  SelectionMode,
  type Viewport,
} from "@xyflow/react";
import { type ReactNode, useCallback, useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import type { WorkflowDocument } from "@/shared/workflow";
import { cardWidth } from "../card-geometry";
import { useDocument, useEditor, useEditorState, useReadOnly } from "../editor-context";
import { spliceAt, spliceable } from "../insert-node";
import { CanvasMenu } from "./canvas-menu";
import { categoryColor } from "./category-color";
import { FarViewProvider } from "./far-view";
import { applyEdgeChanges, applyNodeChanges, commitDrag } from "./from-flow";
import { GroupFrame } from "./group-frame";
import { NodeCard } from "./node-card";
import { NoteCard } from "./note-card";
import { type CanvasEdge, type CanvasNode, createToFlow } from "./to-flow";
import { useConnecting } from "./use-connecting";
import { markWire, useDropping } from "./use-dropping";
import { openPart, usePointing } from "./use-pointing";
import { Wire } from "./wire";
import { WireInHand } from "./wire-in-hand";

const nodeTypes: FlowNodeTypes = { card: NodeCard, note: NoteCard, frame: GroupFrame };
const edgeTypes: EdgeTypes = { wire: Wire };
const zoomKeys = ["Control", "Meta"];
const fitViewOptions = { padding: 0.15, maxZoom: 1 };
/** From this many nodes on, cards off screen are not drawn. */
const manyNodes = 120;
/** From this many on, a workflow does not open as a whole: nobody can read it then. */
const tooManyToShow = 700;
/** With Ctrl, clicks connect: see `chainTo`. */
const additiveKeys = "Shift";

/** React Flow, driven by the editor's state. */
export function Canvas({ children }: { children?: ReactNode }) {
  const t = useTranslations("canvas");
  const editor = useEditor();
  const readOnly = useReadOnly();
  const runPanelOpen = useEditorState((state) => state.runPanelOpen && state.run !== null);
  const { nodes, edges } = useFlow();
  const ariaLabelConfig = useMemo(
    () => ({
      "node.a11yDescription.default": t("parts.nodeHint"),
      "edge.a11yDescription.default": t("parts.wireHint"),
    }),
    [t],
  );
  // Fitting an empty canvas would wait for the first node and move it away from where it was dropped.
  const [startsFilled] = useState(nodes.length > 0);
  const [openingView] = useState(() => openingAtStart(editor.state.getState().history.document));
  const connecting = useConnecting();
  const dropping = useDropping();
  const pointing = usePointing();
  const minimapOpen = useEditorState((state) => state.minimapOpen);
  const stopDrag = useCallback(
    (event: MouseEvent | TouchEvent, dragged: readonly CanvasNode[]) => {
      const point = "changedTouches" in event ? event.changedTouches[0] : event;
      const [only] = dragged;
      markWire(editor, undefined);
      if (dragged.length === 1 && only && point && spliceAt(editor, only.id, { x: point.clientX, y: point.clientY })) {
        return;
      }
      commitDrag(editor);
    },
    [editor],
  );

  return (
    <FarViewProvider>
      <CanvasMenu>
        {/* Focusable, so that keys go to the canvas after a click on its ground. */}
        <section
          aria-label={t("name")}
          data-canvas
          tabIndex={-1}
          className="absolute inset-0 outline-none"
          onFocus={({ target }) => {
            // For who walks by keyboard, the selection follows the focus.
            const id = target.matches(".react-flow__node:focus-visible") && target.getAttribute("data-id");
            if (id && !editor.state.getState().selected.has(id)) editor.select([id]);
          }}
          {...dropping}
          {...pointing}
        >
          <ReactFlow<CanvasNode, CanvasEdge>
            nodes={nodes}
            edges={edges}
            nodeTypes={nodeTypes}
            edgeTypes={edgeTypes}
            onInit={(instance) => {
              editor.canvas.current = instance;
            }}
            onNodesChange={(changes) => applyNodeChanges(editor, changes)}
            onEdgesChange={(changes) => applyEdgeChanges(editor, changes)}
            onNodeDragStop={(event, _node, dragged) => stopDrag(event, dragged)}
            onSelectionDragStop={() => commitDrag(editor)}
            onNodeDrag={(event, { id }, dragged) => {
              const point = "touches" in event ? event.touches[0] : event;
              const place =
                dragged.length === 1 && point && spliceable(editor, id, { x: point.clientX, y: point.clientY });
              markWire(editor, place ? place.edge : undefined);
            }}
            onNodeDoubleClick={(_event, { id }) => openPart(editor, id)}
            {...connecting}
            connectionLineComponent={WireInHand}
            nodesConnectable={!readOnly}
            nodesDraggable={!readOnly}
            edgesReconnectable={!readOnly}
            nodesFocusable
            disableKeyboardA11y
            ariaLabelConfig={ariaLabelConfig}
            deleteKeyCode={null}
            multiSelectionKeyCode={additiveKeys}
            selectionMode={SelectionMode.Partial}
            elevateNodesOnSelect={false}
            zoomOnDoubleClick={false}
            panOnScroll
            zoomActivationKeyCode={zoomKeys}
            nodeDragThreshold={3}
            connectionRadius={24}
            reconnectRadius={14}
            onlyRenderVisibleElements={nodes.length > manyNodes}
            minZoom={0.1}
            maxZoom={2}
            fitView={startsFilled && !openingView}
            defaultViewport={openingView}
            fitViewOptions={fitViewOptions}
            snapToGrid
            snapGrid={[10, 10]}
            attributionPosition="bottom-center"
          >
            <Background variant={BackgroundVariant.Dots} gap={20} size={1.6} />
            {nodes.length > 0 && !runPanelOpen && minimapOpen && (
              <MiniMap
                pannable
                zoomable
                ariaLabel={t("overview")}
                className="!m-3 hidden overflow-hidden rounded-lg border border-border shadow-sm @lg:block"
                style={{ width: 168, height: 112 }}
                nodeBorderRadius={24}
                nodeColor={categoryColor}
              />
            )}
          </ReactFlow>
          {children}
        </section>
      </CanvasMenu>
    </FarViewProvider>
  );
}

/**
 * A workflow that is wide for a phone, or one of very many nodes, opens at its beginning, readable, and not whole in
 * the size of a stamp.
 */
function openingAtStart({ nodes }: WorkflowDocument): Viewport | undefined {
  const zoom = 0.75;
  const xs = nodes.map(({ position }) => position.x);
  const [first] = nodes.toSorted((a, b) => a.position.x - b.position.x || a.position.y - b.position.y);
  const width = xs.reduce((a, b) => Math.max(a, b), first?.position.x ?? 0) - (first?.position.x ?? 0) + cardWidth;
  const isWide = window.innerWidth < 640 && width * zoom >= window.innerWidth;
  if (!first || (!isWide && nodes.length < tooManyToShow)) return undefined;
  return { x: 28 - first.position.x * zoom, y: window.innerHeight * 0.3 - first.position.y * zoom, zoom };
}

function useFlow() {
  const t = useTranslations();
  const [toFlow] = useState(() => createToFlow(t));
  const document = useDocument();
  const types = useEditorState((state) => state.nodeTypes);
  const selected = useEditorState((state) => state.selected);
  const selectedEdges = useEditorState((state) => state.selectedEdges);
  const drag = useEditorState((state) => state.drag);
  const resizing = useEditorState((state) => state.resizing);
  const nodes = useMemo(
    () => toFlow.nodesOf({ document, nodeTypes: types, selected, drag, resizing }),
    [toFlow, document, types, selected, drag, resizing],
  );
  const edges = useMemo(() => toFlow.edgesOf({ document, selectedEdges }), [toFlow, document, selectedEdges]);
  return { nodes, edges };
}
