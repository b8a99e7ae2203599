"use client";

import type { TRPCClient } from "@trpc/client";
import type { ReactFlowInstance } from "@xyflow/react";
import { createContext, type ReactNode, useContext } from "react";
import { useStore } from "zustand";
import type { AppRouter } from "@/server/api/root";
import type { CanvasEdge, CanvasNode } from "./canvas/to-flow";
import type { RunControl } from "./run-control";
import type { EditorState, EditorStore } from "./store";

export type CanvasInstance = ReactFlowInstance<CanvasNode, CanvasEdge>;

/** One open workflow or execution, with all that its parts need to act on it. */
export type Editor = EditorStore & {
  run: RunControl;
  client: TRPCClient<AppRouter>;
  navigate(href: string): void;
  /** Opens it again as it is on the server. */
  reload(): void;
  /** Set while the canvas is on the page. */
  canvas: { current: CanvasInstance | null };
  /** Where the mouse is over the canvas, in the window. */
  pointer: { current: { x: number; y: number } | null };
};

const EditorContext = createContext<Editor | null>(null);

export function EditorProvider({ editor, children }: { editor: Editor; children: ReactNode }) {
  return <EditorContext value={editor}>{children}</EditorContext>;
}

export function useEditor(): Editor {
  const editor = useContext(EditorContext);
  if (!editor) throw new Error("There is no editor around this component");
  return editor;
}

/** A part of the state; the component draws again when that part changes. */
export const useEditorState = <Part,>(pick: (state: EditorState) => Part): Part => useStore(useEditor().state, pick);

export const useDocument = () => useEditorState(({ history }) => history.document);

/** It never changes while an editor is open, so nobody needs to watch it. */
export const useReadOnly = () => useEditor().state.getState().readOnly;
