"use client";

import { useSyncExternalStore } from "react";
import { type Locale, useLocale } from "use-intl";
import { cn } from "./ui/class-names";
import { Tooltip, TooltipContent, TooltipTrigger } from "./ui/tooltip";

/** "3 minutes ago", kept up to date; with `ahead` each second counts that is still to come. The exact moment shows on hover and to screen readers by `title`. */
export function Time({ at, ahead, className }: { at: number; ahead?: boolean; className?: string }) {
  const now = useNow();
  const locale = useLocale();
  return (
    <Tooltip>
      <TooltipTrigger asChild>
        <time
          dateTime={new Date(at).toISOString()}
          className={cn("whitespace-nowrap tabular-nums", className)}
          suppressHydrationWarning
        >
          {relativeTime(at, now, locale, ahead)}
        </time>
      </TooltipTrigger>
      <TooltipContent>{exactTime(at, locale)}</TooltipContent>
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
  return <span className="whitespace-nowrap tabular-nums">{durationText(ms, useLocale())}</span>;
}

const words = {
  en: { ms: "ms", s: "s", min: "min", h: "h", d: "d", now: "just now", soon: "now", dates: "en-GB" },
  "zh-CN": { ms: "毫秒", s: "秒", min: "分", h: "小时", d: "天", now: "刚刚", soon: "现在", dates: "zh-CN" },
} as const satisfies { [locale in Locale]: unknown };

/** The language in which dates are written. */
export const dateLocale = (locale: Locale) => words[locale].dates;

/** "12 ms", "1.4 s", "3 min 5 s", "2 h 10 min". */
export function durationText(ms: number, locale: Locale): string {
  const unit = words[locale];
  if (ms < 1000) return `${Math.round(ms)} ${unit.ms}`;
  const seconds = ms / 1000;
  if (seconds < 59.95) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} ${unit.s}`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} ${unit.min} ${Math.floor(seconds % 60)} ${unit.s}`;
  const hours = Math.floor(minutes / 60);
  return hours < 48
    ? `${hours} ${unit.h} ${minutes % 60} ${unit.min}`
    : `${Math.floor(hours / 24)} ${unit.d} ${hours % 24} ${unit.h}`;
}

export const exactTime = (at: number, locale: Locale) =>
  new Date(at).toLocaleString(words[locale].dates, { dateStyle: "medium", timeStyle: "medium" });

const relative = {
  en: new Intl.RelativeTimeFormat("en", { numeric: "auto" }),
  "zh-CN": new Intl.RelativeTimeFormat("zh-CN", { numeric: "auto" }),
} as const satisfies { [locale in Locale]: Intl.RelativeTimeFormat };
const units = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

/** Beyond a month the date says more than a count of days. */
export function relativeTime(at: number, now: number, locale: Locale, ahead = false): string {
  const difference = at - now;
  if (Math.abs(difference) > 30 * 86_400_000)
    return new Date(at).toLocaleDateString(words[locale].dates, { dateStyle: "medium" });
  for (const [unit, ms] of units) {
    if (Math.abs(difference) >= ms) return relative[locale].format(Math.trunc(difference / ms), unit);
  }
  if (ahead ? difference < 1_000 : Math.abs(difference) < 10_000) return words[locale][ahead ? "soon" : "now"];
  return relative[locale].format(Math.trunc(difference / 1000), "second");
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
