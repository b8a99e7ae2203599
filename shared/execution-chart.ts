const minuteMs = 60_000;
const hourMs = 3_600_000;

/** How a range of time is divided, up to the bar that is not over yet. */
export const chartRanges = {
  hour: { bars: 60, barMs: minuteMs },
  day: { bars: 24, barMs: hourMs },
  week: { bars: 56, barMs: 3 * hourMs },
  month: { bars: 30, barMs: 24 * hourMs },
} as const;
export type ChartRange = keyof typeof chartRanges;
export const rangeNames = ["hour", "day", "week", "month"] as const satisfies readonly ChartRange[];

export type EndedCounts = {
  succeeded: number;
  failed: number;
  cancelled: number;
  /** Milliseconds from the start to the end; null where none ran. */
  p50: number | null;
  p95: number | null;
};
/** `at`: its beginning. */
export type ChartBar = EndedCounts & { at: number };
export type ExecutionChart = { range: ChartRange; barMs: number; bars: ChartBar[]; total: EndedCounts };
