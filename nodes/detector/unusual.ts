/** What a key was like before. */
export type Known = { key: string; at: number; values?: number[]; unusual?: boolean; missing?: boolean };
export type Judged = { unusual: boolean; facts: { [name: string]: number | null } };
export type Side = "both" | "above" | "below";

/** How far a value is from the mean of those before it, in standard deviations. */
export function peak(
  before: readonly number[],
  value: number,
  { deviations, least, side }: { deviations: number; least: number; side: Side },
): Judged {
  if (before.length < least) return { unusual: false, facts: { value, mean: null, deviation: null, score: null } };
  const mean = before.reduce((sum, one) => sum + one, 0) / before.length;
  const deviation = Math.sqrt(before.reduce((sum, one) => sum + (one - mean) ** 2, 0) / before.length);
  const distance = value - mean;
  // Where all were the same, every other value is out of the ordinary.
  const score = deviation > 0 ? distance / deviation : null;
  const isFar = score === null ? distance !== 0 : Math.abs(score) >= deviations;
  return { unusual: isFar && isOnSide(distance, side), facts: { value, mean, deviation, score } };
}

/** How much a value differs from the one before it, in percent of that. */
export function jump(before: number | undefined, value: number, { percent, side }: { percent: number; side: Side }) {
  if (before === undefined) return { unusual: false, facts: { value, before: null, change: null } };
  const change = before === 0 ? null : ((value - before) / Math.abs(before)) * 100;
  const isFar = change === null ? value !== 0 : Math.abs(change) >= percent;
  return { unusual: isFar && isOnSide(value - before, side), facts: { value, before, change } };
}

/** Beyond a limit; and once it is, until it is back by the margin. */
export function beyond(
  wasUnusual: boolean,
  value: number,
  { above, below, margin }: { above: number | null; below: number | null; margin: number },
): Judged {
  const slack = wasUnusual ? margin : 0;
  const unusual = (above !== null && value > above - slack) || (below !== null && value < below + slack);
  return { unusual, facts: { value, above, below } };
}

const isOnSide = (distance: number, side: Side) => side === "both" || (side === "above" ? distance > 0 : distance < 0);
