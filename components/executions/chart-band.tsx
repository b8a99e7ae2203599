"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import {
  type ChartRange,
  chartRanges,
  type EndedCounts,
  type ExecutionChart,
  rangeNames,
} from "@/shared/execution-chart";
import { errorText, useTRPC } from "../api";
import { Card } from "../page";
import { durationText } from "../time";
import { cn } from "../ui/class-names";
import { ErrorState } from "../ui/error-state";
import { Skeleton } from "../ui/skeleton";
import { Chart } from "./chart";
import { endedTimes, type Filters } from "./filters";

type ChartBandProps = { filters: Filters; onChange: (changes: Partial<Filters>) => void };

const refreshMs = 10_000;

/** How many executions ended, how many failed and how long they took, over time. A bar leads to its executions. */
export function ChartBand({ filters, onChange }: ChartBandProps) {
  const t = useTranslations("executions.chart");
  const [chosen, setChosen] = useState<ChartRange>(() => rangeOf(filters.ended));
  const range = filters.range ?? chosen;
  const options = useTRPC().executions.chart.queryOptions(
    { range, workflowId: filters.workflow ?? undefined, utcOffset: -new Date().getTimezoneOffset() },
    { refetchInterval: refreshMs, placeholderData: (previous) => previous },
  );
  const { data, error, refetch } = useQuery(options);

  function choose(next: ChartRange) {
    setChosen(next);
    if (filters.range) onChange({ range: next });
  }
  function filterByBar(ended: string | null) {
    setChosen(range);
    onChange(ended === null || ended === filters.ended ? { ended: null } : { ended, range: null });
  }

  return (
    <section aria-label={t("title")} className="mb-3">
      <Card className="p-4">
        {error && !data ? (
          <ErrorState title={t("loadFailed")} message={errorText(error).message} onRetry={() => void refetch()} />
        ) : (
          <>
            <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
              <Totals total={data?.total} />
              <RangeSwitch range={range} onRange={choose} />
            </div>
            <Charts chart={data} ended={filters.ended} onBar={filterByBar} />
          </>
        )}
      </Card>
    </section>
  );
}

function Charts({ chart, ...props }: { chart: ExecutionChart | undefined; ended: string | null; onBar: OnBar }) {
  return chart ? <Chart chart={chart} {...props} /> : <Skeleton className="mt-4 h-[124px]" />;
}
/** From when to when it reaches, as the filter says it. */
export type OnBar = (ended: string | null) => void;

function Totals({ total }: { total: EndedCounts | undefined }) {
  const t = useTranslations("executions.chart");
  const locale = useLocale();
  const ended = total ? total.succeeded + total.failed + total.cancelled : 0;
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  const share = total && ended > 0 ? total.failed / ended : 0;
  const duration = (ms: number | null | undefined) => (typeof ms === "number" ? durationText(ms, locale) : "–");
  const values = [
    { name: "ended", text: total ? ended.toLocaleString(locale) : "–" },
    {
      name: "failed",
      text: total ? t("failedShare", { count: total.failed, share: percent.format(share) }) : "–",
      isBad: share > 0,
    },
    { name: "p50", text: duration(total?.p50) },
    { name: "p95", text: duration(total?.p95) },
  ] as const;
  return (
    <dl className="flex flex-wrap gap-x-6 gap-y-2">
      {values.map(({ name, text, ...rest }) => (
        <div key={name}>
          <dt className="text-muted text-xs">{t(`totals.${name}`)}</dt>
          <dd className={cn("font-semibold tabular-nums leading-6", "isBad" in rest && rest.isBad && "text-danger")}>
            {text}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function RangeSwitch({ range, onRange }: { range: ChartRange; onRange: (range: ChartRange) => void }) {
  const t = useTranslations("executions.chart");
  return (
    // biome-ignore lint/a11y/useSemanticElements: buttons, not form fields
    <div role="group" aria-label={t("range")} className="flex shrink-0 rounded-lg bg-sunken p-0.5 text-xs">
      {rangeNames.map((name) => (
        <button
          key={name}
          type="button"
          aria-pressed={range === name}
          onClick={() => onRange(name)}
          className={cn(
            "rounded-md px-2.5 py-1 leading-4 transition-colors",
            range === name ? "bg-surface font-medium text-text shadow-xs" : "text-muted hover:text-text",
          )}
        >
          {t(`ranges.${name}`)}
        </button>
      ))}
    </div>
  );
}

/** The chart that a bar of that length is of. */
function rangeOf(ended: string | null): ChartRange {
  const { endedFrom = 0, endedBefore = 0 } = endedTimes(ended);
  return rangeNames.find((name) => chartRanges[name].barMs === endedBefore - endedFrom) ?? "day";
}
