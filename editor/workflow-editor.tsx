"use client";

import { lazy, Suspense, useEffect, useState } from "react";
import { Canvas } from "./canvas/canvas";
import { CanvasControls } from "./canvas/canvas-controls";
import { EmptyCanvas } from "./canvas/empty-canvas";
import { isEmptyDocument } from "./canvas/to-flow";
import { useDocument, useEditorState } from "./editor-context";
import { OpenedFrame } from "./opened-frame";
import { AddNodeButton } from "./panels/add-node-button";
import { Dialogs } from "./panels/dialogs";
import { FindPanel } from "./panels/find-panel";
import { Header } from "./panels/header";
import { Palette } from "./panels/palette";
import { RunPanel } from "./panels/run-panel";
import { useOpenWorkflow } from "./use-open-workflow";
import { useShortcuts } from "./use-shortcuts";

const loadOpenNode = async () => ({ default: (await import("./panels/open-node")).OpenNode });
const OpenNode = lazy(loadOpenNode);

/** The page on which people draw a workflow. */
export function WorkflowEditor({ id }: { id: string }) {
  const [opening, setOpening] = useState(0);
  return <OpenedEditor key={opening} id={id} onReload={() => setOpening((count) => count + 1)} />;
}

function OpenedEditor({ id, onReload }: { id: string; onReload: () => void }) {
  const { editor, error } = useOpenWorkflow(id, onReload);
  return (
    <OpenedFrame subject="workflow" editor={editor} error={error} onRetry={onReload}>
      <Workbench />
    </OpenedFrame>
  );
}

function Workbench() {
  useShortcuts();
  // Fetched ahead of the first use, so that a node opens at once, and without a connection too.
  useEffect(() => {
    loadOpenNode().catch(() => {});
  }, []);
  const palette = useEditorState((state) => state.palette);
  const openNode = useEditorState((state) => state.openNode);
  const findOpen = useEditorState((state) => state.findOpen);
  const isEmpty = isEmptyDocument(useDocument());
  return (
    <div className="flex h-full flex-col">
      <Header />
      <div className="relative flex min-h-0 flex-1">
        <div className="relative min-w-0 flex-1 overflow-hidden">
          <Canvas>
            {isEmpty && !palette && <EmptyCanvas />}
            <CanvasControls />
            {!palette && <AddNodeButton />}
            {findOpen && <FindPanel />}
          </Canvas>
        </div>
        {palette && <Palette request={palette} />}
      </div>
      <RunPanel />
      <Dialogs />
      <Suspense>{openNode !== null && <OpenNode id={openNode} />}</Suspense>
    </div>
  );
}
