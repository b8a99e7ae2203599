import type { IncomingMessage, ServerResponse } from "node:http";
import { passOverRest, sendProblem } from "./answer";
import { clientAddress, neighbourhood } from "./sender";

/** `burst`: how many may come at once after a while of quiet. */
export type Rate = { perMinute: number; burst: number };

/** What is counted apart. `guess`: keys that were wrong. `stranger`: what an address asks that shows no right to be here. */
export const limitedDoors = ["webhook", "apiKey", "user", "signIn", "stranger", "guess"] as const;
export type LimitedDoor = (typeof limitedDoors)[number];
export type Rates = { [door in LimitedDoor]?: Rate };

/** `600`, `600/100` for a burst of 100, or `off`. */
export function parseRate(text: string): Rate | undefined {
  if (text === "off") return undefined;
  const [, perMinute = "", burst = perMinute] = /^(\d{1,7})(?:\/(\d{1,7}))?$/.exec(text.trim()) ?? [];
  if (Number(perMinute) > 0 && Number(burst) > 0) return { perMinute: Number(perMinute), burst: Number(burst) };
  throw new Error(`"${text}" is not a rate such as 600, 600/100 (a minute, with a burst of 100) or off`);
}

/** Of all doors together. Those that were not seen for longest are forgotten first. */
const maxKept = 50_000;

/**
 * Token buckets. Of each only one number is kept: when it will be full again. What is full already is as if it had never
 * been there, so forgetting it costs nothing.
 */
export function createBuckets({ now = Date.now, max = maxKept }: { now?(): number; max?: number } = {}) {
  const fullAt = new Map<string, number>();

  /** Milliseconds until there is one more; 0: now. */
  function waitOf(key: string, { perMinute, burst }: Rate): number {
    const room = (burst - 1) * (60_000 / perMinute);
    return Math.max(0, Math.ceil((fullAt.get(key) ?? 0) - now() - room));
  }

  function take(key: string, rate: Rate): number {
    const waitMs = waitOf(key, rate);
    if (waitMs > 0) return waitMs;
    const from = Math.max(fullAt.get(key) ?? 0, now());
    fullAt.delete(key);
    fullAt.set(key, from + 60_000 / rate.perMinute);
    if (fullAt.size > max) forget();
    return 0;
  }

  function forget() {
    for (const [key, at] of fullAt) {
      if (fullAt.size <= max && at > now()) return;
      fullAt.delete(key);
    }
  }

  return { take, waitOf, size: () => fullAt.size };
}

export type Limits = ReturnType<typeof createLimits>;

/** Whether one more may come. Everybody has a bucket at each door; those behind one network of IPv6 share theirs. */
export function createLimits(rates: Rates, count?: (door: LimitedDoor) => void) {
  const buckets = createBuckets();

  /** Seconds to wait; 0: come in. `own`: the rate of this one, instead of that of the door. */
  function take(door: LimitedDoor, who: string, own?: Rate): number {
    const rate = own ?? rates[door];
    return rate ? told(door, buckets.take(`${door} ${who}`, rate)) : 0;
  }

  function told(door: LimitedDoor, waitMs: number): number {
    if (waitMs > 0) count?.(door);
    return Math.ceil(waitMs / 1_000);
  }

  return {
    take,
    takeOf: (door: LimitedDoor, req: IncomingMessage) => take(door, neighbourhood(clientAddress(req))),
    /** Looks only. */
    waitOf(door: LimitedDoor, req: IncomingMessage): number {
      const rate = rates[door];
      return rate ? told(door, buckets.waitOf(`${door} ${neighbourhood(clientAddress(req))}`, rate)) : 0;
    },
  };
}

export const retryAfter = (seconds: number) => ({ "retry-after": String(seconds) });

export function sendTooMany(req: IncomingMessage, res: ServerResponse, seconds: number): void {
  passOverRest(req, res);
  sendProblem(res, 429, "Too many requests", `Try again in ${seconds} s`, retryAfter(seconds));
}
