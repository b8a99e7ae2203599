import { DateTime } from "luxon";
import { defineNode, p } from "@/nodes/sdk";
import type { BatchContext } from "@/nodes/sdk/define-node";
import { dayMs, keyedParams, stateName } from "@/nodes/sdk/keyed-state";
import type { LastingState } from "@/nodes/sdk/services";
import type { Item, JsonObject } from "@/shared/item";

const params = {
  name: keyedParams.name("Counter", "counter"),
  key: keyedParams.key,
  action: p.choice({
    label: "What to do",
    cases: {
      add: { label: "Count", params: { by: p.number({ label: "By", help: "Negative: down", default: 1 }) } },
      set: { label: "Set it", params: { to: p.number({ label: "To", default: 0 }) } },
      read: { label: "Read it" },
      reset: { label: "Reset it" },
    },
  }),
  period: p.select({
    label: "Starts anew",
    help: "In the time zone of the workflow",
    options: [
      { value: "never", label: "Never" },
      { value: "hour", label: "Every hour" },
      { value: "day", label: "Every day" },
      { value: "week", label: "Every week, on Monday" },
      { value: "month", label: "Every month" },
      { value: "year", label: "Every year" },
    ],
    expression: false,
  }),
  into: p.text({ label: "Put the count into the field", default: "count", required: true, expression: false }),
  forgetDays: keyedParams.forgetDays(),
};

/** Each count is a change of its own, made at once: no execution sees or loses that of another. */
export const counter = defineNode({
  type: "core.counter",
  version: 1,
  label: "Counter",
  summary: "Counts across executions, by key and by day, week or month",
  category: "flow",
  icon: "tally-5",
  keywords: ["count", "number", "sequence", "increment", "invoice number", "quota", "state", "total"],
  inputs: ["main"],
  outputs: ["main"],
  params,
  line: "{action.is} {name}",
  effect: "none",
  async executeAll(context) {
    const { inputs, lasting, execution, params: first } = context;
    const items = inputs.main ?? [];
    const counts = await lasting.transact("workflow", (state) =>
      items.map((_, index) => change(state, context.paramsOf(index), execution.timezone)),
    );
    return { main: items.map((item, index) => withCount(item, index, first.into, counts[index] ?? 0)) };
  },
});

type Params = BatchContext<typeof params, { [slot: string]: never }>["params"];

function change(state: LastingState, { name, key, action, period, forgetDays }: Params, zone: string): number {
  const place = stateName("counter", name, key);
  const now = periodAt(state.now, period, zone);
  const stored = state.get(place) as { count: number; period: string } | undefined;
  const before = stored?.period === now ? stored.count : 0;
  if (action.is === "read") return before;
  const count = action.is === "add" ? before + action.by : action.is === "set" ? action.to : 0;
  const expiresAt = state.now + forgetDays * dayMs;
  state.set(place, action.is === "reset" ? undefined : { count, period: now }, { expiresAt });
  return count;
}

/** Names the period a moment is in: the day it began. */
function periodAt(at: number, period: Params["period"], zone: string): string {
  if (period === "never") return "";
  return DateTime.fromMillis(at, { zone }).startOf(period).toISO() ?? "";
}

const withCount = (item: Item, index: number, into: string, count: number): Item => {
  const json: JsonObject = { ...item.json, [into]: count };
  return { ...item, json, from: { item: index } };
};
