"use client";

import { Table2, X } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useId, useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import type { ChartBar, ExecutionChart } from "@/shared/execution-chart";
import { durationText } from "../time";
import { Button } from "../ui/button";
import { cn } from "../ui/class-names";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../ui/table";
import { Hint } from "../ui/tooltip";
import type { OnBar } from "./chart-band";
import { barText, spanText, startText } from "./chart-times";

type ChartProps = { chart: ExecutionChart; ended: string | null; onBar: OnBar };

/** Bars of how many ended, and beside them, where there is room, of how long they took. */
export function Chart({ chart: { bars, barMs, range }, ended, onBar }: ChartProps) {
  const t = useTranslations("executions.chart");
  const locale = useLocale();
  const [pointed, setPointed] = useState<number | null>(null);
  const [asTable, setAsTable] = useState(false);
  const titles = { counts: useId(), durations: useId() };
  const most = Math.max(...bars.map(endedIn));
  const longest = Math.max(...bars.map(({ p95 }) => p95 ?? 0));
  const details = useDetails(barMs);
  const first = bars[0];
  const since = first ? t(most > 0 ? "hint" : "none", { from: startText(first.at, locale) }) : "";
  const shared = { bars, barMs, ended, pointed, onPoint: setPointed, onBar, details };

  return (
    <>
      <div className="mt-4 grid gap-x-6 gap-y-4 md:grid-cols-2">
        <figure>
          <Caption text={t(`counts.${range}`)} top={most > 0 ? t("most", { count: most }) : ""} />
          <Columns {...shared} label={t("bars")}>
            <svg
              role="img"
              aria-labelledby={titles.counts}
              viewBox={`0 0 ${bars.length} 100`}
              preserveAspectRatio="none"
              className="absolute inset-0 size-full"
            >
              <title id={titles.counts}>
                {t("countsTitle", { count: bars.reduce((sum, bar) => sum + endedIn(bar), 0) })}
              </title>
              <desc>{t("inTable")}</desc>
              {bars.map((bar, index) => (
                <Stack key={bar.at} x={index} parts={countParts(bar, most)} />
              ))}
            </svg>
          </Columns>
        </figure>
        <figure className="hidden md:block">
          <Caption text={t("durations")} top={longest > 0 ? durationText(longest, locale) : ""} />
          <Columns {...shared}>
            <svg
              role="img"
              aria-labelledby={titles.durations}
              viewBox={`0 0 ${bars.length} 100`}
              preserveAspectRatio="none"
              className="absolute inset-0 size-full"
            >
              <title id={titles.durations}>{t("durationsTitle")}</title>
              <desc>{t("inTable")}</desc>
              {bars.map((bar, index) => (
                <Stack key={bar.at} x={index} parts={durationParts(bar, longest)} />
              ))}
            </svg>
          </Columns>
        </figure>
      </div>
      <div className="mt-2 flex h-8 items-center justify-end gap-3 text-xs leading-4">
        <p className={cn("line-clamp-2 min-w-0 flex-1 text-muted", ended && "max-sm:hidden")} aria-hidden>
          {pointed === null ? since : details(bars[pointed])}
        </p>
        <Hint label={t("asTable")}>
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label={t("asTable")}
            aria-expanded={asTable}
            onClick={() => setAsTable(!asTable)}
          >
            <Table2 aria-hidden />
          </Button>
        </Hint>
        {ended && (
          <Button variant="secondary" size="sm" onClick={() => onBar(null)}>
            <X aria-hidden />
            {t("chosen", { time: spanText(ended, locale) })}
          </Button>
        )}
      </div>
      {asTable && <BarTable bars={bars} barMs={barMs} />}
    </>
  );
}

const spanOf = ({ at }: ChartBar, barMs: number) => `${at}-${at + barMs}`;
const endedIn = ({ succeeded, failed, cancelled }: ChartBar) => succeeded + failed + cancelled;

/** What happened in the time of a bar, in one sentence. */
function useDetails(barMs: number) {
  const t = useTranslations("executions.chart");
  const locale = useLocale();
  return (bar: ChartBar | undefined) => {
    if (!bar) return "";
    const time = barText(bar.at, barMs, locale);
    if (endedIn(bar) === 0) return t("nothing", { time });
    const { succeeded, failed, cancelled, p50, p95 } = bar;
    const counts = t("details", { time, succeeded, failed, cancelled });
    if (p50 === null || p95 === null) return counts;
    return `${counts} · ${t("took", { p50: durationText(p50, locale), p95: durationText(p95, locale) })}`;
  };
}

function Caption({ text, top }: { text: string; top: string }) {
  return (
    <figcaption className="mb-1 flex justify-between gap-2 text-muted text-xs leading-4">
      <span className="truncate">{text}</span>
      <span className="shrink-0 tabular-nums">{top}</span>
    </figcaption>
  );
}

type Part = { className: string; height: number };

