/** Each class of durations ends a quarter above where it begins: class 0 at 1 ms, class 31 at 1 s, class 80 at 16 h. */
const ratio = 1.25;

export type ClassCount = { durationClass: number; count: number };

/** The duration below which that share of them is, in milliseconds; within its class by proportion. */
export function quantile(counts: readonly ClassCount[], share: number): number | null {
  const known = counts.filter(({ durationClass }) => durationClass >= 0);
  const sorted = known.sort((one, other) => one.durationClass - other.durationClass);
  const total = sorted.reduce((sum, { count }) => sum + count, 0);
  let left = total * share;
  for (const { durationClass, count } of sorted) {
    if (left <= count) return ratio ** (durationClass + left / count);
    left -= count;
  }
  return null;
}
