import { defineNode, NodeError, p } from "@/nodes/sdk";
import type { BatchContext } from "@/nodes/sdk/define-node";
import { dayMs, keyedParams, stateName, statePrefix } from "@/nodes/sdk/keyed-state";
import type { LastingState } from "@/nodes/sdk/services";
import type { Item, Json, JsonObject } from "@/shared/item";
import { beyond, type Judged, jump, type Known, peak } from "./unusual";

const value = p.number({ label: "Value", help: "Such as {{ $json.value }}" });
const side = p.select({
  label: "Look at",
  options: [
    { value: "both", label: "Higher and lower values" },
    { value: "above", label: "Higher values" },
    { value: "below", label: "Lower values" },
  ],
});
const limit = (label: string) => p.json({ label, help: "Empty: no limit", default: null });

const params = {
  name: keyedParams.name("Detector", "values"),
  key: keyedParams.key,
  how: p.choice({
    label: "What is unusual",
    cases: {
      peak: {
        label: "A value far from the mean of the last ones",
        params: {
          value,
          deviations: p.number({ label: "Standard deviations", default: 3, min: 0.1, max: 100 }),
          last: p.number({ label: "Of the last", unit: "values", default: 30, min: 2, max: 1_000, integer: true }),
          least: p.number({ label: "Judge from", unit: "values on", default: 10, min: 2, max: 1_000, integer: true }),
          side,
        },
      },
      jump: {
        label: "A jump from the last value",
        params: { value, percent: p.number({ label: "By", unit: "%", default: 50, min: 0.01 }), side },
      },
      limit: {
        label: "A value beyond a limit",
        params: {
          value,
          above: limit("Above"),
          below: limit("Below"),
          margin: p.number({
            label: "Usual again",
            help: "When it is so far back inside the limit, so that a value at the limit does not flicker",
            ...{ default: 0, min: 0 },
          }),
        },
      },
      missing: {
        label: "A key that was not heard of for a time",
        help: "For a schedule: gives an item for each silent key. Other nodes of this name note when a key was heard of",
        params: { minutes: p.number({ label: "Silent for", unit: "minutes", default: 15, min: 0.01 }) },
      },
      note: { label: "Nothing: only note that the key was heard of" },
    },
  }),
  once: p.toggle({ label: "Only the first in a row", help: "Until it is usual again", default: true }),
  into: p.text({ label: "Put the finding into the field", default: "finding", required: true, expression: false }),
  forgetDays: keyedParams.forgetDays(),
};

/** Values of one key are judged one after the other, whichever execution brings them. */
export const detector = defineNode({
  type: "core.detector",
  version: 1,
  label: "Detector",
  summary: "Finds peaks, jumps, limits passed and what stays away",
  category: "flow",
  icon: "activity",
  keywords: ["anomaly", "outlier", "gap", "peak", "threshold", "missing", "heartbeat", "deviation", "monitoring"],
  inputs: ["main"],
  outputs: ["unusual", "usual"],
  params,
  line: "{how.is} {name}",
  effect: "none",
  async executeAll(context): Promise<{ unusual: Item[]; usual: Item[] }> {
    const { inputs, lasting, paramsOf, params: first } = context;
    const items = inputs.main ?? [];
    const findings = await lasting.transact("workflow", (state) =>
      first.how.is === "missing"
        ? [silent(state, first, first.how.minutes)]
        : items.map((_, index) => [judge(state, paramsOf(index), index)]),
    );
    if (first.how.is === "missing") return withSilent(items, findings[0] ?? [], first.into);
    const outputs: { unusual: Item[]; usual: Item[] } = { unusual: [], usual: [] };
    for (const [index, item] of items.entries()) {
      const { isTold = false, ...finding } = findings[index]?.[0] ?? {};
      outputs[isTold === true ? "unusual" : "usual"].push({
        ...{ ...item, json: { ...item.json, [first.into]: finding }, from: { item: index } },
      });
    }
    return outputs;
  },
});

type Params = BatchContext<typeof params, { [slot: string]: never }>["params"];

function judge(state: LastingState, given: Params, item: number): JsonObject {
  const { name, key, how, once, forgetDays } = given;
  const place = stateName("detector", name, key);
  const before = state.get(place) as Known | undefined;
  const values = before?.values ?? [];
  const { unusual, facts } = verdict(how, before, item);
  const kept = how.is === "peak" ? how.last : 1;
  const own = "value" in how ? { values: [...values, how.value].slice(-kept) } : before?.values && { values };
  const known: Known = { key: key.slice(0, 1_000), at: state.now, ...own, unusual };
  state.set(place, known, { expiresAt: state.now + forgetDays * dayMs });
  const isTold = unusual && !(once && before?.unusual);
  return { isTold, unusual, ...facts, silentSeconds: before ? Math.round((state.now - before.at) / 1_000) : null };
}

function verdict(how: Params["how"], before: Known | undefined, item: number): Judged {
  const values = before?.values ?? [];
  switch (how.is) {
    case "peak":
      return peak(values.slice(-how.last), how.value, how);
    case "jump":
      return jump(values.at(-1), how.value, how);
    case "limit": {
      const limits = { above: limitIn(how.above, "above", item), below: limitIn(how.below, "below", item) };
      return beyond(before?.unusual ?? false, how.value, { ...limits, margin: how.margin });
    }
    default:
      return { unusual: false, facts: {} };
  }
}

function limitIn(given: Json, param: string, item: number): number | null {
  if (given === null || given === "") return null;
  const number = typeof given === "object" || typeof given === "boolean" ? Number.NaN : Number(given);
  if (Number.isFinite(number)) return number;
  throw new NodeError(`The limit ${JSON.stringify(given)} is not a number`, {
    ...{ code: "DETECTOR_LIMIT", param: `how.${param}`, item },
  });
}

/** What is told once is marked; the next value of the key takes the mark away. */
function silent(state: LastingState, { name, once, forgetDays }: Params, minutes: number): JsonObject[] {
  const all = state
    .list(statePrefix("detector", name), maxKeys)
    .map((stored) => ({ place: stored.name, known: stored.value as Known }));
  const found = all.filter(({ known }) => state.now - known.at >= minutes * 60_000 && !(once && known.missing));
  for (const { place, known } of found)
    state.set(place, { ...known, missing: true }, { expiresAt: known.at + forgetDays * dayMs });
  return found.map(({ known: { key, at } }) => ({
    ...{ key, lastSeen: new Date(at).toISOString(), silentSeconds: Math.round((state.now - at) / 1_000) },
  }));
}

function withSilent(items: Item[], found: readonly JsonObject[], into: string) {
  const unusual = found.map(
    (finding): Item => ({ json: { key: finding.key ?? "", [into]: finding }, from: { item: 0 } }),
  );
  return { unusual, usual: unusual.length ? [] : items };
}

const maxKeys = 10_000;
