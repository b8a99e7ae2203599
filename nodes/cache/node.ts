import { defineNode, p, suspend } from "@/nodes/sdk";
import type { BatchContext } from "@/nodes/sdk/define-node";
import { keyedParams, stateName } from "@/nodes/sdk/keyed-state";
import type { LastingState } from "@/nodes/sdk/services";
import { type Item, isJsonObject, type Json } from "@/shared/item";

const seconds = (label: string, preset: number, min: number, help?: string) =>
  p.number({ label, help, default: preset, min, max: 3e7, unit: "s" });

const params = {
  name: keyedParams.name("Cache", "cache"),
  key: p.text({ label: "Key", help: "What the result depends on, such as {{ $json.city }}. Empty: one for all" }),
  action: p.choice({
    label: "What to do",
    cases: {
      get: {
        label: "Look it up",
        help: "On a miss, compute the value and store it by another Cache node. Others that miss it meanwhile wait",
        params: {
          into: p.text({
            label: "Put it into the field",
            help: "Empty: the value takes the place of the item",
            default: "value",
            expression: false,
          }),
          lease: seconds("Others wait at most", 60, 1, "For who computes it. Then the next one is sent to compute it"),
        },
      },
      store: {
        label: "Store it",
        params: {
          what: p.choice({
            label: "Value",
            cases: {
              item: { label: "The whole item" },
              value: { label: "A value", params: { value: p.json({ label: "Value" }) } },
            },
          }),
          fresh: seconds("Fresh for", 300, 1),
          stale: seconds("Then stale for", 0, 0, "Given all the same, while one execution is sent to compute it anew"),
        },
      },
      forget: { label: "Forget it", help: "The next look-up misses" },
    },
  }),
};

const ofGet = { when: "action.is", in: ["get"] } as const;

/** Of many that miss the same key at once, one computes. It holds the place for a time, so that its failure is no end. */
export const cache = defineNode({
  type: "core.cache",
  version: 1,
  label: "Cache",
  summary: "Gives stored results, and has one execution compute new ones",
  category: "flow",
  icon: "zap",
  keywords: ["memoize", "ttl", "stale-while-revalidate", "single flight", "speed", "aggregate", "store"],
  inputs: ["main"],
  outputs: [
    { name: "hit", label: "hit", ...ofGet },
    { name: "stale", label: "stale", ...ofGet },
    { name: "miss", label: "miss", ...ofGet },
    { name: "main", label: "main", when: "action.is", in: ["store", "forget"] },
  ],
  params,
  line: "{action.is} {name}",
  effect: "none",
  suspends: true,
  async executeAll(context) {
    const { inputs, lasting, paramsOf, params: first, memory } = context;
    const items = inputs.main ?? [];
    if (first.action.is !== "get") {
      await lasting.transact("workflow", (state) => {
        for (const [index, item] of items.entries()) store(state, paramsOf(index), item);
        return null;
      });
      return { main: items };
    }
    const looks = Number(memory.get() ?? 0);
    const found = await lasting.transact("workflow", (state) => lookUp(state, context), `look ${looks}`);
    if ("wait" in found) {
      memory.set(looks + 1);
      return suspend({ until: new Date(Math.min(Date.now() + pauseMs(looks), found.wait)) });
    }
    memory.set(undefined);
    return outputsOf(items, found.each, first.action.into);
  },
});

type Context = BatchContext<typeof params, { [slot: string]: never }>;
type Stored = { value: Json; freshUntil: number };
type Found = { state: "hit" | "stale" | "miss"; value: Json; computes: boolean };

/** Either all keys can be answered now, or no place is taken: two that wait for each other's keys cannot block. */
function lookUp(state: LastingState, { inputs, paramsOf }: Context): { each: Found[] } | { wait: number } {
  const given = (inputs.main ?? []).map((_, index) => paramsOf(index));
  const leases = new Map<string, number>();
  let wait: number | undefined;
  const each = given.map(({ name, key, action }): Found => {
    const stored = state.get(stateName("cached", name, key)) as Stored | undefined;
    if (stored && stored.freshUntil > state.now) return { state: "hit", value: stored.value, computes: false };
    const place = stateName("computing", name, key);
    const heldUntil = state.get(place) as number | undefined;
    const isFree = heldUntil === undefined;
    if (isFree && action.is === "get") leases.set(place, state.now + action.lease * 1_000);
    if (stored) return { state: "stale", value: stored.value, computes: isFree };
    if (heldUntil !== undefined) wait = Math.min(wait ?? Infinity, heldUntil);
    return { state: "miss", value: null, computes: isFree };
  });
  if (wait !== undefined) return { wait };
  for (const [place, until] of leases) state.set(place, until, { expiresAt: until });
  return { each };
}

function store(state: LastingState, { name, key, action }: Context["params"], item: Item) {
  const place = stateName("cached", name, key);
  state.set(stateName("computing", name, key), undefined);
  if (action.is !== "store") return state.set(place, undefined);
  const value = action.what.is === "item" ? item.json : (action.what as { value: Json }).value;
  const freshUntil = state.now + action.fresh * 1_000;
  return state.set(place, { value, freshUntil }, { expiresAt: freshUntil + action.stale * 1_000 });
}

/** What is stale and to be computed anew goes out twice: as it is, and to be computed. */
function outputsOf(items: Item[], found: readonly Found[], into: string) {
  const outputs: { [port in Found["state"]]: Item[] } = { hit: [], stale: [], miss: [] };
  for (const [index, item] of items.entries()) {
    const { state = "miss", value = null, computes = true } = found[index] ?? {};
    if (computes) outputs.miss.push(item);
    if (state !== "miss") outputs[state].push({ ...item, json: withValue(item, value, into), from: { item: index } });
  }
  return outputs;
}

function withValue({ json }: Item, value: Json, into: string) {
  if (into !== "") return { ...json, [into]: value };
  return isJsonObject(value) ? value : { value };
}

const pauseMs = (looks: number) => Math.min(150 * 1.5 ** looks, 2_000);
