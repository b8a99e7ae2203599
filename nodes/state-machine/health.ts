/** Whether a service is up, judged by its checks: one that fails now and then is not down. */

export type Rules = {
  /** So many of the last `window` checks failed: it is down. */
  failures: number;
  window: number;
  /** So many checks in a row passed: it is up. */
  successes: number;
  /** It went down so often within `flapMs`: it is up again only after `stableMs` without a failed check. 0: never. */
  flaps: number;
  flapMs: number;
  stableMs: number;
};

export type Health = {
  state: "up" | "suspect" | "down";
  /** The last checks, the newest at the end. */
  passed: boolean[];
  inARow: number;
  failedAt: number;
  /** When it went down, of late. */
  downs: number[];
};

export const healthy: Health = { state: "up", passed: [], inARow: 0, failedAt: 0, downs: [] };

export function afterCheck(before: Health, ok: boolean, now: number, rules: Rules): Health & { flapping: boolean } {
  const passed = [...before.passed, ok].slice(-rules.window);
  const inARow = ok ? before.inARow + 1 : 0;
  const failedAt = ok ? before.failedAt : now;
  const downs = before.downs.filter((at) => at > now - rules.flapMs);
  const flapping = rules.flaps > 0 && downs.length >= rules.flaps;
  const checked = { passed, inARow, failedAt, downs, flapping };
  if (before.state === "down") {
    const isBack = inARow >= rules.successes && !(flapping && now - failedAt < rules.stableMs);
    // What was before the recovery does not count towards the next failure.
    return isBack ? { ...checked, state: "up", passed: [] } : { ...checked, state: "down" };
  }
  const failures = passed.filter((one) => !one).length;
  if (failures >= rules.failures) {
    const all = [...downs, now].slice(-maxDowns);
    return { ...checked, state: "down", downs: all, flapping: rules.flaps > 0 && all.length >= rules.flaps };
  }
  if (!ok) return { ...checked, state: "suspect" };
  return { ...checked, state: inARow >= rules.successes ? "up" : before.state };
}

const maxDowns = 100;
