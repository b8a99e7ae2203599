"use client";

import type { KeyboardEvent, PointerEvent } from "react";
import { cn } from "./class-names";

type SplitterProps = {
  label: string;
  /** Width of the part it sets, in pixels, and its bounds. */
  value: number;
  min: number;
  max: number;
  onChange: (value: number) => void;
  /** Back to the width it had first. */
  onReset: () => void;
  /** On which side of the splitter the part lies. */
  sets: "left" | "right";
  className?: string;
};

const step = 16;

/** A vertical bar between two parts, moved by pointer or arrow keys; a double click puts it back. */
export function Splitter({ label, value, min, max, onChange, onReset, sets, className }: SplitterProps) {
  const sign = sets === "left" ? 1 : -1;
  const change = (next: number) => onChange(Math.round(Math.min(Math.max(next, min), Math.max(min, max))));

  function begin(event: PointerEvent<HTMLDivElement>) {
    if (event.button !== 0) return;
    event.preventDefault();
    const bar = event.currentTarget;
    const from = event.clientX;
    bar.setPointerCapture(event.pointerId);
    const move = (now: globalThis.PointerEvent) => change(value + sign * (now.clientX - from));
    const end = () => {
      bar.removeEventListener("pointermove", move);
      bar.removeEventListener("pointerup", end);
      bar.removeEventListener("pointercancel", end);
    };
    bar.addEventListener("pointermove", move);
    bar.addEventListener("pointerup", end);
    bar.addEventListener("pointercancel", end);
  }

  function press(event: KeyboardEvent) {
    const by = { ArrowLeft: -step, ArrowRight: step }[event.key];
    if (by !== undefined) change(value + sign * by);
    else if (event.key === "Home") change(min);
    else if (event.key === "End") change(max);
    else if (event.key === "Enter") onReset();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule cannot be moved
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={Math.round(value)}
      aria-valuemin={min}
      aria-valuemax={Math.max(min, Math.round(max))}
      tabIndex={0}
      onPointerDown={begin}
      onKeyDown={press}
      onDoubleClick={onReset}
      className={cn(
        "group relative z-10 w-px shrink-0 cursor-col-resize touch-none bg-border outline-none",
        "after:absolute after:inset-y-0 after:-left-1 after:w-2 after:transition-colors hover:after:bg-primary/40 focus-visible:after:bg-primary active:after:bg-primary/60",
        className,
      )}
    />
  );
}
