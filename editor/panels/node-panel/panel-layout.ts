"use client";

import { useSyncExternalStore } from "react";

/** How the panel of a node stands: over the canvas, or docked beside it. Widths are in pixels; null where nobody chose. */
export type PanelLayout = {
  docked: boolean;
  dockWidth: number | null;
  /** Of the panes of input and output. */
  inputWidth: number | null;
  outputWidth: number | null;
};

const key = "islewire.nodePanel";
const untouched: PanelLayout = { docked: false, dockWidth: null, inputWidth: null, outputWidth: null };
const listeners = new Set<() => void>();
let current: PanelLayout | undefined;

function read(): PanelLayout {
  if (current) return current;
  try {
    const stored = JSON.parse(localStorage.getItem(key) ?? "{}") as Partial<PanelLayout>;
    const width = (value: unknown) => (typeof value === "number" && Number.isFinite(value) ? value : null);
    current = {
      docked: stored.docked === true,
      dockWidth: width(stored.dockWidth),
      inputWidth: width(stored.inputWidth),
      outputWidth: width(stored.outputWidth),
    };
  } catch {
    current = untouched;
  }
  return current;
}

/** Remembered in this browser. */
export function setPanelLayout(changes: Partial<PanelLayout>) {
  current = { ...read(), ...changes };
  try {
    localStorage.setItem(key, JSON.stringify(current));
  } catch {
    // A browser that keeps nothing forgets it with the page.
  }
  for (const listener of listeners) listener();
}

export const usePanelLayout = () => useSyncExternalStore(subscribe, read, () => untouched);

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
