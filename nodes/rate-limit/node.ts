import { defineNode, p, suspend } from "@/nodes/sdk";
import type { BatchContext } from "@/nodes/sdk/define-node";
import { keyedParams, stateName } from "@/nodes/sdk/keyed-state";
import type { LastingState } from "@/nodes/sdk/services";
import { inMs, unitParam } from "@/nodes/sdk/time-units";
import type { Item } from "@/shared/item";
import { nextInBucket, nextInWindow, type WindowTurns } from "./turns";

const rate = {
  count: p.number({ label: "Items", default: 10, min: 1, max: 1_000, integer: true }),
  per: p.number({ label: "Per", default: 1, min: 0.001, max: 1_000_000 }),
  unit: unitParam("minutes"),
};

const params = {
  name: keyedParams.name("Limit", "limit"),
  key: keyedParams.key,
  limit: p.choice({
    label: "How many",
    cases: {
      window: { label: "At most so many in any such time", params: rate },
      bucket: {
        label: "So many on average, and some at once",
        params: {
          ...rate,
          burst: p.number({
            label: "At once",
            help: "After a rest, before it goes on at the average",
            ...{ default: 5, min: 1, max: 100_000, integer: true },
          }),
        },
      },
    },
  }),
  excess: p.choice({
    label: "What is too much",
    cases: {
      wait: {
        label: "Waits for its turn, in order",
        help: "Items of one step go on together, when the last one's turn has come",
        params: {
          atMost: p.number({
            label: "At most",
            help: "What would wait longer goes to “limited” at once. 0: it waits as long as it takes",
            ...{ unit: "s", default: 0, min: 0, max: 3e7 },
          }),
        },
      },
      leave: { label: "Goes to “limited”" },
    },
  }),
};

/** A turn is promised in one commit: executions of the same moment get different ones, and keep them over a crash. */
export const rateLimit = defineNode({
  type: "core.rateLimit",
  version: 1,
  label: "Rate Limit",
  summary: "Lets through so many items per time, and delays the others",
  category: "flow",
  icon: "gauge",
  keywords: ["throttle", "quota", "token bucket", "delay", "429", "slow down", "queue"],
  inputs: ["main"],
  outputs: ["main", "limited"],
  params,
  line: "{limit.count} / {limit.per} {limit.unit}",
  effect: "none",
  suspends: true,
  async executeAll(context) {
    const { inputs, lasting } = context;
    const items = inputs.main ?? [];
    // Asked again after the wait, it gives the same turns.
    const turns = await lasting.transact(
      "workflow",
      (state) => items.map((_, index) => take(state, context, index)),
      "turns",
    );
    const goesOnAt = turns.reduce((latest, { at }) => Math.max(latest, at ?? 0), 0);
    if (goesOnAt > Date.now()) return suspend({ until: new Date(goesOnAt) });
    const main: Item[] = [];
    const limited: Item[] = [];
    for (const [index, item] of items.entries()) {
      const { at = null, retryAfter = 0 } = turns[index] ?? {};
      if (at !== null) main.push(item);
      else limited.push({ ...item, json: { ...item.json, retryAfter }, from: { item: index } });
    }
    return { main, limited };
  },
});

type Context = BatchContext<typeof params, { [slot: string]: never }>;
type Turn = { at: number | null; retryAfter?: number };

/** `retryAfter`: seconds until there would be a turn. */
function take(state: LastingState, { paramsOf }: Context, index: number): Turn {
  const { name, key, limit, excess } = paramsOf(index);
  const place = stateName(`limit ${limit.is}`, name, key);
  const stored = state.get(place);
  const periodMs = inMs(limit.per, limit.unit);
  const patienceMs = excess.is === "leave" ? 0 : excess.atMost > 0 ? excess.atMost * 1_000 : Number.POSITIVE_INFINITY;
  if (limit.is === "bucket") {
    const everyMs = periodMs / limit.count;
    const { at, fullAt } = nextInBucket(Number(stored ?? 0), state.now, { burst: limit.burst, everyMs });
    if (at - state.now > patienceMs) return refused(at - state.now);
    state.set(place, fullAt, { expiresAt: Math.ceil(fullAt) });
    return { at };
  }
  const before = (stored ?? []) as WindowTurns;
  const { at, turns } = nextInWindow(before, state.now, { count: limit.count, periodMs });
  if (at - state.now > patienceMs) return refused(at - state.now);
  state.set(place, turns, { expiresAt: Math.ceil(at + periodMs) });
  return { at };
}

const refused = (waitMs: number): Turn => ({ at: null, retryAfter: Math.ceil(waitMs / 1_000) });
