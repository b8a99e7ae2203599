"use client";

import { Suspense, useEffect, useState } from "react";
import { lazyPart, untilLoaded } from "@/components/lazy-part";
import { Canvas } from "./canvas/canvas";
import { CanvasControls } from "./canvas/canvas-controls";
import { EmptyCanvas } from "./canvas/empty-canvas";
import { isEmptyDocument } from "./canvas/to-flow";
import { useDocument, useEditorState } from "./editor-context";
import { OpenedFrame } from "./opened-frame";
import { AddNodeButton } from "./panels/add-node-button";
import { Dialogs, dialogLoads } from "./panels/dialogs";
import { Header } from "./panels/header";
import { loadRunDetails, RunPanel } from "./panels/run-panel";
import { useOpenWorkflow } from "./use-open-workflow";
import { usePresence } from "./use-presence";
import { useShortcuts } from "./use-shortcuts";

const loadOpenNode = async () => ({ default: (await import("./panels/open-node")).OpenNode });
const OpenNode = lazyPart(loadOpenNode);
const loadPalette = async () => ({ default: (await import("./panels/palette")).Palette });
const Palette = lazyPart(loadPalette);
const loadFindPanel = async () => ({ default: (await import("./panels/find-panel")).FindPanel });
const FindPanel = lazyPart(loadFindPanel);

const preloadMs = 1_500;

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
  usePresence();
  // Fetched ahead of the first use, when the page has nothing else to do: then all opens at once, also without a connection.
  useEffect(() => {
    const later = setTimeout(() => {
      for (const load of [loadOpenNode, loadPalette, loadFindPanel, loadRunDetails, ...dialogLoads])
        untilLoaded<unknown>(load).catch(() => {});
    }, preloadMs);
    return () => clearTimeout(later);
  }, []);
  const palette = useEditorState((state) => state.palette);
  const openNode = useEditorState((state) => state.openNode);
  const findOpen = useEditorState((state) => state.findOpen);
  const isEmpty = isEmptyDocument(useDocument());
  return (
    <div className="flex h-full flex-col">
      <Header />
      <div className="flex min-h-0 flex-1">
        <div className="flex min-w-0 flex-1 flex-col">
          <div className="relative flex min-h-0 flex-1">
            <div className="relative min-w-0 flex-1 overflow-hidden">
              <Canvas>
                {isEmpty && !palette && <EmptyCanvas />}
                <CanvasControls />
                {!palette && <AddNodeButton />}
                <Suspense>{findOpen && <FindPanel />}</Suspense>
              </Canvas>
            </div>
            <Suspense>{palette && <Palette request={palette} />}</Suspense>
          </div>
          <RunPanel />
        </div>
        <Suspense>{openNode !== null && <OpenNode id={openNode} />}</Suspense>
      </div>
      <Dialogs />
    </div>
  );
}
