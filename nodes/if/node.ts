import { defineNode, p } from "@/nodes/sdk";
import { meets } from "@/nodes/sdk/conditions";

export const ifNode = defineNode({
  type: "core.if",
  version: 1,
  label: "If",
  summary: "Sends each item one way or the other",
  category: "flow",
  icon: "split",
  keywords: ["condition", "branch", "decide", "true", "false"],
  inputs: ["main"],
  outputs: ["true", "false"],
  params: { conditions: p.conditions({ label: "Conditions" }) },
  line: "{conditions}",
  effect: "none",
  execute: ({ item, params, execution }) => ({
    [meets(params.conditions, { zone: execution.timezone }) ? "true" : "false"]: item,
  }),
});
