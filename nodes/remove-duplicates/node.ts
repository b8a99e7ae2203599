import { defineNode, NodeError, p } from "@/nodes/sdk";
import { contentText } from "@/nodes/sdk/content-hash";
import type { BatchContext } from "@/nodes/sdk/define-node";
import { readField } from "@/nodes/sdk/field-names";
import { dayMs } from "@/nodes/sdk/keyed-state";
import { withoutPath, withPath } from "@/nodes/sdk/paths";
import type { Item, JsonObject } from "@/shared/item";

const scope = p.select({
  label: "Remembered by",
  options: [
    { value: "node", label: "This node alone" },
    { value: "workflow", label: "All such nodes of the workflow together" },
  ],
});

const params = {
  compare: p.choice({
    label: "Compare",
    cases: {
      input: {
        label: "The items with each other",
        params: {
          fields: p.list({
            label: "Fields that make items alike",
            help: "None: the whole item",
            addLabel: "Add field",
            of: { field: p.text({ label: "Field", required: true }) },
          }),
          except: p.toggle({ label: "All fields but these" }),
          onlyThese: p.toggle({ label: "Drop fields that were not compared" }),
          dots: p.toggle({ label: "Dots in names reach into objects", default: true }),
        },
      },
      seen: {
        label: "With earlier executions: a value seen before",
        params: {
          value: p.text({ label: "Value", help: "What tells items apart, such as {{ $json.id }}", required: true }),
          scope,
          keep: p.number({ label: "Values to remember", default: 10_000, min: 1, max: 1_000_000, integer: true }),
          days: p.number({
            label: "And for at most",
            help: "Since a value came last. 0: without end",
            unit: "days",
            default: 0,
            min: 0,
            max: 3_650,
          }),
        },
      },
      number: {
        label: "With earlier executions: the highest number so far",
        params: { value: p.number({ label: "Number", help: "Such as {{ $json.id }}" }), scope },
      },
      date: {
        label: "With earlier executions: the latest date so far",
        params: { value: p.datetime({ label: "Date", help: "Such as {{ $json.updatedAt }}" }), scope },
      },
      forget: { label: "Forget what earlier executions remembered", params: { scope } },
    },
  }),
};

/** A value is claimed, at once and once: of two executions with the same one at the same moment, one lets it pass. */
export const removeDuplicates = defineNode({
  type: "core.removeDuplicates",
  version: 2,
  label: "Remove Duplicates",
  summary: "Keeps one of the items that are alike, or those not seen before",
  category: "transform",
  icon: "copy-minus",
  keywords: ["unique", "distinct", "dedupe", "new items", "seen", "incremental"],
  inputs: ["main"],
  outputs: ["main", { name: "seen", label: "seen before", when: "compare.is", in: ["seen", "number", "date"] }],
  params,
  line: "{compare.is}",
  effect: "none",
  failedItems: "input",
  upgrades: { 1: (old) => ({ compare: { is: "input", ...old } }) },
  async executeAll(context): Promise<{ main: Item[]; seen?: Item[] }> {
    const { compare } = context.params;
    const items = context.inputs.main ?? [];
    switch (compare.is) {
      case "input":
        return { main: distinct(items, compare) };
      case "seen":
        return unseen(context, compare);
      case "number":
      case "date":
        return beyond(context, compare);
      case "forget":
        context.lasting.forget(compare.scope, memory);
        for (const kind of ["number", "date"]) context.lasting.set(compare.scope, `${memory}/${kind}`, undefined);
        return { main: items };
    }
  },
});

type Context = BatchContext<typeof params, { [slot: string]: never }>;
const memory = "removeDuplicates";

/** The first of items that are alike. */
function distinct(
  items: Item[],
  {
    fields,
    except,
    onlyThese,
    dots,
  }: { fields: { field: string }[]; except: boolean; onlyThese: boolean; dots: boolean },
): Item[] {
  const names = fields.map(({ field }) => field);
  const compared = (json: JsonObject): JsonObject => {
    if (names.length === 0) return json;
    return except ? without(json, names, dots) : only(json, names, dots);
  };
  const known = new Set<string>();
  const kept = [...items.entries()].filter(([, { json }]) => {
    const key = contentText(compared(json));
    return !known.has(key) && known.add(key);
  });
  if (!onlyThese) return kept.map(([, item]) => item);
  return kept.map(([index, { json, binary }]) => ({
    json: compared(json),
    ...(binary && { binary }),
    from: { item: index },
  }));
}

/** Items with one new value are all new. */
async function unseen(
  { inputs, paramsOf, lasting }: Context,
  { scope: where, keep, days }: { scope: "node" | "workflow"; keep: number; days: number },
) {
  const items = inputs.main ?? [];
  const values = items.map((_, index) => {
    const { compare } = paramsOf(index);
    return compare.is === "seen" ? compare.value : "";
  });
  const options = { keep, ...(days > 0 && { keepMs: days * dayMs }) };
  const isNew = await lasting.transact(where, (state) => state.claim(memory, values, options));
  return {
    main: items.filter((_, index) => isNew[index]),
    seen: items.filter((_, index) => !isNew[index]),
  };
}

async function beyond(
  { inputs, paramsOf, lasting }: Context,
  { is, scope: where }: { is: "number" | "date"; scope: "node" | "workflow" },
) {
  const items = inputs.main ?? [];
  const values = items.map((_, index) => {
    const { compare } = paramsOf(index);
    const value =
      compare.is === "number" ? compare.value : compare.is === "date" ? Date.parse(compare.value) : Number.NaN;
    if (Number.isFinite(value)) return value;
    throw new NodeError(`The ${is} of the item is missing or not a ${is}`, { param: "compare.value", item: index });
  });
  const last = await lasting.update(where, `${memory}/${is}`, (stored) => {
    const before = typeof stored === "number" ? stored : null;
    const highest = values.reduce((max, value) => Math.max(max, value), before ?? -Infinity);
    return { value: Number.isFinite(highest) ? highest : undefined, result: before };
  });
  const isNew = (index: number) => last === null || (values[index] ?? last) > last;
  return { main: items.filter((_, index) => isNew(index)), seen: items.filter((_, index) => !isNew(index)) };
}

function without(json: JsonObject, names: readonly string[], dots: boolean): JsonObject {
  if (!dots) return Object.fromEntries(Object.entries(json).filter(([key]) => !names.includes(key)));
  return names.reduce((rest, name) => withoutPath(rest, name), json);
}

function only(json: JsonObject, names: readonly string[], dots: boolean): JsonObject {
  let result: JsonObject = {};
  for (const name of names) {
    const value = readField(json, name, dots);
    if (value !== undefined) result = dots ? withPath(result, name, value) : { ...result, [name]: value };
  }
  return result;
}
