/** When turns come. Moments are milliseconds, and may be in the future: those turns are promised. */

/** The last turns, the newest at the end. */
export type WindowTurns = number[];

/** So many in any stretch of `periodMs`. */
export function nextInWindow(
  turns: WindowTurns,
  now: number,
  { count, periodMs }: { count: number; periodMs: number },
) {
  const before = turns.at(-count);
  const at = before === undefined ? now : Math.max(now, before + periodMs);
  return { at, turns: [...turns, at].slice(-count) };
}

/**
 * One each `everyMs` in the long run, and up to `burst` at once after a rest. `fullAt` is when the bucket is full again,
 * which says all of it (the generic cell rate algorithm).
 */
export function nextInBucket(fullAt: number, now: number, { burst, everyMs }: { burst: number; everyMs: number }) {
  const at = Math.max(now, fullAt - (burst - 1) * everyMs);
  return { at, fullAt: Math.max(fullAt, at) + everyMs };
}
