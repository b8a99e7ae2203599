"use client";

import { useSyncExternalStore } from "react";
import { cn } from "./ui/class-names";
import { Tooltip, TooltipContent, TooltipTrigger } from "./ui/tooltip";

/** "3 minutes ago", kept up to date; the exact moment shows on hover and to screen readers by `title`. */
export function Time({ at, className }: { at: number; className?: string }) {
  const now = useNow();
  return (
    <Tooltip>
      <TooltipTrigger asChild>
        <time
          dateTime={new Date(at).toISOString()}
          className={cn("whitespace-nowrap tabular-nums", className)}
          suppressHydrationWarning
        >
          {relativeTime(at, now)}
        </time>
      </TooltipTrigger>
      <TooltipContent>{exactTime(at)}</TooltipContent>
    </Tooltip>
  );
}

/** How long something took, or has been taking since `startedAt` when it has no end yet. */
export function Duration({ startedAt, finishedAt }: { startedAt: number; finishedAt: number | null }) {
  return finishedAt === null ? <RunningDuration startedAt={startedAt} /> : <Span ms={finishedAt - startedAt} />;
}

function RunningDuration({ startedAt }: { startedAt: number }) {
  return <Span ms={Math.max(0, useNow() - startedAt)} />;
}

function Span({ ms }: { ms: number }) {
  return <span className="whitespace-nowrap tabular-nums">{durationText(ms)}</span>;
}

/** "12 ms", "1.4 s", "3 min 5 s", "2 h 10 min". */
export function durationText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 59.95) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

export const exactTime = (at: number) =>
  new Date(at).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "medium" });

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const units = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

/** Beyond a month the date says more than a count of days. */
export function relativeTime(at: number, now: number): string {
  const difference = at - now;
  if (Math.abs(difference) > 30 * 86_400_000) return new Date(at).toLocaleDateString("en-GB", { dateStyle: "medium" });
  for (const [unit, ms] of units) {
    if (Math.abs(difference) >= ms) return relative.format(Math.trunc(difference / ms), unit);
  }
  if (Math.abs(difference) < 10_000) return "just now";
  return relative.format(Math.trunc(difference / 1000), "second");
}

/** One clock for all times on the page. */
let now = Date.now();
const listeners = new Set<() => void>();
let ticking: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void) {
  listeners.add(listener);
  now = Date.now();
  ticking ??= setInterval(() => {
    now = Date.now();
    for (const notify of listeners) notify();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(ticking);
    ticking = undefined;
  };
}

export const useNow = () =>
  useSyncExternalStore(
    subscribe,
    () => now,
    () => now,
  );
