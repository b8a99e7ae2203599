import { defineNode, NodeError, p } from "@/nodes/sdk";
import type { Item } from "@/shared/item";
import { kinds, randomThing, seeded } from "./random";

export const debugHelper = defineNode({
  type: "core.debugHelper",
  version: 1,
  label: "Debug Helper",
  summary: "Makes sample data, or fails on purpose",
  category: "flow",
  icon: "bug",
  keywords: ["test", "sample", "fake", "random", "error"],
  inputs: ["main"],
  outputs: ["main"],
  params: {
    action: p.choice({
      label: "What to do",
      cases: {
        random: {
          label: "Make sample data",
          params: {
            kind: p.select({ label: "Kind", options: kinds }),
            count: p.number({ label: "How many", default: 10, min: 0, max: 10_000, integer: true }),
            seed: p.text({ label: "Seed", help: "The same seed gives the same data. Empty: different each time" }),
          },
        },
        fail: {
          label: "Fail",
          params: { message: p.text({ label: "Message", default: "Node has thrown an error" }) },
        },
        nothing: { label: "Nothing: pass the item on" },
      },
    }),
  },
  line: "{action.is}",
  effect: "none",
  execute({ item, index, params: { action } }) {
    if (action.is === "nothing") return { main: item };
    if (action.is === "fail") throw new NodeError(action.message, { code: "DEBUG_HELPER" });
    const next = action.seed ? seeded(`${action.seed}${index || ""}`) : Math.random;
    return { main: Array.from({ length: action.count }, (): Item => ({ json: randomThing(action.kind, next) })) };
  },
});
