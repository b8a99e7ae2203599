import { defineNode, p, suspend } from "@/nodes/sdk";
import { keyedParams, stateName } from "@/nodes/sdk/keyed-state";
import { inMs, unitParam } from "@/nodes/sdk/time-units";
import type { Item } from "@/shared/item";

type Pending = { token: string; first: number };

/** The latest item of a key leaves its mark; who finds another mark when the time is over was superseded. */
export const debounce = defineNode({
  type: "core.debounce",
  version: 1,
  label: "Debounce",
  summary: "Waits until it is quiet, and lets the latest item through",
  category: "flow",
  icon: "timer-reset",
  keywords: ["quiet", "settle", "latest", "collapse", "burst", "throttle", "save"],
  inputs: ["main"],
  outputs: ["main", "superseded"],
  params: {
    name: keyedParams.name("Name", "debounce"),
    key: keyedParams.key,
    quiet: p.number({ label: "Quiet for", default: 10, min: 0.1, max: 1_000_000 }),
    unit: unitParam(),
    atMost: p.number({
      label: "Wait at most",
      help: "Since the first item, in the same unit: also while it is never quiet. 0: without end",
      ...{ default: 0, min: 0, max: 1_000_000 },
    }),
  },
  line: "{quiet} {unit}",
  effect: "none",
  suspends: true,
  async executeAll({ inputs, lasting, paramsOf, execution }) {
    const items = inputs.main ?? [];
    const all = items.map((_, index) => {
      const { name, key, ...times } = paramsOf(index);
      return { ...times, place: stateName("debounce", name, key), token: `${execution.id}/${execution.run}/${index}` };
    });
    // Asked again after the wait, it gives the same times.
    const due = await lasting.transact(
      "workflow",
      (state) =>
        all.map(({ place, token, quiet, unit, atMost }) => {
          const first = (state.get(place) as Pending | undefined)?.first ?? state.now;
          const latest = atMost > 0 ? first + inMs(atMost, unit) : Number.POSITIVE_INFINITY;
          state.set(place, { token, first }, { expiresAt: state.now + inMs(quiet, unit) + keptMs });
          return Math.max(state.now, Math.min(state.now + inMs(quiet, unit), latest));
        }),
      "arrive",
    );
    const over = due.reduce((last, at) => Math.max(last, at), 0);
    if (over > Date.now()) return suspend({ until: new Date(over) });
    const isLatest = await lasting.transact(
      "workflow",
      (state) =>
        all.map(({ place, token }) => {
          const own = (state.get(place) as Pending | undefined)?.token === token;
          if (own) state.set(place, undefined);
          return own;
        }),
      "settle",
    );
    const main: Item[] = items.filter((_, index) => isLatest[index]);
    return { main, superseded: items.filter((_, index) => !isLatest[index]) };
  },
});

/** A server that was down for so long still knows which item was the latest. */
const keptMs = 30 * 86_400_000;
