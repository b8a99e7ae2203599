import { type ClassCount, quantile } from "@/shared/duration-class";
import { type ChartRange, chartRanges, type EndedCounts, type ExecutionChart } from "@/shared/execution-chart";
import { visibleWorkflows } from "./access";
import type { ServiceContext } from "./context";

export type Row = { bar: number; status: "succeeded" | "failed" | "cancelled"; durationClass: number; count: number };
type ChartInput = {
  range: ChartRange;
  workflowId?: string;
  /** Of the browser, in minutes east of UTC: days begin at its midnight. */
  utcOffset?: number;
};

const hourMs = 3_600_000;

/** How many executions ended, how and how fast, over time. From counts: as quick for a million executions as for ten. */
export function chartOfExecutions(
  ctx: Pick<ServiceContext, "store" | "actor">,
  { range, workflowId, utcOffset = 0 }: ChartInput,
  now = Date.now(),
): ExecutionChart {
  const { bars, barMs } = chartRanges[range];
  // Hours are those of UTC.
  const shift = barMs < hourMs ? 0 : Math.floor(utcOffset / 60) * hourMs;
  const last = Math.floor((now + shift) / barMs) * barMs - shift;
  const from = last - (bars - 1) * barMs;
  const visible = visibleWorkflows(ctx);
  const values = { from, barMs, workflow: workflowId ?? null, of: workflowId ?? "", visible };
  // The sums of hours are of all workflows there are.
  const isVisible = "(@visible IS NULL OR workflow_id IN (SELECT value FROM json_each(@visible)))";
  const isOne = workflowId !== undefined || visible === null;
  const minutes = `SELECT (at - @from) / @barMs AS bar, status, duration_class, count FROM ended_by_minute
    WHERE at >= @from AND (@workflow IS NULL OR workflow_id = @workflow) AND ${isVisible}`;
  const hours = `SELECT (at - @from) / @barMs AS bar, status, duration_class, count FROM ended_by_hour
    WHERE ${isOne ? "workflow_id = @of" : "workflow_id <> ''"} AND at >= @from AND (@of = '' AND @visible IS NULL OR ${isVisible})`;
  const rows = ctx.store.rawRead
    .prepare<[typeof values], Row>(
      `SELECT CAST(bar AS INTEGER) AS bar, status, duration_class AS durationClass, sum(count) AS count
       FROM (${range === "hour" ? minutes : `${minutes} UNION ALL ${hours}`}) GROUP BY 1, 2, 3`,
    )
    .all(values);
  const byBar = Map.groupBy(rows, ({ bar }) => bar);
  return {
    ...{ range, barMs },
    bars: Array.from({ length: bars }, (_, bar) => ({ at: from + bar * barMs, ...countsOf(byBar.get(bar) ?? []) })),
    total: countsOf(rows),
  };
}

export function countsOf(rows: readonly Omit<Row, "bar">[]): EndedCounts {
  const counts = { succeeded: 0, failed: 0, cancelled: 0 };
  const classes = new Map<number, number>();
  for (const { status, durationClass, count } of rows) {
    counts[status] += count;
    // How long somebody let it run before it was cancelled says nothing of the workflow.
    if (status !== "cancelled") classes.set(durationClass, (classes.get(durationClass) ?? 0) + count);
  }
  const ran: ClassCount[] = [...classes].map(([durationClass, count]) => ({ durationClass, count }));
  return { ...counts, p50: quantile(ran, 0.5), p95: quantile(ran, 0.95) };
}
