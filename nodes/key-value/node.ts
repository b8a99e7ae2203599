import { defineNode, NodeError, p } from "@/nodes/sdk";
import type { BatchContext } from "@/nodes/sdk/define-node";
import { keyedParams, stateName, statePrefix } from "@/nodes/sdk/keyed-state";
import type { LastingState } from "@/nodes/sdk/services";
import type { Item, Json, JsonObject } from "@/shared/item";

const key = p.text({ label: "Key", help: "Such as {{ $json.id }}", required: true });
const into = p.text({ label: "Put it into the field", default: "value", required: true, expression: false });
const ttl = p.number({ label: "Expires after", help: "0: never", default: 0, min: 0, max: 3e8, unit: "s" });

const params = {
  name: keyedParams.name("Store", "store"),
  action: p.choice({
    label: "What to do",
    cases: {
      get: {
        label: "Get a value",
        params: { key, otherwise: p.json({ label: "Otherwise", help: "When the key is not there" }), into },
      },
      set: {
        label: "Set a value",
        params: {
          key,
          value: p.json({ label: "Value" }),
          ttl,
          when: p.select({
            label: "When",
            options: [
              { value: "always", label: "Always" },
              { value: "absent", label: "The key is not there" },
              { value: "present", label: "The key is there" },
            ],
          }),
        },
      },
      increment: {
        label: "Count up",
        help: "In one step, also when many count at once",
        params: { key, by: p.number({ label: "By", default: 1 }), ttl, into },
      },
      remove: { label: "Delete a key", params: { key } },
      list: {
        label: "List keys",
        help: "Gives an item for each, in their order",
        params: {
          prefix: p.text({ label: "That begin with" }),
          max: p.number({ label: "At most", default: 1_000, min: 1, max: 10_000, integer: true }),
        },
      },
    },
  }),
};

/** Small values of the workflow that outlive its executions. What an item sets, the next one reads. */
export const keyValue = defineNode({
  type: "core.keyValue",
  version: 1,
  label: "Key-Value Store",
  summary: "Keeps small values from one execution to the next",
  category: "flow",
  icon: "archive",
  keywords: ["state", "storage", "static data", "remember", "variable", "get", "set", "ttl", "lock"],
  inputs: ["main"],
  outputs: ["main"],
  params,
  line: "{action.is} {action.key} | {name}",
  effect: "none",
  async executeAll({ inputs, lasting, paramsOf }) {
    const items = inputs.main ?? [];
    const given = await lasting.transact("workflow", (state) => {
      const room = roomIn(state);
      return items.map((_, index) => perform(state, paramsOf(index), index, room));
    });
    const main: Item[] = [];
    for (const [index, item] of items.entries()) {
      const { list, json } = given[index] as Performed;
      if (list) main.push(...list.map((one): Item => ({ json: one, from: { item: index } })));
      else main.push({ ...item, json: { ...item.json, ...json }, from: { item: index } });
    }
    return { main };
  },
});

type Params = BatchContext<typeof params, { [slot: string]: never }>["params"];
type Performed = { json: JsonObject; list?: JsonObject[] };
/** A long key is told apart by its hash, so that the key itself is kept beside the value. */
type Stored = { key: string; value: Json; expiresAt?: number };

function perform(state: LastingState, { name, action }: Params, item: number, room: Room): Performed {
  if (action.is === "list") {
    const found = state.list(statePrefix("value", name) + action.prefix, action.max);
    return { json: {}, list: found.map(({ value }) => listed(value as Stored)) };
  }
  const place = stateName("value", name, action.key);
  const stored = state.get(place) as Stored | undefined;
  const put = (value: Json, expiresAt: number | undefined) => {
    if (!stored) room.take(name, item);
    state.set(place, { key: action.key, value, ...(expiresAt && { expiresAt }) }, { expiresAt });
  };
  switch (action.is) {
    case "get":
      return { json: { [action.into]: stored ? stored.value : action.otherwise } };
    case "remove":
      if (stored) room.give(name);
      state.set(place, undefined);
      return { json: { deleted: stored !== undefined } };
    case "set": {
      const isWanted = action.when === "always" || (action.when === "present") === (stored !== undefined);
      if (isWanted) put(action.value, action.ttl > 0 ? state.now + action.ttl * 1_000 : undefined);
      return { json: { stored: isWanted } };
    }
    case "increment": {
      const before = stored?.value ?? 0;
      if (typeof before !== "number")
        throw new NodeError(`The value of "${action.key.slice(0, 100)}" is no number`, {
          ...{ code: "KEY_VALUE_NO_NUMBER", item, param: "action.key", hint: "Set it to a number before counting" },
        });
      // A count lives for its time from its beginning; counting on does not make it live longer.
      const began = action.ttl > 0 ? state.now + action.ttl * 1_000 : undefined;
      put(before + action.by, stored ? stored.expiresAt : began);
      return { json: { [action.into]: before + action.by } };
    }
  }
}

const listed = ({ key: name, value, expiresAt }: Stored): JsonObject => ({
  ...{ key: name, value },
  ...(expiresAt && { expiresAt: new Date(expiresAt).toISOString() }),
});

/** How full stores are, counted once. */
function roomIn(state: LastingState) {
  const counts = new Map<string, number>();
  const countOf = (name: string) => counts.get(name) ?? state.count(statePrefix("value", name));
  return {
    take(name: string, item: number) {
      const count = countOf(name);
      if (count >= maxKeys)
        throw new NodeError(`The store "${name}" is full: it holds ${maxKeys} keys`, {
          ...{ code: "KEY_VALUE_FULL", item, hint: "Let keys expire, delete some, or keep the data in a database" },
        });
      counts.set(name, count + 1);
    },
    give: (name: string) => void counts.set(name, countOf(name) - 1),
  };
}
type Room = ReturnType<typeof roomIn>;

const maxKeys = 10_000;
