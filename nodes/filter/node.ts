import { defineNode, p } from "@/nodes/sdk";
import { meets } from "@/nodes/sdk/conditions";

export const filter = defineNode({
  type: "core.filter",
  version: 1,
  label: "Filter",
  summary: "Keeps the items that meet the conditions",
  category: "flow",
  icon: "funnel",
  keywords: ["remove", "keep", "condition", "where"],
  inputs: ["main"],
  outputs: [
    { name: "main", label: "kept" },
    { name: "dropped", label: "dropped" },
  ],
  params: { conditions: p.conditions({ label: "Conditions" }) },
  line: "{conditions}",
  effect: "none",
  execute: ({ item, params, execution }) => ({
    [meets(params.conditions, { zone: execution.timezone }) ? "main" : "dropped"]: item,
  }),
});
