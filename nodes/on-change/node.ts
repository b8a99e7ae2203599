import { defineNode, p } from "@/nodes/sdk";
import { contentHash, contentText } from "@/nodes/sdk/content-hash";
import type { BatchContext } from "@/nodes/sdk/define-node";
import { fieldNames } from "@/nodes/sdk/field-names";
import { dayMs, keyedParams, stateName } from "@/nodes/sdk/keyed-state";
import { getPath, withoutPath } from "@/nodes/sdk/paths";
import type { LastingState } from "@/nodes/sdk/services";
import type { Item, Json, JsonObject } from "@/shared/item";

const params = {
  name: keyedParams.name("Name", "changes"),
  key: p.text({
    label: "Key",
    help: "What is compared with itself, such as {{ $json.id }}. Empty: everything with what came before it",
  }),
  compare: p.choice({
    label: "Compare",
    cases: {
      item: { label: "The whole item" },
      fields: {
        label: "Some fields",
        params: { fields: p.text({ label: "Fields", help: "With commas: price, address.city", required: true }) },
      },
      except: {
        label: "All fields but some",
        params: { fields: p.text({ label: "Fields", help: "With commas: updatedAt, etag", required: true }) },
      },
      value: { label: "A value", params: { value: p.json({ label: "Value", help: "Such as {{ $json.status }}" }) } },
    },
  }),
  first: p.select({
    label: "What comes for the first time",
    options: [
      { value: "changed", label: "Counts as changed" },
      { value: "unchanged", label: "Counts as unchanged" },
    ],
    expression: false,
  }),
  previous: p.text({
    label: "Put the value before into the field",
    help: "Empty: nowhere. Values of more than 20,000 characters are compared, but not kept",
    default: "previous",
    expression: false,
  }),
  forgetDays: keyedParams.forgetDays(),
};

/** Each item is held against what came before it under its key, in whichever execution. */
export const onChange = defineNode({
  type: "core.onChange",
  version: 1,
  label: "On Change",
  summary: "Lets through what differs from what came before it",
  category: "flow",
  icon: "replace",
  keywords: ["changed", "difference", "report by exception", "rbe", "dedupe", "detect", "previous"],
  inputs: ["main"],
  outputs: ["changed", "unchanged"],
  params,
  line: "{compare.fields} | {name}",
  effect: "none",
  async executeAll(context): Promise<{ changed: Item[]; unchanged: Item[] }> {
    const { inputs, lasting, paramsOf, params: first } = context;
    const items = inputs.main ?? [];
    const found = await lasting.transact("workflow", (state) =>
      items.map((item, index) => compare(state, paramsOf(index), item.json)),
    );
    const outputs: { changed: Item[]; unchanged: Item[] } = { changed: [], unchanged: [] };
    for (const [index, item] of items.entries()) {
      const { port = "changed", before = null } = found[index] ?? {};
      const json: JsonObject = first.previous === "" ? item.json : { ...item.json, [first.previous]: before };
      outputs[port].push({ ...item, json, from: { item: index } });
    }
    return outputs;
  },
});

type Params = BatchContext<typeof params, { [slot: string]: never }>["params"];
type Found = { port: "changed" | "unchanged"; before: Json };

function compare(state: LastingState, given: Params, json: JsonObject): Found {
  const place = stateName("change", given.name, given.key);
  const stored = state.get(place) as { hash: string; value?: Json } | undefined;
  const value = comparedOf(given.compare, json);
  const hash = contentHash(value);
  const isKept = given.previous !== "" && contentText(value).length <= maxKept;
  state.set(place, { hash, ...(isKept && { value }) }, { expiresAt: state.now + given.forgetDays * dayMs });
  const port = stored ? (stored.hash === hash ? "unchanged" : "changed") : given.first;
  return { port, before: stored?.value ?? null };
}

function comparedOf(by: Params["compare"], json: JsonObject): Json {
  switch (by.is) {
    case "item":
      return json;
    case "value":
      return by.value;
    case "fields": {
      const names = fieldNames(by.fields);
      return Object.fromEntries(names.flatMap((name) => pair(name, getPath(json, name))));
    }
    case "except":
      return fieldNames(by.fields).reduce((rest, name) => withoutPath(rest, name), json);
  }
}

const pair = (name: string, value: Json | undefined): [string, Json][] => (value === undefined ? [] : [[name, value]]);

const maxKept = 20_000;
