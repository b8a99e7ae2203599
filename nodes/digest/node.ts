import { Cron } from "croner";
import { defineNode, NodeError, p, suspend } from "@/nodes/sdk";
import type { BatchContext } from "@/nodes/sdk/define-node";
import { keyedParams, stateName } from "@/nodes/sdk/keyed-state";
import type { LastingState } from "@/nodes/sdk/services";
import { inMs, unitParam } from "@/nodes/sdk/time-units";
import type { Item, Json } from "@/shared/item";
import { overdue, put, take } from "./batches";

const params = {
  name: keyedParams.name("Name", "digest"),
  key: keyedParams.key,
  until: p.choice({
    label: "Collect",
    cases: {
      after: {
        label: "For a time from the first item on",
        params: {
          amount: p.number({ label: "Time", default: 10, min: 0.1, max: 1_000_000 }),
          unit: unitParam("minutes"),
        },
      },
      daily: {
        label: "Until a time of the day",
        params: {
          hour: p.number({ label: "At hour", help: "0 to 23", default: 9, min: 0, max: 23, integer: true }),
          minute: p.number({ label: "At minute", default: 0, min: 0, max: 59, integer: true }),
        },
      },
      cron: {
        label: "Until a time by cron expression",
        params: {
          pattern: p.text({
            label: "Pattern",
            placeholder: "0 9 * * 1-5",
            help: "Minute, hour, day of the month, month, day of the week",
            required: true,
          }),
        },
      },
    },
  }),
  count: p.number({
    label: "Or until there are",
    help: "0: only by time, up to 10,000",
    ...{ unit: "items", default: 0, min: 0, max: 10_000, integer: true },
  }),
};

/**
 * The execution that brings the first item waits and gives all; one that brings the last by count gives them at once.
 * What nobody gave out in time, because an execution was cancelled, the next item of any key brings along.
 */
export const digest = defineNode({
  type: "core.digest",
  version: 1,
  label: "Digest",
  summary: "Collects items of many executions, and gives all at once",
  category: "flow",
  icon: "layers",
  keywords: ["batch", "collect", "summary", "buffer", "group", "daily report", "aggregate"],
  inputs: ["main"],
  outputs: ["main", "collected"],
  params,
  line: "{until.amount} {until.unit} | {until.is}",
  effect: "none",
  suspends: true,
  async executeAll(context) {
    const { inputs, lasting } = context;
    const items = inputs.main ?? [];
    // Asked again after the wait, each gives the same.
    const { batches, given, waits } = await lasting.transact("workflow", (state) => collect(state, context), "arrive");
    const until = waits.reduce((last, { dueAt }) => Math.max(last, dueAt), 0);
    if (until > Date.now()) return suspend({ until: new Date(until) });
    const late = await lasting.transact("workflow", (state) => waits.map((one) => taken(state, one)), "give");
    const lists = [...given, ...late].filter((one) => one.items.length > 0);
    const isGiven = new Set(lists.map(({ id }) => id));
    return {
      main: lists.flatMap(({ items: list, by }) =>
        list.map((item): Item => ({ ...(item as Item), from: { item: by } })),
      ),
      collected: items.filter((_, index) => !isGiven.has(batches[index] ?? "")),
    };
  },
});

type Context = BatchContext<typeof params, { [slot: string]: never }>;
/** `by`: the item that this execution brought, of those in the batch. */
type Open = { place: string; id: string; dueAt: number; by: number };
type Given = { id: string; by: number; items: Json[] };

const taken = (state: LastingState, { place, id, by }: Open): Given => ({
  ...{ id, by, items: take(state, place, id) },
});

function collect(state: LastingState, { inputs, paramsOf, execution }: Context) {
  const batches: string[] = [];
  const given: Given[] = [];
  const waits: Open[] = [];
  const names = new Set<string>();
  for (const [by, item] of (inputs.main ?? []).entries()) {
    const { name, key, until, count } = paramsOf(by);
    if (!names.has(name)) {
      for (const batch of overdue(state, name, graceMs)) given.push(taken(state, { ...batch, by }));
      names.add(name);
    }
    const place = stateName("digest", name, key);
    const fresh = {
      id: `${execution.id}/${execution.run}/${by}`,
      dueAt: dueAt(until, state.now, execution.timezone, by),
    };
    const batch = put(state, place, item, fresh);
    batches.push(batch.id);
    if (batch.count >= (count || maxCount)) {
      given.push(taken(state, { ...batch, by }));
      // Perhaps this step began it: then it does not wait for it any more.
      const own = waits.findIndex(({ id }) => id === batch.id);
      if (own >= 0) waits.splice(own, 1);
    } else if (batch.id === fresh.id) waits.push({ place, id: batch.id, dueAt: batch.dueAt, by });
  }
  return { batches, given, waits };
}

function dueAt(until: Context["params"]["until"], now: number, timezone: string, item: number): number {
  if (until.is === "after") return now + inMs(until.amount, until.unit);
  const pattern = until.is === "daily" ? `${until.minute} ${until.hour} * * *` : until.pattern;
  const due = nextRun(pattern, now, timezone);
  if (due) return due.getTime();
  throw new NodeError(`The cron expression "${pattern}" names no time to come`, {
    ...{ code: "CRON_INVALID", param: "until.pattern", item, hint: "Write it like 0 9 * * 1-5" },
  });
}

function nextRun(pattern: string, now: number, timezone: string): Date | null {
  try {
    return new Cron(pattern, { timezone, paused: true }).nextRun(new Date(now));
  } catch {
    return null;
  }
}

const maxCount = 10_000;
/** Whoever waits for it is certainly not about to give it. */
const graceMs = 60_000;
