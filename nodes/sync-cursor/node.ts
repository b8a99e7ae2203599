import { defineNode, NodeError, p } from "@/nodes/sdk";
import type { Item, Json } from "@/shared/item";

/** A mark that a workflow keeps from one execution to the next. It moves with the step that moves it, or not at all. */
export const syncCursor = defineNode({
  type: "core.syncCursor",
  version: 1,
  label: "Sync Cursor",
  summary: "Remembers how far a synchronisation has come",
  category: "flow",
  icon: "bookmark",
  keywords: ["incremental", "high-water mark", "since", "changed", "checkpoint", "watermark", "state"],
  inputs: ["main"],
  outputs: ["main"],
  params: {
    name: p.text({
      label: "Cursor",
      help: "A workflow may have several",
      default: "cursor",
      required: true,
      expression: false,
    }),
    action: p.choice({
      label: "What to do",
      cases: {
        read: {
          label: "Read it",
          help: "Before the changes are fetched",
          params: {
            start: p.json({ label: "Where to start", help: "While there is no mark yet", default: null }),
            into: p.text({ label: "Put it into the field", default: "cursor", required: true, expression: false }),
          },
        },
        advance: {
          label: "Move it on",
          help: "After the changes are written: it moves with this step, so what failed before is fetched again",
          params: {
            value: p.json({ label: "Value", help: "Of each item, such as {{ $json.updatedAt }}", default: null }),
            to: p.select({
              label: "To",
              options: [
                { value: "highest", label: "The highest value", help: "Never back" },
                { value: "last", label: "The value of the last item" },
              ],
              expression: false,
            }),
          },
        },
        reset: { label: "Forget it", help: "The next execution starts anew" },
      },
    }),
  },
  line: "{action.is} {name}",
  effect: "none",
  executeAll({ inputs, params, paramsOf, lasting, log }) {
    const items = inputs.main ?? [];
    const place = `cursor ${params.name}`;
    const mark = lasting.get("workflow", place);
    switch (params.action.is) {
      case "read": {
        const { start, into } = params.action;
        const json = { [into]: mark ?? start };
        return {
          main: items.map((item, index): Item => ({ ...item, json: { ...item.json, ...json }, from: { item: index } })),
        };
      }
      case "advance": {
        const values = items.map((_, index) => (paramsOf(index).action as { value: Json }).value);
        const moved = params.action.to === "last" ? lastOf(values, mark) : highest(values, mark);
        if (moved !== mark) {
          lasting.set("workflow", place, moved);
          log(`The cursor "${params.name}" moved from ${JSON.stringify(mark ?? null)} to ${JSON.stringify(moved)}`);
        }
        return { main: items };
      }
      case "reset":
        lasting.set("workflow", place, undefined);
        return { main: items };
    }
  },
});

const lastOf = (values: readonly Json[], mark: Json | undefined): Json | undefined =>
  values.findLast((value) => value !== null) ?? mark;

function highest(values: readonly Json[], mark: Json | undefined): Json | undefined {
  let top = mark;
  for (const [item, value] of values.entries()) {
    if (value === null || value === "") continue;
    if (top === undefined || isAfter(value, top, item)) top = value;
  }
  return top;
}

/** Numbers by size, dates by time, other texts by their signs. */
function isAfter(value: Json, mark: Json, item: number): boolean {
  if (typeof value === "number" && typeof mark === "number") return value > mark;
  if (typeof value === "string" && typeof mark === "string") {
    const [a, b] = [timeOf(value), timeOf(mark)];
    return a !== undefined && b !== undefined ? a > b : value > mark;
  }
  throw new NodeError(`${JSON.stringify(value)} cannot be compared with the mark ${JSON.stringify(mark)}`, {
    code: "CURSOR_MIXED",
    item,
    param: "action.value",
    hint: "Give numbers or texts, and always the same; “Forget it” drops the mark",
  });
}

/** Of ISO dates and times alone: other texts that look a little like a date stay texts. */
const timeOf = (text: string): number | undefined =>
  /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/.test(text)
    ? Date.parse(text)
    : undefined;