/** Failures stand on the line, where they can be compared; a single one among thousands is seen all the same. */
function countParts({ succeeded, failed, cancelled }: ChartBar, most: number): Part[] {
  const height = (count: number) => (count === 0 ? 0 : Math.max((count / most) * 92, 5));
  return [
    { className: "fill-danger", height: height(failed) },
    { className: "fill-success", height: height(succeeded) },
    { className: "fill-input", height: height(cancelled) },
  ];
}

function durationParts({ p50, p95 }: ChartBar, longest: number): Part[] {
  if (p50 === null || p95 === null) return [];
  const height = (ms: number) => Math.max((ms / longest) * 100, 3);
  return [
    { className: "fill-info", height: height(p50) },
    { className: "fill-info/35", height: Math.max(height(p95) - height(p50), 0) },
  ];
}

function Stack({ x, parts }: { x: number; parts: readonly Part[] }) {
  let top = 100;
  const total = Math.max(
    parts.reduce((sum, { height }) => sum + height, 0),
    100,
  );
  return parts.map(({ className, height }) => {
    const share = (height / total) * 100;
    top -= share;
    return share > 0 && <rect key={className} x={x + 0.12} y={top} width={0.76} height={share} className={className} />;
  });
}

type ColumnsProps = {
  bars: readonly ChartBar[];
  barMs: number;
  ended: string | null;
  pointed: number | null;
  onPoint: (index: number | null) => void;
  onBar: OnBar;
  details: (bar: ChartBar) => string;
  /** Without one the columns are for the pointer only: they would say the same a second time. */
  label?: string;
  children: ReactNode;
};

/** A button over each bar. The arrow keys go from one to the next. */
function Columns({ bars, barMs, ended, pointed, onPoint, onBar, details, label, children }: ColumnsProps) {
  const entry = pointed ?? bars.length - 1;
  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    const next = { ArrowLeft: entry - 1, ArrowRight: entry + 1, Home: 0, End: bars.length - 1 }[event.key];
    if (next === undefined || !bars[next]) return;
    event.preventDefault();
    event.currentTarget.querySelectorAll<HTMLElement>("button")[next]?.focus();
  }
  return (
    <div className="relative h-16 border-border border-b">
      {children}
      {/* biome-ignore lint/a11y/useSemanticElements: buttons, not form fields */}
      <div
        role="group"
        aria-label={label}
        aria-hidden={label ? undefined : true}
        className="absolute inset-0 flex"
        onKeyDown={onKeyDown}
        onPointerLeave={() => onPoint(null)}
      >
        {bars.map((bar, index) => (
          <button
            key={bar.at}
            type="button"
            tabIndex={label && index === entry ? 0 : -1}
            aria-label={details(bar)}
            aria-pressed={ended === spanOf(bar, barMs)}
            onPointerEnter={() => onPoint(index)}
            onFocus={() => onPoint(index)}
            onBlur={() => onPoint(null)}
            onClick={() => onBar(spanOf(bar, barMs))}
            className={cn(
              "h-full min-w-0 flex-1 rounded-sm focus-visible:z-10 aria-pressed:bg-text/15 aria-pressed:outline-1 aria-pressed:outline-text",
              pointed === index && "bg-text/10",
            )}
          />
        ))}
      </div>
    </div>
  );
}

/** The same as numbers, for who cannot see the bars or wants them exactly; the newest first. */
function BarTable({ bars, barMs }: { bars: readonly ChartBar[]; barMs: number }) {
  const t = useTranslations("executions.chart");
  const locale = useLocale();
  const duration = (ms: number | null) => (ms === null ? "–" : durationText(ms, locale));
  return (
    <section
      aria-label={t("numbers")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard, too
      tabIndex={0}
      className="mt-2 max-h-72 overflow-auto rounded-lg border border-border"
    >
      <Table aria-label={t("title")}>
        <TableHeader>
          <TableRow className="hover:bg-transparent">
            {columns.map((name) => (
              <TableHead key={name} className={cn(name !== "time" && "text-right")}>
                {t(`columns.${name}`)}
              </TableHead>
            ))}
          </TableRow>
        </TableHeader>
        <TableBody>
          {bars
            .filter((bar) => endedIn(bar) > 0)
            .toReversed()
            .map(({ at, succeeded, failed, cancelled, p50, p95 }) => (
              <TableRow key={at}>
                <TableCell className="whitespace-nowrap">{barText(at, barMs, locale)}</TableCell>
                {[succeeded, failed, cancelled].map((count, index) => (
                  <TableCell key={columns[index + 1]} className="text-right tabular-nums">
                    {count.toLocaleString(locale)}
                  </TableCell>
                ))}
                <TableCell className="whitespace-nowrap text-right">{duration(p50)}</TableCell>
                <TableCell className="whitespace-nowrap text-right">{duration(p95)}</TableCell>
              </TableRow>
            ))}
        </TableBody>
      </Table>
    </section>
  );
}

const columns = ["time", "succeeded", "failed", "cancelled", "p50", "p95"] as const;
